package lambent.runtime;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import lambent.json.KnownTypes;

/** From a handler's name, `package.Class` or `package.Class::method`, to what is called. */
final class HandlerLoader {
    private static final String SEPARATOR = "::";

    private HandlerLoader() {}

    static Handler load(String name, ClassLoader loader) throws Fault {
        int colons = name.lastIndexOf(SEPARATOR);
        String className = colons < 0 ? name : name.substring(0, colons);
        String methodName = colons < 0 ? null : name.substring(colons + SEPARATOR.length());
        if (className.isEmpty() || "".equals(methodName)) throw new Fault("Invalid handler: `" + name + "'");
        Class<?> type = loadClass(className, loader);
        Serializer serializer = new Serializer(loader);
        try {
            return methodName == null ? ofInterface(type, serializer) : HandlerMethod.find(type, methodName, serializer);
        } catch (NoClassDefFoundError e) {
            throw new Fault("Error loading method " + methodName + " on class " + className, e, false);
        }
    }

    private static Class<?> loadClass(String name, ClassLoader loader) throws Fault {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new Fault("Class not found: " + name, e, false);
        } catch (Throwable e) {
            String why = e.getMessage() == null ? "" : ": " + e.getMessage();
            throw new Fault("Error loading class " + name + why, e, !(e instanceof NoClassDefFoundError));
        }
    }

    @SuppressWarnings("unchecked")
    private static Handler ofInterface(Class<?> type, Serializer serializer) throws Fault {
        if (RequestStreamHandler.class.isAssignableFrom(type)) {
            return ((RequestStreamHandler) Instances.make(type))::handleRequest;
        }
        if (!RequestHandler.class.isAssignableFrom(type)) {
            throw new Fault("Class does not implement an appropriate handler interface: " + type.getName());
        }
        Type[] types = argumentsOf(type, new KnownTypes());
        if (types == null) throw new Fault("Class " + type.getName() + " does not implement RequestHandler with concrete type parameters");
        for (Type argument : types) {
            if (argument instanceof TypeVariable && ((TypeVariable<?>) argument).getBounds()[0] == Object.class) {
                throw new Fault("Class " + type.getName() + " does not implement RequestHandler with concrete type parameters: parameter "
                        + argument + " has no upper bound.");
            }
        }
        RequestHandler<Object, Object> handler = (RequestHandler<Object, Object>) Instances.make(type);
        return (event, result, context) -> {
            Object value = handler.handleRequest(serializer.read(event, types[0]), context);
            serializer.write(types[1] == Void.class ? null : value, result, types[1]);
        };
    }

    /** RequestHandler's type arguments as a class or its ancestors give them. Null where the interface is implemented without any. */
    private static Type[] argumentsOf(Type type, KnownTypes known) {
        boolean parameterized = type instanceof ParameterizedType;
        Class<?> raw = (Class<?>) (parameterized ? ((ParameterizedType) type).getRawType() : type);
        if (raw == RequestHandler.class) {
            return parameterized ? ((ParameterizedType) known.resolve(type)).getActualTypeArguments() : null;
        }
        if (parameterized) known.learn((ParameterizedType) type);
        for (Type parent : raw.getGenericInterfaces()) {
            Type[] found = argumentsOf(parent, known);
            if (found != null) return found;
        }
        return raw.getGenericSuperclass() == null ? null : argumentsOf(raw.getGenericSuperclass(), known);
    }
}

package lambent.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;

/** A handler named with its method, `package.Class::method`. */
final class HandlerMethod {
    /** The longest signature wins, one that ends with a Context counting one more; bridges come last. */
    private static final Comparator<Method> PRIORITY = Comparator.comparing(Method::isBridge)
            .thenComparing(method -> -method.getParameterCount() - (endsWithContext(method) ? 1 : 0));

    private HandlerMethod() {}

    static Handler find(Class<?> owner, String name, Serializer serializer) throws Fault {
        Method[] methods = Arrays.stream(owner.getMethods()).filter(method -> method.getName().equals(name)).sorted(PRIORITY).toArray(Method[]::new);
        for (Method method : methods) {
            Type[] types = method.getGenericParameterTypes();
            if (isStreaming(types)) return call(owner, method, null);
            if (isPlain(types)) return call(owner, method, serializer);
        }
        throw new Fault("No public method named " + name + " with appropriate method signature found on class " + owner.getName());
    }

    private static boolean endsWithContext(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length > 0 && types[types.length - 1] == Context.class;
    }

    /** `(InputStream, OutputStream, Context)`, each of them optional, but one of the streams. */
    private static boolean isStreaming(Type[] types) {
        int at = 0;
        if (at < types.length && types[at] == InputStream.class) at += 1;
        if (at < types.length && types[at] == OutputStream.class) at += 1;
        boolean streams = at > 0;
        if (at < types.length && types[at] == Context.class) at += 1;
        return streams && at == types.length;
    }

    /** `(anything, Context)`, each of them optional. */
    private static boolean isPlain(Type[] types) {
        if (types.length == 2) return types[1] == Context.class && types[0] != Context.class && !isStream(types[0]);
        return types.length < 2;
    }

    private static boolean isStream(Type type) {
        return type == InputStream.class || type == OutputStream.class;
    }

    /** Without a serializer the method is given streams. */
    private static Handler call(Class<?> owner, Method method, Serializer serializer) throws Fault {
        Object instance = Modifier.isStatic(method.getModifiers()) ? null : Instances.make(owner);
        // A public method may belong to a class that is not.
        method.setAccessible(true);
        Type[] types = method.getGenericParameterTypes();
        Type returned = method.getGenericReturnType();
        return (event, result, context) -> {
            Object[] values = new Object[types.length];
            for (int i = 0; i < types.length; i += 1) {
                if (types[i] == Context.class) values[i] = context;
                else if (types[i] == OutputStream.class) values[i] = result;
                else values[i] = types[i] == InputStream.class ? event : serializer.read(event, types[i]);
            }
            try {
                Object value = method.invoke(instance, values);
                if (serializer != null) serializer.write(value, result, returned);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
    }
}

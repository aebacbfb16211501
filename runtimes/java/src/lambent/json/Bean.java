package lambent.json;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The properties of a class: getters and setters by the standard's names, public fields, and a record's components. In the order of
 * the fields, then of the names.
 */
final class Bean {
    private static final Map<Class<?>, Bean> KNOWN = new ConcurrentHashMap<>();

    private final Class<?> type;
    private final Map<String, Method> getters = new LinkedHashMap<>();
    private final Map<String, Method> setters = new LinkedHashMap<>();
    private final Map<String, Field> fields = new LinkedHashMap<>();
    /** Null for most. */
    private final EventClass event;

    private Bean(Class<?> type) {
        this.type = type;
        this.event = EventClass.of(type);
        for (Field field : fieldsOf(type)) getters.put(memberOf(field.getName()), null);
        boolean record = isRecord(type);
        Method[] methods = type.getMethods();
        Arrays.sort(methods, (a, b) -> a.getName().compareTo(b.getName()));
        for (Method method : methods) add(method, record);
        getters.values().removeIf(method -> method == null);
        for (Field field : type.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) fields.put(field.getName(), open(field));
        }
    }

    static Bean of(Class<?> type) {
        return KNOWN.computeIfAbsent(type, Bean::new);
    }

    static boolean isRecord(Class<?> type) {
        return type.getSuperclass() != null && type.getSuperclass().getName().equals("java.lang.Record");
    }

    private void add(Method method, boolean record) {
        if (method.isBridge() || Modifier.isStatic(method.getModifiers()) || method.getDeclaringClass() == Object.class) return;
        String name = method.getName();
        int parameters = method.getParameterCount();
        if (parameters == 1 && name.startsWith("set") && name.length() > 3) addSetter(memberOf(propertyOf(name.substring(3))), method);
        if (parameters != 0 || method.getReturnType() == void.class) return;
        if (record && getters.containsKey(name)) getters.put(name, open(method));
        else if (name.startsWith("get") && name.length() > 3) addGetter(name.substring(3), method);
        else if (name.startsWith("is") && name.length() > 2 && isBoolean(method.getReturnType())) addGetter(name.substring(2), method);
    }

    private void addGetter(String capitalised, Method method) {
        String property = propertyOf(capitalised);
        // Groovy's and the like.
        if (property.equals("metaClass") || event != null && event.hides(property)) return;
        String name = memberOf(property);
        if (getters.get(name) == null) getters.put(name, open(method));
    }

    /** Of several that of the getter's type, which is known by now. */
    private void addSetter(String name, Method method) {
        Method getter = getters.get(name);
        boolean matches = getter != null && getter.getReturnType() == method.getParameterTypes()[0];
        if (matches || !setters.containsKey(name)) setters.put(name, open(method));
    }

    private static boolean isBoolean(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }

    /** `Name` is `name`; `URL` stays. */
    private static String propertyOf(String capitalised) {
        boolean initials = capitalised.length() > 1 && Character.isUpperCase(capitalised.charAt(0)) && Character.isUpperCase(capitalised.charAt(1));
        return initials ? capitalised : Character.toLowerCase(capitalised.charAt(0)) + capitalised.substring(1);
    }

    private String memberOf(String property) {
        return event == null ? property : event.memberOf(property);
    }

    /** Its ancestors' first. */
    private static List<Field> fieldsOf(Class<?> type) {
        if (type == null || type == Object.class) return new ArrayList<>();
        List<Field> fields = fieldsOf(type.getSuperclass());
        for (Field field : type.getDeclaredFields()) if (!Modifier.isStatic(field.getModifiers())) fields.add(field);
        return fields;
    }

    /** The class may be one that nobody else sees; what a module keeps to itself stays closed and fails when it is used. */
    private static <T extends AccessibleObject> T open(T member) {
        try {
            member.setAccessible(true);
        } catch (RuntimeException e) {
            return member;
        }
        return member;
    }

    Map<String, Object> read(Object object) {
        Map<String, Object> values = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Method> getter : getters.entrySet()) values.put(getter.getKey(), getter.getValue().invoke(object));
            for (Map.Entry<String, Field> field : fields.entrySet()) {
                if (!values.containsKey(field.getKey())) values.put(field.getKey(), field.getValue().get(object));
            }
        } catch (InvocationTargetException e) {
            throw new JsonException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new JsonException("No serializer found for class " + type.getName(), e);
        }
        if (event != null) values.replaceAll((name, value) -> EventClass.written(value));
        return values;
    }

    /** Unknown members are ignored. `outer`: what an object of an inner class belongs to. `arguments`: what its type variables stand for. */
    Object make(Map<?, ?> tree, JsonBinder binder, Object outer, List<Type> arguments) {
        KnownTypes types = KnownTypes.of(type, arguments);
        try {
            Constructor<?> allArguments = allArguments();
            if (allArguments != null) return construct(allArguments, tree, binder, types);
            Object object = newInstance(outer);
            for (Map.Entry<?, ?> member : tree.entrySet()) {
                String name = String.valueOf(member.getKey());
                Type wanted = typeOf(name);
                if (wanted != null) set(object, name, bind(member.getValue(), types.resolve(wanted), object, binder));
            }
            return object;
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "` (no Creators, like default constructor, exist)", e);
        } catch (InvocationTargetException e) {
            throw new JsonException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "`", e);
        }
    }

    private Object newInstance(Object outer) throws ReflectiveOperationException {
        if (outer != null && isInner(type, outer.getClass())) return open(type.getDeclaredConstructor(outer.getClass())).newInstance(outer);
        return open(type.getDeclaredConstructor()).newInstance();
    }

    private static boolean isInner(Class<?> type, Class<?> outer) {
        return type.getEnclosingClass() == outer && !Modifier.isStatic(type.getModifiers());
    }

    /** Null where it cannot be set. */
    private Type typeOf(String name) {
        Method setter = setters.get(name);
        if (setter != null) return setter.getGenericParameterTypes()[0];
        Field field = fields.get(name);
        return field == null || Modifier.isFinal(field.getModifiers()) ? null : field.getGenericType();
    }

    private void set(Object object, String name, Object value) throws ReflectiveOperationException {
        Method setter = setters.get(name);
        if (setter == null) fields.get(name).set(object, value);
        else setter.invoke(object, value);
    }

    private Object bind(Object tree, Type wanted, Object owner, JsonBinder binder) {
        if (!(wanted instanceof Class)) return binder.bind(tree, wanted);
        Class<?> raw = (Class<?>) wanted;
        if (event != null && EventClass.reads(raw)) return EventClass.read(tree, raw);
        if (tree instanceof Map && isInner(raw, type)) return of(raw).make((Map<?, ?>) tree, binder, owner, Collections.emptyList());
        return binder.bind(tree, wanted);
    }

    /** The constructor that takes every field in order: a record's, and those of S3's events, which have no setters. */
    private Constructor<?> allArguments() {
        if (!isRecord(type) && (event == null || !setters.isEmpty())) return null;
        int count = fieldsOf(type).size();
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == count && count > 0) return open(constructor);
        }
        return null;
    }

    private Object construct(Constructor<?> constructor, Map<?, ?> tree, JsonBinder binder, KnownTypes known) throws ReflectiveOperationException {
        Type[] types = constructor.getGenericParameterTypes();
        List<Object> values = new ArrayList<>();
        for (Field field : fieldsOf(type)) {
            Object member = tree.get(memberOf(field.getName()));
            if (member == null && event != null) member = EventClass.absent(field.getType());
            values.add(bind(member, known.resolve(types[values.size()]), null, binder));
        }
        return constructor.newInstance(values.toArray());
    }
}

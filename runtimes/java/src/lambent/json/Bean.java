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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The properties of a class: getters and setters by the standard's names, public fields, and a record's components. In the order of
 * the fields, then of the names.
 */
final class Bean {
    /** Event classes of aws-lambda-java-events, which AWS's client maps with names of their own. */
    private static final String EVENTS_PACKAGE = "com.amazonaws.services.lambda.runtime.events.";

    private static final Map<Class<?>, Bean> KNOWN = new ConcurrentHashMap<>();

    private final Class<?> type;
    private final Map<String, Method> getters = new LinkedHashMap<>();
    private final Map<String, Method> setters = new LinkedHashMap<>();
    private final Map<String, Field> fields = new LinkedHashMap<>();
    /** By lower-case name, for event classes. */
    private final Map<String, String> lenientNames = new TreeMap<>();

    private Bean(Class<?> type) {
        this.type = type;
        for (String name : fieldNames(type)) getters.put(name, null);
        boolean record = isRecord(type);
        Method[] methods = type.getMethods();
        Arrays.sort(methods, (a, b) -> a.getName().compareTo(b.getName()));
        for (Method method : methods) add(method, record);
        getters.values().removeIf(method -> method == null);
        for (Field field : type.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) fields.put(field.getName(), open(field));
        }
        if (type.getName().startsWith(EVENTS_PACKAGE)) {
            for (String name : setters.keySet()) lenientNames.put(name.toLowerCase(java.util.Locale.ROOT), name);
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
        if (parameters == 1 && name.startsWith("set") && name.length() > 3) setters.putIfAbsent(propertyOf(name.substring(3)), open(method));
        if (parameters != 0 || method.getReturnType() == void.class) return;
        if (record && getters.containsKey(name)) getters.put(name, open(method));
        else if (name.startsWith("get") && name.length() > 3) addGetter(name.substring(3), method);
        else if (name.startsWith("is") && name.length() > 2 && isBoolean(method.getReturnType())) addGetter(name.substring(2), method);
    }

    private void addGetter(String capitalised, Method method) {
        String name = propertyOf(capitalised);
        // Groovy's and the like.
        if (getters.get(name) == null && !name.equals("metaClass")) getters.put(name, open(method));
    }

    private static boolean isBoolean(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }

    /** `Name` is `name`; `URL` stays. */
    private static String propertyOf(String capitalised) {
        boolean initials = capitalised.length() > 1 && Character.isUpperCase(capitalised.charAt(0)) && Character.isUpperCase(capitalised.charAt(1));
        return initials ? capitalised : Character.toLowerCase(capitalised.charAt(0)) + capitalised.substring(1);
    }

    private static List<String> fieldNames(Class<?> type) {
        List<String> names = new ArrayList<>();
        if (type == null || type == Object.class) return names;
        names.addAll(fieldNames(type.getSuperclass()));
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) names.add(field.getName());
        }
        return names;
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
        return values;
    }

    /** Unknown members are ignored. */
    Object make(Map<?, ?> tree, JsonBinder binder) {
        try {
            Constructor<?> allArguments = isRecord(type) || type.getName().startsWith(EVENTS_PACKAGE) ? allArguments() : null;
            if (allArguments != null) return construct(allArguments, tree, binder);
            Object object = open(type.getDeclaredConstructor()).newInstance();
            for (Map.Entry<?, ?> member : tree.entrySet()) set(object, String.valueOf(member.getKey()), member.getValue(), binder);
            return object;
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "` (no Creators, like default constructor, exist)", e);
        } catch (InvocationTargetException e) {
            throw new JsonException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "`", e);
        }
    }

    private void set(Object object, String given, Object tree, JsonBinder binder) throws ReflectiveOperationException {
        String name = setters.containsKey(given) ? given : lenientNames.getOrDefault(given.toLowerCase(java.util.Locale.ROOT), given);
        Method setter = setters.get(name);
        if (setter != null) {
            setter.invoke(object, binder.bind(tree, setter.getGenericParameterTypes()[0]));
            return;
        }
        Field field = fields.get(name);
        if (field != null && !Modifier.isFinal(field.getModifiers())) field.set(object, binder.bind(tree, field.getGenericType()));
    }

    /** The constructor that takes every field in order, where the class has no other: a record's, and those of S3's events. */
    private Constructor<?> allArguments() {
        List<Field> declared = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) if (!Modifier.isStatic(field.getModifiers())) declared.add(field);
        Class<?>[] types = declared.stream().map(Field::getType).toArray(Class<?>[]::new);
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0 && !isRecord(type)) return null;
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (Arrays.equals(constructor.getParameterTypes(), types)) return open(constructor);
        }
        return null;
    }

    private Object construct(Constructor<?> constructor, Map<?, ?> tree, JsonBinder binder) throws ReflectiveOperationException {
        Map<String, Object> lenient = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<?, ?> member : tree.entrySet()) lenient.put(String.valueOf(member.getKey()), member.getValue());
        boolean exact = isRecord(type);
        Type[] types = constructor.getGenericParameterTypes();
        List<Object> values = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) continue;
            Object member = exact ? tree.get(field.getName()) : lenient.get(field.getName());
            values.add(binder.bind(member, types[values.size()]));
        }
        return constructor.newInstance(values.toArray());
    }
}

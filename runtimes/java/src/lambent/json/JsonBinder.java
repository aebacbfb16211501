package lambent.json;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From what JsonReader read to a value of a type, by the rules of AWS's client: one value stands for a list of one and the other way
 * round, empty text for null, unknown members and enum constants for nothing, numbers and their text for each other.
 */
public final class JsonBinder {
    public Object bind(Object tree, Type type) {
        if (type instanceof Class) return bindClass(tree, (Class<?>) type, Collections.<Type>emptyList());
        if (type instanceof ParameterizedType) {
            ParameterizedType parameterized = (ParameterizedType) type;
            return bindClass(tree, (Class<?>) parameterized.getRawType(), java.util.Arrays.asList(parameterized.getActualTypeArguments()));
        }
        if (type instanceof GenericArrayType) return array(tree, rawOf(((GenericArrayType) type).getGenericComponentType()), ((GenericArrayType) type).getGenericComponentType());
        if (type instanceof TypeVariable) return bind(tree, ((TypeVariable<?>) type).getBounds()[0]);
        if (type instanceof WildcardType) return bind(tree, ((WildcardType) type).getUpperBounds()[0]);
        throw mismatch(tree, Object.class);
    }

    private Object bindClass(Object tree, Class<?> type, List<Type> arguments) {
        if (type == Optional.class) return Optional.ofNullable(bind(tree, argument(arguments, 0)));
        if (tree == null) return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
        if (type == Object.class) return natural(tree);
        if (type == byte[].class && tree instanceof String) return decoded(tree, type);
        if (type == ByteBuffer.class && tree instanceof String) return ByteBuffer.wrap(decoded(tree, type));
        if (type == char[].class && tree instanceof String) return ((String) tree).toCharArray();
        if (type.isArray()) return array(tree, type.getComponentType(), type.getComponentType());
        if (Collection.class.isAssignableFrom(type) || type == Iterable.class) return collection(tree, type, argument(arguments, 0));
        if (tree instanceof List && !JavaTime.isOne(type)) return single((List<?>) tree, type, arguments);
        if (Map.class.isAssignableFrom(type)) return map(tree, type, argument(arguments, 0), argument(arguments, 1));
        if (isScalar(type)) return scalar(tree, type);
        if (JavaTime.isOne(type)) return "".equals(tree) ? null : JavaTime.read(tree, type);
        if (tree instanceof Map) return Bean.of(type).make((Map<?, ?>) tree, this, null, arguments);
        if ("".equals(tree)) return null;
        return ofText(tree, type);
    }

    private static Type argument(List<Type> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : Object.class;
    }

    /** A list where one value is wanted: its only one. */
    private Object single(List<?> tree, Class<?> type, List<Type> arguments) {
        if (tree.size() == 1) return bindClass(tree.get(0), type, arguments);
        if (tree.isEmpty() && !type.isPrimitive()) return null;
        throw mismatch(tree, type);
    }

    private Object natural(Object tree) {
        if (tree instanceof BigDecimal) return ((BigDecimal) tree).doubleValue();
        if (tree instanceof List) {
            List<Object> list = new ArrayList<>();
            for (Object element : (List<?>) tree) list.add(natural(element));
            return list;
        }
        if (!(tree instanceof Map)) return tree;
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : ((Map<?, ?>) tree).entrySet()) map.put((String) member.getKey(), natural(member.getValue()));
        return map;
    }

    private static byte[] decoded(Object text, Class<?> type) {
        try {
            return Base64.getDecoder().decode((String) text);
        } catch (IllegalArgumentException e) {
            throw new JsonException("Cannot deserialize value of type `" + type.getTypeName() + "` from String: not Base64", e);
        }
    }

    private Object array(Object tree, Class<?> rawComponent, Type component) {
        List<?> elements = tree instanceof List ? (List<?>) tree : Collections.singletonList(tree);
        Object array = Array.newInstance(rawComponent, elements.size());
        for (int i = 0; i < elements.size(); i += 1) Array.set(array, i, bind(elements.get(i), component));
        return array;
    }

    private Object collection(Object tree, Class<?> type, Type element) {
        if ("".equals(tree)) return null;
        Collection<Object> collection = newCollection(type, element);
        List<?> elements = tree instanceof List ? (List<?>) tree : Collections.singletonList(tree);
        for (Object each : elements) {
            Object value = bind(each, element);
            if (value != null || type != EnumSet.class) collection.add(value);
        }
        return collection;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Collection<Object> newCollection(Class<?> type, Type element) {
        if (type == EnumSet.class) return (Collection) EnumSet.noneOf((Class) rawOf(element));
        if (type.isAssignableFrom(ArrayList.class)) return new ArrayList<>();
        if (type.isAssignableFrom(LinkedHashSet.class)) return new LinkedHashSet<>();
        if (type.isAssignableFrom(TreeSet.class)) return new TreeSet<>();
        if (type.isAssignableFrom(ArrayDeque.class)) return new ArrayDeque<>();
        return (Collection<Object>) newInstance(type);
    }

    private Object map(Object tree, Class<?> type, Type key, Type value) {
        if ("".equals(tree)) return null;
        if (!(tree instanceof Map)) throw mismatch(tree, type);
        Map<Object, Object> map = newMap(type, key);
        for (Map.Entry<?, ?> member : ((Map<?, ?>) tree).entrySet()) map.put(bind(member.getKey(), key), bind(member.getValue(), value));
        return map;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<Object, Object> newMap(Class<?> type, Type key) {
        if (type.isAssignableFrom(LinkedHashMap.class)) return new LinkedHashMap<>();
        if (type.isAssignableFrom(HashMap.class)) return new HashMap<>();
        if (type.isAssignableFrom(TreeMap.class)) return new TreeMap<>();
        if (type == java.util.EnumMap.class) return new java.util.EnumMap(rawOf(key));
        if (type.isAssignableFrom(java.util.concurrent.ConcurrentHashMap.class)) return new java.util.concurrent.ConcurrentHashMap<>();
        return (Map<Object, Object>) newInstance(type);
    }

    private static Object newInstance(Class<?> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "`", e);
        }
    }

    private static boolean isScalar(Class<?> type) {
        return type.isPrimitive() || type == String.class || type == CharSequence.class || type == Boolean.class || type == Character.class
                || Number.class.isAssignableFrom(type) || type.isEnum() || Date.class.isAssignableFrom(type) || type == Calendar.class;
    }

    private static Object scalar(Object tree, Class<?> type) {
        if (tree instanceof Map || tree instanceof List) throw mismatch(tree, type);
        String text = tree.toString();
        if (type == String.class || type == CharSequence.class) return text;
        if (text.isEmpty()) return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
        try {
            if (type == boolean.class || type == Boolean.class) return truth(tree, text.trim(), type);
            if (type == char.class || type == Character.class) return character(tree, text, type);
            if (type.isEnum()) return constant(tree, text, type);
            if (Date.class.isAssignableFrom(type)) return DateText.read(tree, type);
            if (type == Calendar.class) return new Calendar.Builder().setInstant((Date) DateText.read(tree, Date.class)).setTimeZone(TimeZone.getTimeZone("UTC")).build();
            return tree instanceof Boolean ? fail(tree, type) : numberOf(text.trim(), type);
        } catch (NumberFormatException e) {
            throw mismatch(tree, type);
        }
    }

    private static Object fail(Object tree, Class<?> type) {
        throw mismatch(tree, type);
    }

    private static Object truth(Object tree, String text, Class<?> type) {
        if (tree instanceof Number) return ((Number) tree).doubleValue() != 0;
        if (text.equalsIgnoreCase("true")) return true;
        if (text.equalsIgnoreCase("false")) return false;
        throw mismatch(tree, type);
    }

    private static Object character(Object tree, String text, Class<?> type) {
        if (tree instanceof Number) return (char) ((Number) tree).intValue();
        if (text.length() != 1) throw mismatch(tree, type);
        return text.charAt(0);
    }

    private static Object constant(Object tree, String text, Class<?> type) {
        Object[] constants = type.getEnumConstants();
        if (tree instanceof Number) {
            int ordinal = ((Number) tree).intValue();
            return ordinal >= 0 && ordinal < constants.length ? constants[ordinal] : null;
        }
        for (Object constant : constants) if (((Enum<?>) constant).name().equals(text)) return constant;
        return null;
    }

    private static Object numberOf(String text, Class<?> type) {
        boolean isDouble = type == double.class || type == Double.class;
        if ((isDouble || type == float.class || type == Float.class) && !Character.isDigit(text.charAt(text.length() - 1))) {
            return isDouble ? (Object) limit(text) : (Object) (float) limit(text);
        }
        return numberOf(new BigDecimal(text), type);
    }

    private static double limit(String text) {
        if (text.equals("NaN")) return Double.NaN;
        if (text.equals("INF") || text.equals("Infinity")) return Double.POSITIVE_INFINITY;
        if (text.equals("-INF") || text.equals("-Infinity")) return Double.NEGATIVE_INFINITY;
        throw new NumberFormatException(text);
    }

    private static Object numberOf(BigDecimal number, Class<?> type) {
        if (type == int.class || type == Integer.class) return (int) within(number, Integer.MIN_VALUE, Integer.MAX_VALUE, type);
        if (type == long.class || type == Long.class) return within(number, Long.MIN_VALUE, Long.MAX_VALUE, type);
        if (type == short.class || type == Short.class) return (short) within(number, Short.MIN_VALUE, Short.MAX_VALUE, type);
        if (type == byte.class || type == Byte.class) return (byte) within(number, Byte.MIN_VALUE, 255, type);
        if (type == double.class || type == Double.class) return number.doubleValue();
        if (type == float.class || type == Float.class) return number.floatValue();
        if (type == BigDecimal.class) return number;
        if (type == BigInteger.class) return number.toBigInteger();
        if (type == Number.class) return number.scale() > 0 ? number.doubleValue() : JsonReader.read(number.toPlainString());
        throw mismatch(number, type);
    }

    private static long within(BigDecimal number, long min, long max, Class<?> type) {
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new JsonException("Numeric value (" + number + ") out of range of " + type.getName() + " (" + min + " - " + max + ")");
        }
        return number.longValue();
    }

    /** Such as a UUID, a URI or a Joda time: what the class itself makes of text. */
    private static Object ofText(Object tree, Class<?> type) {
        String text = tree.toString();
        try {
            for (String name : new String[] {"fromString", "parse", "create"}) {
                for (Method method : type.getMethods()) {
                    boolean fits = method.getName().equals(name) && Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 1
                            && method.getParameterTypes()[0].isAssignableFrom(String.class) && type.isAssignableFrom(method.getReturnType());
                    if (fits) return method.invoke(null, text);
                }
            }
        } catch (InvocationTargetException e) {
            throw new JsonException("Cannot deserialize value of type `" + type.getName() + "` from String \"" + text + "\"", e.getCause());
        } catch (IllegalAccessException e) {
            throw mismatch(tree, type);
        }
        throw mismatch(tree, type);
    }

    private static Class<?> rawOf(Type type) {
        if (type instanceof Class) return (Class<?>) type;
        if (type instanceof ParameterizedType) return (Class<?>) ((ParameterizedType) type).getRawType();
        if (type instanceof GenericArrayType) return Array.newInstance(rawOf(((GenericArrayType) type).getGenericComponentType()), 0).getClass();
        if (type instanceof TypeVariable) return rawOf(((TypeVariable<?>) type).getBounds()[0]);
        return rawOf(((WildcardType) type).getUpperBounds()[0]);
    }

    private static JsonException mismatch(Object tree, Class<?> type) {
        String what = tree instanceof Map ? "Object value (token `JsonToken.START_OBJECT`)"
                : tree instanceof List ? "Array value (token `JsonToken.START_ARRAY`)"
                : tree instanceof String ? "String \"" + tree + "\"" : tree + " (" + tree.getClass().getSimpleName() + ")";
        return new JsonException("Cannot deserialize value of type `" + type.getTypeName() + "` from " + what);
    }
}

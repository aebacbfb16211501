package lambent.runtime;

import java.lang.reflect.Field;
import java.util.Map;

/** The process's variables, which Java lets nobody change in public; the manifest opens java.util for this. */
final class Variables {
    /** What the platform sets so that Java reads names as UTF-8, and AWS does not have. */
    private static final String LOCALE = "LC_ALL";
    private static final String LOCALE_OF_THE_PLATFORM = "C.UTF-8";

    private Variables() {}

    static void removeOwn() {
        if (LOCALE_OF_THE_PLATFORM.equals(System.getenv(LOCALE))) set(LOCALE, null);
    }

    /** What the platform says in a variable that the function does not see. */
    static String take(String name, String byDefault) {
        String value = System.getenv(name);
        if (value == null) return byDefault;
        set(name, null);
        return value;
    }

    /** As System.getenv() and programs that are given its variables see it; null removes it. */
    static void set(String name, String value) {
        if (value == null) changeable().remove(name);
        else changeable().put(name, value);
    }

    /** In place of all that there are; programs that inherit theirs are not told. */
    static void replaceWith(Map<String, String> variables) {
        changeable().clear();
        changeable().putAll(variables);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> changeable() {
        try {
            Field inner = Class.forName("java.util.Collections$UnmodifiableMap").getDeclaredField("m");
            inner.setAccessible(true);
            return (Map<String, String>) inner.get(System.getenv());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java has no variables that can be changed", e);
        }
    }
}

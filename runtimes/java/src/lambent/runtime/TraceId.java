package lambent.runtime;

import java.lang.reflect.Field;
import java.util.Map;

/** Where AWS's X-Ray SDK looks for the invocation's trace: a property, and before Java 17 a variable too. */
final class TraceId {
    private static final String PROPERTY = "com.amazonaws.xray.traceHeader";
    private static final String VARIABLE = "_X_AMZN_TRACE_ID";

    private final boolean asVariable;

    TraceId() {
        String runtime = String.valueOf(System.getenv("AWS_EXECUTION_ENV"));
        this.asVariable = runtime.matches("AWS_Lambda_java(8|11)(\\..*)?");
    }

    void set(String value) {
        if (value == null) System.clearProperty(PROPERTY);
        else System.setProperty(PROPERTY, value);
        if (asVariable) setVariable(value);
    }

    /** Java's variables cannot be changed in public; the command line opens java.util for this. */
    private static void setVariable(String value) {
        try {
            Field inner = Class.forName("java.util.Collections$UnmodifiableMap").getDeclaredField("m");
            inner.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, String> variables = (Map<String, String>) inner.get(System.getenv());
            if (value == null) variables.remove(VARIABLE);
            else variables.put(VARIABLE, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java has no variables that can be changed", e);
        }
    }
}

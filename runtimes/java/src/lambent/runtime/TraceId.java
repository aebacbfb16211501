package lambent.runtime;

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
        if (asVariable) Variables.set(VARIABLE, value);
    }
}

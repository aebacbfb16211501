package com.amazonaws.services.lambda.runtime;

/** What AWS's Log4j appender and the runtime tell each other. */
public final class LambdaRuntimeInternal {
    private static volatile boolean useLog4jAppender;

    private LambdaRuntimeInternal() {}

    public static void setUseLog4jAppender(boolean use) {
        useLog4jAppender = use;
    }

    public static boolean getUseLog4jAppender() {
        return useLog4jAppender;
    }

    /** Of Lambent's runtime. */
    public static void setLogger(LambdaLogger logger) {
        LambdaRuntime.setLogger(logger);
    }
}

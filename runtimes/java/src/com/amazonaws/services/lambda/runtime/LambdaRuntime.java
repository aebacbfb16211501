package com.amazonaws.services.lambda.runtime;

/** The logger for code that has no context at hand. The runtime sets it before it loads a function. */
public final class LambdaRuntime {
    private static volatile LambdaLogger logger;

    private LambdaRuntime() {}

    public static LambdaLogger getLogger() {
        return logger;
    }

    static void setLogger(LambdaLogger value) {
        logger = value;
    }
}

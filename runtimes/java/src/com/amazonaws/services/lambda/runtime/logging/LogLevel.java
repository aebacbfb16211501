package com.amazonaws.services.lambda.runtime.logging;

import java.util.Locale;

/** UNDEFINED is what a call without a level has; it is never filtered. */
public enum LogLevel {
    UNDEFINED,
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL;

    public static LogLevel fromString(String logLevel) {
        for (LogLevel level : values()) {
            if (logLevel != null && level.name().equals(logLevel.toUpperCase(Locale.ROOT))) return level;
        }
        throw new IllegalArgumentException(
                "Invalid log level: '" + logLevel + "' expected one of [TRACE, DEBUG, INFO, WARN, ERROR, FATAL]");
    }
}

package com.amazonaws.services.lambda.runtime.logging;

import java.util.Locale;

/** How the log's lines are written. */
public enum LogFormat {
    JSON,
    TEXT;

    public static LogFormat fromString(String logFormat) {
        for (LogFormat format : values()) {
            if (logFormat != null && format.name().equals(logFormat.toUpperCase(Locale.ROOT))) return format;
        }
        throw new IllegalArgumentException("Invalid log format: '" + logFormat + "' expected one of [JSON, TEXT]");
    }
}

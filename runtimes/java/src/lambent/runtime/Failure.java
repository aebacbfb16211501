package lambent.runtime;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lambent.json.JsonWriter;

/** What went wrong, as callers and the log get it. */
final class Failure {
    /** Frames from the runtime's own on do not belong into a function's trace. */
    private static final String OWN_PACKAGE = "lambent.";

    private static final String THROWN = "Runtime.UserException";
    private static final String NOT_CALLED = "Runtime.BadFunctionCode";

    private final String kind;
    private final Map<String, Object> payload;
    private final String logText;

    private Failure(String kind, Map<String, Object> payload, String logText) {
        this.kind = kind;
        this.payload = payload;
        this.logText = logText;
    }

    /** What a handler threw. */
    static Failure of(Throwable thrown) {
        shorten(thrown, newSet());
        return new Failure(THROWN, payloadOf(thrown, newSet()), logTextOf(messageOf(thrown), thrown));
    }

    /** What kept the handler from being loaded; callers get no trace. */
    static Failure of(Fault fault) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("errorMessage", fault.getMessage());
        Throwable cause = fault.getCause();
        if (cause == null) return new Failure(NOT_CALLED, payload, fault.getMessage() + "\n");
        shorten(cause, newSet());
        payload.put("errorType", cause.getClass().getName());
        return new Failure(NOT_CALLED, payload, logTextOf(fault.getMessage(), cause));
    }

    /** What the platform is told; the type of what was thrown is in the payload alone. */
    String kind() {
        return kind;
    }

    byte[] json() {
        return JsonWriter.write(payload).getBytes(StandardCharsets.UTF_8);
    }

    String logText() {
        return logText;
    }

    private static Map<String, Object> payloadOf(Throwable thrown, Set<Throwable> seen) {
        Map<String, Object> payload = new LinkedHashMap<>();
        List<String> trace = new ArrayList<>();
        for (StackTraceElement frame : thrown.getStackTrace()) trace.add(frame.toString());
        payload.put("errorMessage", messageOf(thrown));
        payload.put("errorType", thrown.getClass().getName());
        payload.put("stackTrace", trace);
        seen.add(thrown);
        Throwable cause = thrown.getCause();
        if (cause != null && !seen.contains(cause)) payload.put("cause", payloadOf(cause, seen));
        return payload;
    }

    private static String messageOf(Throwable thrown) {
        return thrown.getLocalizedMessage() == null ? thrown.getClass().getName() : thrown.getLocalizedMessage();
    }

    private static String logTextOf(String message, Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return message + ": " + thrown.getClass().getName() + "\n" + trace + "\n";
    }

    private static void shorten(Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) return;
        StackTraceElement[] trace = thrown.getStackTrace();
        for (int i = 0; i < trace.length; i += 1) {
            if (!trace[i].getClassName().startsWith(OWN_PACKAGE)) continue;
            thrown.setStackTrace(java.util.Arrays.copyOf(trace, i));
            break;
        }
        shorten(thrown.getCause(), seen);
        for (Throwable suppressed : thrown.getSuppressed()) shorten(suppressed, seen);
    }

    private static Set<Throwable> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}

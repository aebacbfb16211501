package lambent.runtime;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogFormat;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import lambent.json.JsonWriter;

/** The function's logger: one call, one frame on the telemetry descriptor, whatever lines it has. */
final class Logs implements LambdaLogger {
    private static final int TEXT_FRAME = 0xA55A0003;
    private static final int JSON_FRAME = 0xA55A0002;
    private static final int PREFIX_BYTES = 16;
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final FileOutputStream out;
    private final Written written;
    private final boolean json;
    private final LogLevel level;
    private volatile Invocation invocation;

    Logs(int descriptor, Written written) {
        this.out = new FileOutputStream(Descriptors.of(descriptor));
        this.written = written;
        String format = System.getenv("AWS_LAMBDA_LOG_FORMAT");
        this.json = format != null && LogFormat.fromString(format) == LogFormat.JSON;
        String given = System.getenv("AWS_LAMBDA_LOG_LEVEL");
        this.level = given == null || given.isEmpty() ? LogLevel.UNDEFINED : LogLevel.fromString(given);
    }

    /** Whose lines are written from now on. */
    void setInvocation(Invocation value) {
        invocation = value;
    }

    /** The runtime's own. */
    void error(String text) {
        log(text, json ? LogLevel.ERROR : LogLevel.UNDEFINED);
    }

    @Override
    public void log(String message) {
        log(message, LogLevel.UNDEFINED);
    }

    @Override
    public void log(byte[] message) {
        log(message, LogLevel.UNDEFINED);
    }

    @Override
    public void log(String message, LogLevel of) {
        if (!isLogged(of)) return;
        String text = json ? record(message, of) : of == LogLevel.UNDEFINED ? String.valueOf(message) : "[" + of + "] " + message;
        write(text.getBytes(StandardCharsets.UTF_8), of);
    }

    @Override
    public void log(byte[] message, LogLevel of) {
        if (isLogged(of)) write(message, of);
    }

    private boolean isLogged(LogLevel of) {
        return of == LogLevel.UNDEFINED || of.compareTo(level) >= 0;
    }

    private String record(String message, LogLevel of) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("timestamp", TIMESTAMP.format(Instant.now()));
        record.put("message", message);
        record.put("level", of.name());
        Invocation current = invocation;
        if (current != null) {
            record.put("AWSRequestId", current.getAwsRequestId());
            record.put("tenantId", current.getTenantId());
        }
        return JsonWriter.write(record) + "\n";
    }

    private synchronized void write(byte[] message, LogLevel of) {
        Instant now = Instant.now();
        ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + message.length);
        // TRACE is 4, DEBUG 8 and so on.
        frame.putInt((json ? JSON_FRAME : TEXT_FRAME) | of.ordinal() << 2).putInt(message.length);
        frame.putLong(now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / 1000).put(message);
        written.addTelemetry(frame.capacity());
        try {
            out.write(frame.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

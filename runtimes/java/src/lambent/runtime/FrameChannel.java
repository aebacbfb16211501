package lambent.runtime;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;
import lambent.json.JsonReader;
import lambent.json.JsonWriter;

/** Frames on descriptor 3: `u32 length of the rest | u8 type | u32 length of head | head | body`. */
final class FrameChannel implements Channel {
    private static final int INVOKE = 1;
    private static final int ASSIGN = 3;
    private static final int READY = 16;
    private static final int INIT_ERROR = 17;
    private static final int RESPONSE = 18;
    private static final int ERROR = 19;
    private static final int BOOTED = 23;

    private static final int PREFIX_BYTES = 9;
    private static final int LENGTH_BYTES = 4;

    /** How old the process's peak memory may be that a frame reports. */
    private static final long MEMORY_AGE_NS = 100_000_000;

    private final DataInputStream in;
    private final FileOutputStream out;
    private final Written written;
    private Long peakKiB;
    private long measuredAt;

    FrameChannel(int descriptor, Written written) {
        this.in = new DataInputStream(new FileInputStream(Descriptors.of(descriptor)));
        this.out = new FileOutputStream(Descriptors.of(descriptor));
        this.written = written;
    }

    @Override
    public Invocation next() throws IOException {
        return read(INVOKE, Invocation::new);
    }

    void booted() throws IOException {
        send(BOOTED, new LinkedHashMap<>(), new byte[0]);
    }

    /** Waits for the variables of the function that the process is given. Null when the platform has gone. */
    Map<String, String> assignment() throws IOException {
        return read(ASSIGN, (head, rest, bodyStart) -> {
            Map<String, String> variables = new LinkedHashMap<>();
            ((Map<?, ?>) head.get("variables")).forEach((name, value) -> variables.put((String) name, (String) value));
            return variables;
        });
    }

    /** What a frame says: its head, all that follows the prefix, and where in that the body starts. */
    private interface Meaning<T> {
        T of(Map<?, ?> head, byte[] rest, int bodyStart);
    }

    /** Null when the platform has gone. */
    private <T> T read(int wanted, Meaning<T> meaning) throws IOException {
        byte[] prefix = new byte[PREFIX_BYTES];
        try {
            in.readFully(prefix);
            ByteBuffer numbers = ByteBuffer.wrap(prefix);
            byte[] rest = new byte[numbers.getInt() - (PREFIX_BYTES - LENGTH_BYTES)];
            int type = numbers.get();
            int headBytes = numbers.getInt();
            in.readFully(rest);
            if (type != wanted) throw new IOException("The platform sent a frame of type " + type);
            String head = new String(rest, 0, headBytes, StandardCharsets.UTF_8);
            return meaning.of((Map<?, ?>) JsonReader.read(head), rest, headBytes);
        } catch (EOFException e) {
            return null;
        }
    }

    @Override
    public void ready() throws IOException {
        send(READY, new LinkedHashMap<>(), new byte[0]);
    }

    @Override
    public void initError(Failure failure) throws IOException {
        send(INIT_ERROR, head(null, failure), failure.json());
    }

    @Override
    public void respond(String requestId, byte[] body) throws IOException {
        send(RESPONSE, head(requestId, null), body);
    }

    @Override
    public void fail(String requestId, Failure failure) throws IOException {
        send(ERROR, head(requestId, failure), failure.json());
    }

    private static Map<String, Object> head(String requestId, Failure failure) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("requestId", requestId);
        if (failure != null) head.put("errorType", failure.kind());
        return head;
    }

    private void send(int type, Map<String, Object> head, byte[] body) throws IOException {
        head.put("stdioBytes", written.stdio());
        head.put("telemetryBytes", written.telemetry());
        head.put("maxRssKiB", peakMemory());
        byte[] headBytes = JsonWriter.write(head).getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + headBytes.length + body.length);
        frame.putInt(PREFIX_BYTES - LENGTH_BYTES + headBytes.length + body.length).put((byte) type).putInt(headBytes.length);
        frame.put(headBytes).put(body);
        out.write(frame.array());
    }

    /** Only Linux says. */
    private Long peakMemory() {
        long now = System.nanoTime();
        if (peakKiB != null && now - measuredAt < MEMORY_AGE_NS) return peakKiB;
        try {
            for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) peakKiB = Long.parseLong(line.replaceAll("\\D", ""));
            }
        } catch (IOException e) {
            return null;
        }
        measuredAt = now;
        return peakKiB;
    }
}

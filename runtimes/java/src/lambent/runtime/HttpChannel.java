package lambent.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The platform's Runtime API in place of frames, for a runtime below a wrapper or beside extensions. */
final class HttpChannel implements Channel {
    private static final String API = "/2018-06-01/runtime";
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int TOO_LARGE = 413;

    private final HttpConnection connection;

    HttpChannel(String address) throws IOException {
        this.connection = new HttpConnection(address);
    }

    /** The first request for an event says so. */
    @Override
    public void ready() {}

    @Override
    public void initError(Failure failure) throws IOException {
        post("/init/error", failure.kind(), failure.json());
    }

    @Override
    public Invocation next() throws IOException {
        HttpConnection.Answer answer;
        try {
            answer = connection.exchange("GET", API + "/invocation/next", Collections.emptyMap(), new byte[0]);
        } catch (EOFException | SocketException e) {
            return null;
        }
        if (answer.status != OK) throw refused(answer);
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("requestId", answer.header("lambda-runtime-aws-request-id"));
        head.put("deadlineMs", Long.valueOf(answer.header("lambda-runtime-deadline-ms")));
        head.put("invokedFunctionArn", answer.header("lambda-runtime-invoked-function-arn"));
        head.put("traceId", answer.header("lambda-runtime-trace-id"));
        head.put("tenantId", answer.header("lambda-runtime-aws-tenant-id"));
        head.put("clientContext", answer.header("lambda-runtime-client-context"));
        head.put("identity", answer.header("lambda-runtime-cognito-identity"));
        return new Invocation(head, answer.body, 0);
    }

    @Override
    public void respond(String requestId, byte[] body) throws IOException {
        post("/invocation/" + requestId + "/response", null, body);
    }

    @Override
    public void fail(String requestId, Failure failure) throws IOException {
        post("/invocation/" + requestId + "/error", failure.kind(), failure.json());
    }

    /** A result too large is refused with 413: the platform has told the caller, and the next event comes. */
    private void post(String path, String errorKind, byte[] body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        if (errorKind != null) headers.put("Lambda-Runtime-Function-Error-Type", errorKind);
        HttpConnection.Answer answer = connection.exchange("POST", API + path, headers, body);
        if (answer.status != ACCEPTED && answer.status != TOO_LARGE) throw refused(answer);
    }

    private static IOException refused(HttpConnection.Answer answer) {
        return new IOException("The platform answered " + answer.status + ": " + new String(answer.body, StandardCharsets.UTF_8));
    }
}

package lambent.runtime;

import java.io.IOException;

/** What the runtime and the platform say to each other. */
interface Channel {
    void ready() throws IOException;

    void initError(Failure failure) throws IOException;

    /** Waits for the next invocation. Null when the platform has gone. */
    Invocation next() throws IOException;

    void respond(String requestId, byte[] body) throws IOException;

    void fail(String requestId, Failure failure) throws IOException;
}

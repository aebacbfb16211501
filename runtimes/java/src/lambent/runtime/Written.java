package lambent.runtime;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes were written to descriptors 1 and 2 together and to 4, so that the platform knows when it has read them all. */
final class Written {
    private final AtomicLong stdioBytes = new AtomicLong();
    private final AtomicLong telemetryBytes = new AtomicLong();

    void addStdio(long bytes) {
        stdioBytes.addAndGet(bytes);
    }

    void addTelemetry(long bytes) {
        telemetryBytes.addAndGet(bytes);
    }

    long stdio() {
        return stdioBytes.get();
    }

    long telemetry() {
        return telemetryBytes.get();
    }
}

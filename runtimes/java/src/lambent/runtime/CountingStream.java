package lambent.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;

/** Standard output that writes at once and counts: what a handler printed is out before its response. */
final class CountingStream extends OutputStream {
    private final FileOutputStream out;
    private final Written written;

    private CountingStream(FileDescriptor descriptor, Written written) {
        this.out = new FileOutputStream(descriptor);
        this.written = written;
    }

    static void install(Written written) throws UnsupportedEncodingException {
        System.setOut(new PrintStream(new CountingStream(FileDescriptor.out, written), false, "UTF-8"));
        System.setErr(new PrintStream(new CountingStream(FileDescriptor.err, written), false, "UTF-8"));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        written.addStdio(length);
        out.write(bytes, offset, length);
    }
}

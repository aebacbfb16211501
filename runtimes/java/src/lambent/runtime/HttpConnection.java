package lambent.runtime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One connection to the platform, which answers with a Content-Length and keeps it open. Java's own client would send a request
 * again that was not answered, and go by the properties that a function sets for its own requests.
 */
final class HttpConnection {
    /** The longest line is what a caller says of itself, of some 4 KiB. */
    private static final int LINE_BYTES_MAX = 65_536;

    private final String address;
    private final DataInputStream in;
    private final OutputStream out;

    /** An answer; names of headers in small letters. */
    static final class Answer {
        final int status;
        final byte[] body;
        private final Map<String, String> headers;

        Answer(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        String header(String name) {
            return headers.get(name);
        }
    }

    @SuppressWarnings("resource") // open until the process ends
    HttpConnection(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(Proxy.NO_PROXY);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        this.address = address;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
    }

    /** Waits as long as it takes. */
    Answer exchange(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        head.append("Host: ").append(address).append("\r\nContent-Length: ").append(body.length).append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        return answer();
    }

    private Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        in.readFully(body);
        return new Answer(status, headers, body);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next == -1) throw new EOFException();
            if (line.size() == LINE_BYTES_MAX) throw new IOException("The platform sent a line without an end");
            line.write(next);
        }
        return line.toString("UTF-8").trim();
    }
}

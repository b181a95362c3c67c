package io.neurocache.edge.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link FakeOrigin}, as its script sees it. Confined to one thread. */
public final class Conversation {
    /**
     * A request as it came. Immutable, but for the bytes.
     *
     * @param line the request line
     * @param fields the field lines, each as {@code Name: value}
     * @param body the bytes of the body, chunks taken apart
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(String line, List<String> fields, byte[] body) {
        /** The first word of the request line. */
        public String method() {
            return line.substring(0, line.indexOf(' '));
        }

        /** What stands between the method and the version. */
        public String target() {
            return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
        }

        /** The value of the first field with this name, or null. */
        public @Nullable String field(String name) {
            String prefix = name + ": ";
            for (String field : fields) {
                if (field.regionMatches(true, 0, prefix, 0, prefix.length())) {
                    return field.substring(prefix.length());
                }
            }
            return null;
        }

        /** The body as ISO-8859-1. */
        public String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    /** How to answer a request. */
    @FunctionalInterface
    public interface Answer {
        /** Answers; another request may follow when it returns. */
        void to(Request request, Conversation with) throws IOException, InterruptedException;
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Consumer<Request> journal;

    Conversation(Socket socket, Consumer<Request> journal) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        this.out = socket.getOutputStream();
        this.journal = journal;
    }

    /** Reads the next request with its body, or returns null at the end of the connection. */
    public @Nullable Request next() throws IOException {
        Request head = nextHead();
        if (head == null) {
            return null;
        }
        Request request = new Request(head.line(), head.fields(), readBody(head));
        journal.accept(request);
        return request;
    }

    /**
     * Reads the head of the next request and leaves its body, or returns null at the end. The
     * journal does not hear of it.
     */
    public @Nullable Request nextHead() throws IOException {
        String line = readLine();
        if (line == null) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        for (String field = readLine(); field == null || !field.isEmpty(); field = readLine()) {
            if (field == null) {
                throw new EOFException("the end of the connection within a head");
            }
            fields.add(field);
        }
        return new Request(line, List.copyOf(fields), new byte[0]);
    }

    /** Reads up to so many bytes as they come; -1 at the end of the connection. */
    public int read(byte[] into) throws IOException {
        return in.read(into);
    }

    /** Sends text as ISO-8859-1. */
    public void send(String latin1) throws IOException {
        send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Waits until the other end closes, and drops what it sends until then. */
    public void awaitEnd() throws IOException {
        byte[] dropped = new byte[64 * 1024];
        while (in.read(dropped) >= 0) {
            // Only the end is of interest.
        }
    }

    /** Breaks the connection with a TCP reset, which is not an end but an accident. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The socket, for what has no word of its own here. */
    public Socket socket() {
        return socket;
    }

    /** Reads the body that follows a head, to its end. */
    public byte[] readBody(Request head) throws IOException {
        if ("chunked".equalsIgnoreCase(head.field("Transfer-Encoding"))) {
            return readChunks();
        }
        String length = head.field("Content-Length");
        return length == null ? new byte[0] : readExactly(Integer.parseInt(length));
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(readExactly(size));
            readLine();
        }
        String trailer = readLine();
        while (trailer != null && !trailer.isEmpty()) {
            trailer = readLine();
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String line = readLine();
        if (line == null) {
            throw new EOFException("the end of the connection within a body");
        }
        return Integer.parseInt(line, 16);
    }

    private byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the end of the connection within a body");
        }
        return bytes;
    }

    /** A line without its CR LF, or null at the end of the connection before its first byte. */
    private @Nullable String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException("the end of the connection within a line");
            }
            line.append((char) c);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("a line that does not end with CR LF: " + line);
        }
        line.setLength(line.length() - 1);
        return line.toString();
    }
}

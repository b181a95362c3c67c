package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a node's stream of events over a plain socket, as a browser does: event by event, and from
 * where it was when the connection is dropped. For one thread.
 */
final class WireReader implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MOST_EVENTS = 100_000;

    private final InetSocketAddress address;
    private final String query;
    private Socket socket = new Socket();
    private BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    private long lastId = -1;

    /**
     * An event of the stream.
     *
     * @param id its number, or -1 where it has none
     * @param data a JSON object
     */
    record Told(String type, long id, String data) {}

    /** Opens a stream. */
    WireReader(InetSocketAddress address, String query) throws IOException {
        this.address = address;
        this.query = query;
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(address);
        String resumes = lastId < 0 ? "" : "Last-Event-ID: " + lastId + "\r\n";
        String request =
                "GET /wire" + query + " HTTP/1.1\r\nHost: localhost\r\n" + resumes + "\r\n";
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(UTF_8));
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        assertEquals("HTTP/1.1 200 OK", lines.readLine());
    }

    /** Drops the connection in the middle of whatever comes, and makes another. */
    void dropAndResume() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        connect();
    }

    /** The number of the last event that was read. */
    long lastId() {
        return lastId;
    }

    /** The next event. */
    Told next() throws IOException {
        String type = "";
        long id = -1;
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            if (line.startsWith("event: ")) {
                type = line.substring("event: ".length());
            } else if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring("id: ".length()));
            } else if (line.startsWith("data: ")) {
                lastId = id < 0 ? lastId : id;
                return new Told(type, id, line.substring("data: ".length()));
            }
        }
    }

    /** Reads until there is one like this; those before it and it. */
    List<Told> until(Predicate<Told> wanted) throws IOException {
        List<Told> read = new ArrayList<>();
        while (read.size() < MOST_EVENTS) {
            Told event = next();
            read.add(event);
            if (wanted.test(event)) {
                return read;
            }
        }
        return fail("not among " + MOST_EVENTS + " events");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.neurocache.neuroctl;

import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.wire.Reply;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP/1.1 request to an edge, on a connection of its own. The JDK's client would cost a start
 * of this program more than the request. Confined to one thread.
 */
final class EdgeClient implements AutoCloseable {
    /** Of a head line; an edge sends none that is longer. */
    private static final int MAX_LINE_BYTES = 64 << 10;

    private static final int MAX_LINES = 200;
    private static final int MAX_ERROR_BYTES = 1000;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Endpoint edge;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private EdgeClient(Endpoint edge, Socket socket) throws IOException {
        this.edge = edge;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    /**
     * What an edge answered.
     *
     * @param fields by their names in lower case; of several the last
     * @param body to be read before the client is closed
     */
    record Answer(int status, Map<String, String> fields, InputStream body) {}

    /** Connects to the first edge that listens: the one that was named, or the members'. */
    static EdgeClient connect(String named, Io io) throws IOException {
        int timeoutMillis = (int) Math.min(Integer.MAX_VALUE, io.config().timeout().toMillis());
        List<String> tried = new ArrayList<>();
        for (String address : named.isEmpty() ? membersEdges(io) : List.of(named)) {
            Socket socket = new Socket();
            try {
                Endpoint edge = Endpoint.parse(address);
                socket.connect(new InetSocketAddress(edge.host(), edge.port()), timeoutMillis);
                socket.setSoTimeout(timeoutMillis);
                return new EdgeClient(edge, socket);
            } catch (IllegalArgumentException e) {
                socket.close();
                throw CommandException.usage(
                        String.valueOf(e.getMessage()), "--edge takes HOST:PORT");
            } catch (IOException e) {
                socket.close();
                tried.add(address + ": " + e.getMessage());
            }
        }
        throw new CommandException(
                ExitCode.TRY_LATER,
                tried.isEmpty()
                        ? "the members do not tell where their edges are"
                        : "no edge can be reached (" + String.join("; ", tried) + ")",
                "--edge HOST:PORT names one");
    }

    private static List<String> membersEdges(Io io) throws IOException {
        return io.client().members().stream()
                .map(Reply.Member::edge)
                .filter(edge -> !edge.isEmpty())
                .toList();
    }

    /** The path of a cached object. */
    static String path(String key) throws CommandException {
        boolean isTarget =
                !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
        if (!isTarget) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "InvalidKey: a key of the cache stands in a URL as it is",
                    "write spaces, # and what is no ASCII as %20 and so on");
        }
        return "/cache/" + key;
    }

    /** Asks for something. */
    Answer get(String path) throws IOException {
        head("GET", path, Map.of());
        return answer();
    }

    /**
     * Puts a body.
     *
     * @param fields of the request
     */
    Answer put(String path, Map<String, String> fields, InputStream body) throws IOException {
        Map<String, String> all = new TreeMap<>(fields);
        // An edge may refuse a body before it is sent, as for its size.
        all.put("Transfer-Encoding", "chunked");
        head("PUT", path, all);
        byte[] chunk = new byte[BUFFER_BYTES];
        try {
            for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
                if (n > 0) {
                    ascii(Integer.toHexString(n) + "\r\n");
                    out.write(chunk, 0, n);
                    ascii("\r\n");
                }
            }
            ascii("0\r\n\r\n");
            out.flush();
        } catch (IOException e) {
            // It may have answered and closed: then the answer says more than this.
            if (in.available() == 0) {
                throw unreachable(e);
            }
        }
        return answer();
    }

    private void head(String method, String path, Map<String, String> fields) throws IOException {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(edge).append("\r\nConnection: close\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ascii(head.append("\r\n").toString());
        out.flush();
    }

    private void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Answer answer() throws IOException {
        try {
            String[] status = line().split(" ", 3);
            Map<String, String> fields = new TreeMap<>();
            for (int n = 0; ; n++) {
                String line = line();
                if (line.isEmpty()) {
                    break;
                }
                int colon = line.indexOf(':');
                if (colon < 1 || n == MAX_LINES) {
                    throw notHttp();
                }
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            if (status.length < 2 || !status[0].equals("HTTP/1.1")) {
                throw notHttp();
            }
            return new Answer(Integer.parseInt(status[1]), fields, body(fields));
        } catch (NumberFormatException e) {
            throw notHttp();
        } catch (SocketTimeoutException e) {
            throw unreachable(e);
        }
    }

    private InputStream body(Map<String, String> fields) {
        String length = fields.get("content-length");
        if ("chunked".equals(fields.get("transfer-encoding"))) {
            return new EdgeBody(in, EdgeBody.CHUNKED);
        }
        return new EdgeBody(in, length == null ? EdgeBody.TO_THE_END : Long.parseLong(length));
    }

    private String line() throws IOException {
        return EdgeBody.line(in, MAX_LINE_BYTES);
    }

    private CommandException notHttp() {
        return new CommandException(
                ExitCode.FAILED,
                "what answers there is no edge (" + edge + ")",
                "an edge listens on 8080 where nobody says otherwise, Raft on 7000");
    }

    private CommandException unreachable(IOException e) {
        return new CommandException(
                ExitCode.TRY_LATER,
                "the edge did not answer (" + edge + ": " + e.getMessage() + ")",
                "it may have been done all the same: look before you try again");
    }

    /** An answer that is none of the expected, in the edge's words. */
    CommandException failed(Answer answer) throws IOException {
        String type = answer.fields().getOrDefault("content-type", "");
        byte[] words = answer.body().readNBytes(MAX_ERROR_BYTES);
        String text =
                type.startsWith("text/plain")
                        ? new String(words, StandardCharsets.UTF_8).strip()
                        : "the edge answered " + answer.status();
        return switch (answer.status()) {
            case 401, 403 ->
                    new CommandException(
                            ExitCode.UNAUTHORIZED,
                            "Unauthorized: " + text,
                            "do it on the edge's own host");
            case 404 ->
                    new CommandException(
                            ExitCode.NOT_FOUND,
                            "NotFound: " + text,
                            "neuroctl cache ls lists what is known to be cached");
            case 412 ->
                    new CommandException(
                            ExitCode.CAS_FAILED, text, "neuroctl cache get shows what is there");
            case 429, 502, 503, 504 ->
                    new CommandException(ExitCode.TRY_LATER, text, "try again in a moment");
            default ->
                    new CommandException(
                            ExitCode.FAILED,
                            text + " (" + edge + ", status " + answer.status() + ")",
                            "docs/http.md says what an edge answers");
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

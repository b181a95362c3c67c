package io.neurocache.neuroctl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.raft.client.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node's edge tells in {@code /metrics.json}; NaN where it tells nothing, which from another
 * host is as it should be. Immutable; safe from any thread.
 *
 * @param requests since the node's start
 * @param uptimeSeconds of the node
 * @param hitRatio hits of hits and misses
 * @param usedRatio of the slab
 */
record EdgeFigures(double requests, double uptimeSeconds, double hitRatio, double usedRatio) {
    /** Nothing is known. */
    static final EdgeFigures NONE = new EdgeFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final int MAX_BYTES = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    /** Asks an edge; {@link #NONE} where it does not answer, or not us. */
    static EdgeFigures ask(String edge, int timeoutMillis) {
        if (edge.isEmpty()) {
            return NONE;
        }
        try {
            Endpoint address = Endpoint.parse(edge);
            return parse(body(address, timeoutMillis));
        } catch (IOException | IllegalArgumentException e) {
            // The table has a dash for it: status is about Raft first.
            return NONE;
        }
    }

    private static byte[] body(Endpoint edge, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(edge.host(), edge.port()), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            String request =
                    "GET /metrics.json HTTP/1.1\r\nHost: " + edge + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] answer = in.readNBytes(MAX_BYTES);
            return afterHead(answer);
        }
    }

    private static byte[] afterHead(byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 200 ") || end < 0) {
            throw new IOException("the edge does not tell its figures");
        }
        return text.substring(end + 4).getBytes(StandardCharsets.UTF_8);
    }

    static EdgeFigures parse(byte[] json) throws IOException {
        Map<String, Double> numbers = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            String section = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                int depth = parser.getParsingContext().getParent() == null ? 0 : 1;
                if (token == JsonToken.START_OBJECT && parser.currentName() != null) {
                    section = parser.currentName();
                } else if (token.isNumeric() && depth == 1) {
                    numbers.putIfAbsent(
                            section + "." + parser.currentName(), parser.getDoubleValue());
                }
            }
        }
        return new EdgeFigures(
                number(numbers, "cache.requests"),
                number(numbers, "node.uptime_s"),
                number(numbers, "cache.hit_ratio"),
                number(numbers, "storage.used_bytes") / number(numbers, "storage.slab_bytes"));
    }

    private static double number(Map<String, Double> numbers, String name) {
        return numbers.getOrDefault(name, Double.NaN);
    }

    /** Requests a second since an earlier look at the same node, or since its start. */
    double requestsSince(EdgeFigures earlier) {
        boolean isSame = earlier.uptimeSeconds < uptimeSeconds && earlier.requests <= requests;
        return isSame
                ? (requests - earlier.requests) / (uptimeSeconds - earlier.uptimeSeconds)
                : requests / uptimeSeconds;
    }
}

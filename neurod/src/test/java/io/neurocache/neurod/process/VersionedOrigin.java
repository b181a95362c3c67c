package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.neurocache.edge.OriginAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An origin whose objects have versions: {@code /group/name} answers with the number of its
 * version, fresh for an hour, tagged {@code tag-group-name} and {@code tag-group}. Safe from any
 * thread.
 */
final class VersionedOrigin implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();

    /** One that the nodes on this machine reach. */
    VersionedOrigin() throws IOException {
        this("127.0.0.1");
    }

    /** One at an address of this machine. */
    VersionedOrigin(String host) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(host), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    OriginAddress address() {
        return OriginAddress.parse(
                "http://"
                        + server.getAddress().getHostString()
                        + ":"
                        + server.getAddress().getPort());
    }

    /** From now on the object has this version. */
    void publish(String key, int version) {
        versions.put(key, version);
    }

    long requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String key = exchange.getRequestURI().getPath().substring(1);
        byte[] body = String.valueOf(versions.getOrDefault(key, 0)).getBytes(UTF_8);
        String tag = "tag-" + key.replace('/', '-');
        exchange.getResponseHeaders().add("Cache-Control", "max-age=3600");
        exchange.getResponseHeaders()
                .add("Cache-Tag", tag + ", " + tag.substring(0, tag.lastIndexOf('-')));
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of three edges ask for the same cold objects, each in an order of its own: the origin is
 * asked once for each object.
 *
 * <p>{@code -Dfetch.clients=300 -Dfetch.objects=1000} asks for more, {@code -Dfetch.origin-ms=20}
 * of an origin that is that far away.
 */
class OneFetchIT {
    private static final int NODES = 3;
    private static final int WARM_UPS = 30;

    /** A thousand fit the slab of a test: what is evicted has to be fetched again. */
    private static final int BODY_BYTES = 8 * 1024;

    private static final Pattern GIVER = Pattern.compile("detail=(peer|fill)-[0-9]+");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int clients = Integer.getInteger("fetch.clients", 30);
    private final int objects = Integer.getInteger("fetch.objects", 150);
    private final long originNanos =
            TimeUnit.MILLISECONDS.toNanos(Long.getLong("fetch.origin-ms", 20));
    private final Map<String, Integer> fetches = new ConcurrentHashMap<>();

    /** By who gave the response: nanoseconds to its head. */
    private final Map<String, Queue<Long>> waits = new ConcurrentHashMap<>();

    @TempDir Path folder = Path.of("");

    @Test
    void theOriginIsAskedOnceForEachObject() throws Exception {
        HttpServer origin = HttpServer.create(new InetSocketAddress(loopback(), 0), 1024);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            origin.setExecutor(threads);
            origin.createContext("/", this::answer);
            origin.start();
            String address = "http://127.0.0.1:" + origin.getAddress().getPort();
            Path routes =
                    Files.writeString(
                            folder.resolve("origins.yaml"),
                            "origins:\n  - { pattern: \"**\", origin: \"" + address + "\" }\n");
            try (NeurodCluster cluster =
                    NeurodCluster.start(folder, NODES, "--origins", routes.toString())) {
                awaitPeers(cluster);
                warmUp(cluster);
                ask(cluster);
                report(cluster);
                assertEquals(objects, fetches.size());
                int most = Collections.max(fetches.values());
                assertEquals(1, most, () -> "asked for again: " + fetches + cluster.logs());
            }
        } finally {
            origin.stop(0);
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        fetches.merge(path, 1, Integer::sum);
        LockSupport.parkNanos(originNanos);
        byte[] body = body(path);
        exchange.getResponseHeaders().set("Cache-Control", "max-age=600");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static byte[] body(String path) {
        byte[] body = new byte[BODY_BYTES];
        Arrays.fill(body, (byte) '.');
        byte[] name = path.getBytes(UTF_8);
        System.arraycopy(name, 0, body, 0, name.length);
        return body;
    }

    /** Until every edge knows of every other, nobody knows who is to fetch. */
    private static void awaitPeers(NeurodCluster cluster) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < NODES; i++) {
            while (metric(cluster.node(i), "peers") < NODES - 1) {
                assertTrue(System.nanoTime() - end < 0, cluster::logs);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Just started, an edge takes longer for its first fetches than others wait for it. */
    private void warmUp(NeurodCluster cluster) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            for (int node = 0; node < NODES; node++) {
                assertEquals(200, cluster.node(node).get("/cache/warm/" + i).statusCode());
            }
        }
        fetches.clear();
    }

    private static long metric(NeurodProcess node, String name) throws Exception {
        String metrics = new String(node.send("GET", "/metrics.json", new byte[0]).body(), UTF_8);
        Matcher found = Pattern.compile('"' + name + "\":\\s*([0-9]+)").matcher(metrics);
        assertTrue(found.find(), metrics);
        return Long.parseLong(found.group(1));
    }

    private void ask(NeurodCluster cluster) throws Exception {
        List<HttpClient> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> asking = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                connections.add(
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
            }
            for (int i = 0; i < clients; i++) {
                HttpClient connection = connections.get(i % NODES);
                int port = cluster.node(i % NODES).port();
                long seed = i;
                asking.add(
                        threads.submit(() -> {
                            client(connection, port, seed);
                            return null;
                        }));
            }
            for (Future<?> one : asking) {
                one.get(300, TimeUnit.SECONDS);
            }
        } finally {
            connections.forEach(HttpClient::close);
        }
    }

    private void client(HttpClient connection, int port, long seed) throws Exception {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        for (int object : order) {
            String path = "/cache/cold/" + object;
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .build();
            long begun = System.nanoTime();
            HttpResponse<byte[]> answer =
                    connection.send(request, HttpResponse.BodyHandlers.ofByteArray());
            long nanos = System.nanoTime() - begun;
            assertEquals(200, answer.statusCode());
            assertTrue(
                    Arrays.equals(body("/cold/" + object), answer.body()), "the body of " + path);
            String status = answer.headers().firstValue("Cache-Status").orElse("");
            waits.computeIfAbsent(giver(status), _ -> new ConcurrentLinkedQueue<>()).add(nanos);
        }
    }

    private static String giver(String cacheStatus) {
        Matcher giver = GIVER.matcher(cacheStatus);
        return giver.find() ? giver.group(1) : cacheStatus.contains("; hit") ? "hit" : "origin";
    }

    // Read by whoever measures.
    @SuppressWarnings("SystemOut")
    private void report(NeurodCluster cluster) throws Exception {
        long fromPeers = 0;
        for (int i = 0; i < NODES; i++) {
            fromPeers += metric(cluster.node(i), "bytes_to_peers");
        }
        int all = fetches.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf(
                "%d clients, %d objects: %.3f fetches an object, %d bytes from peers%n",
                clients, objects, all / (double) objects, fromPeers);
        waits.forEach((giver, nanos) -> {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    "%-6s %7d answers, p50 %.1f ms, p99 %.1f ms%n",
                    giver,
                    sorted.length,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) (sorted.length * 0.99)] / 1e6);
        });
    }
}

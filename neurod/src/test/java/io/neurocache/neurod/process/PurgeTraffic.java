package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishers that change objects at an origin and purge them, or put them, and readers that ask
 * every edge and compare what they get with what was answered before they asked.
 *
 * <p>{@link #run} is for one thread, which does to the nodes what it likes meanwhile; it says so
 * with {@link #replace} and {@link #troubleBegins}.
 */
final class PurgeTraffic {
    private static final int KEYS = 24;

    /** The first keys have an origin, the others are put. */
    private static final int FETCHED = 16;

    private static final int PUBLISHERS = 4;
    private static final int READERS_PER_EDGE = 2;
    private static final int MAX_TOLD = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final VersionedOrigin origin;
    private final int nodes;
    private final AtomicReferenceArray<NeurodProcess> edges;
    private final List<String> tokens;
    private final AtomicBoolean isOver = new AtomicBoolean();

    /** By key: the version from which on every answer has to be. */
    private final AtomicIntegerArray settled = new AtomicIntegerArray(KEYS);

    private final Queue<String> stale = new ConcurrentLinkedQueue<>();
    private final Queue<Long> calmNanos = new ConcurrentLinkedQueue<>();
    private final Queue<Long> troubledNanos = new ConcurrentLinkedQueue<>();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    /** Counts the beginnings and ends of troubles: odd while something is wrong with a node. */
    private final AtomicLong troubles = new AtomicLong();

    /** What is done to the nodes while the traffic goes on. */
    interface Faults {
        /** Lets them happen until the time is over. */
        void happen(SplittableRandom random) throws Exception;
    }

    PurgeTraffic(NeurodCluster cluster, VersionedOrigin origin) throws IOException {
        this.origin = origin;
        this.nodes = cluster.size();
        this.edges = new AtomicReferenceArray<>(nodes);
        List<String> read = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            edges.set(node, cluster.node(node));
            read.add(cluster.token(node));
        }
        this.tokens = List.copyOf(read);
    }

    /** A node has started again, perhaps on another port. */
    void replace(int node, NeurodProcess process) {
        edges.set(node, process);
    }

    /** From now on orders may take longer. */
    void troubleBegins() {
        troubles.incrementAndGet();
    }

    /** From now on they should not. */
    void troubleEnds() {
        troubles.incrementAndGet();
    }

    /** Runs it for as long as faults happen; whatever fails in any thread fails here. */
    void run(long seed, Faults faults) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int first = i;
                SplittableRandom own = random.split();
                running.add(threads.submit(() -> publish(first, own)));
            }
            for (int i = 0; i < READERS_PER_EDGE * nodes; i++) {
                int edge = i % nodes;
                SplittableRandom own = random.split();
                running.add(threads.submit(() -> read(edge, own)));
            }
            try {
                faults.happen(random);
            } finally {
                isOver.set(true);
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** Answers that were older than what had been settled before they were asked for. */
    List<String> stale() {
        return List.copyOf(stale);
    }

    /** Fails unless the caches were of use. */
    void assertHits() {
        assertTrue(hits.get() > reads.get() / 10, "hits " + hits + " of " + reads);
    }

    /** Time is what makes a schedule: it passes, and nothing is waited for. */
    static void pass(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    // ---- Publishers: each has keys of its own.

    private void publish(int first, SplittableRandom random) {
        try (HttpClient client = client()) {
            for (int version = 1; !isOver.get(); version++) {
                int key = first + PUBLISHERS * random.nextInt(KEYS / PUBLISHERS);
                if (key < FETCHED) {
                    origin.publish(name(key), version);
                }
                if (settle(client, key, version, random)) {
                    settled.set(key, version);
                }
            }
        }
    }

    /** Purges or puts until an edge says it is done; false when the time is over before. */
    private boolean settle(HttpClient client, int key, int version, SplittableRandom random) {
        int edge = random.nextInt(nodes);
        for (int tries = 0; tries < 60; tries++) {
            long before = troubles.get();
            long begun = System.nanoTime();
            HttpRequest.Builder request = order(edge, key, version, random);
            try {
                HttpResponse<String> answer =
                        client.send(
                                request.timeout(PATIENCE).build(), BodyHandlers.ofString(UTF_8));
                if (answer.statusCode() / 100 == 2 || answer.statusCode() == 404) {
                    boolean isCalm = before % 2 == 0 && troubles.get() == before;
                    (isCalm ? calmNanos : troubledNanos).add(System.nanoTime() - begun);
                    return true;
                }
                assertEquals(503, answer.statusCode(), answer.body());
                refusals.incrementAndGet();
                pass(20);
            } catch (IOException e) {
                unanswered.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            edge = (edge + 1) % nodes;
            if (isOver.get()) {
                return false;
            }
        }
        throw new AssertionError("nobody carried out an order for " + name(key));
    }

    private HttpRequest.Builder order(int edge, int key, int version, SplittableRandom random) {
        String name = name(key);
        String tag = "tag-" + name.replace('/', '-');
        if (key >= FETCHED) {
            return orderAt(edge, "/cache/" + name).PUT(BodyPublishers.ofString("" + version));
        }
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> orderAt(edge, "/cache/" + name).DELETE();
            case 4, 5 -> purge(edge, "{\"tags\":[\"" + tag + "\"]}");
            case 6 ->
                    purge(edge, "{\"tags\":[\"" + tag.substring(0, tag.lastIndexOf('-')) + "\"]}");
            case 7 -> purge(edge, "{\"keys\":[\"" + name + "\"]}");
            case 8 -> purge(edge, "{\"prefix\":\"" + name.substring(0, name.indexOf('/')) + "\"}");
            default -> purge(edge, "{\"all\":true}");
        };
    }

    private HttpRequest.Builder purge(int edge, String json) {
        return orderAt(edge, "/purge").POST(BodyPublishers.ofString(json));
    }

    /** An order; the token is needed by whoever does not ask from the edge's own host. */
    private HttpRequest.Builder orderAt(int edge, String path) {
        return HttpRequest.newBuilder(edges.get(edge).uri(path))
                .header("Authorization", "Bearer " + tokens.get(edge));
    }

    /** All objects that can be purged with one order belong to one publisher. */
    private static String name(int key) {
        return (key < FETCHED ? "g" : "put") + key % PUBLISHERS + "/k" + key;
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    // ---- Readers.

    private void read(int edge, SplittableRandom random) {
        while (!isOver.get()) {
            try (HttpClient client = client()) {
                readOn(client, edge, random);
            } catch (IOException e) {
                unanswered.incrementAndGet();
                pass(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void readOn(HttpClient client, int edge, SplittableRandom random)
            throws IOException, InterruptedException {
        while (!isOver.get()) {
            int key = random.nextInt(KEYS);
            int floor = settled.get(key);
            HttpRequest request =
                    HttpRequest.newBuilder(edges.get(edge).uri("/cache/" + name(key)))
                            .timeout(PATIENCE)
                            .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString(UTF_8));
            reads.incrementAndGet();
            if (answer.statusCode() == 200) {
                judge(edge, key, floor, answer);
            }
        }
    }

    private void judge(int edge, int key, int floor, HttpResponse<String> answer) {
        String status = answer.headers().firstValue("Cache-Status").orElse("");
        if (status.contains("hit")) {
            hits.incrementAndGet();
        }
        int version = Integer.parseInt(answer.body());
        if (version < floor && stale.size() < MAX_TOLD) {
            stale.add(
                    "edge "
                            + (edge + 1)
                            + " answered "
                            + name(key)
                            + " with "
                            + version
                            + " after "
                            + floor
                            + " was settled: "
                            + status);
        }
    }

    /** Prints what happened. */
    void report() {
        System.out.printf(
                "purges: %d reads, %d hits, %d origin requests; %d orders refused,"
                        + " %d requests unanswered; %d stale%n",
                reads.get(),
                hits.get(),
                origin.requests(),
                refusals.get(),
                unanswered.get(),
                stale.size());
        System.out.println("purges: all edges well: " + percentiles(calmNanos));
        System.out.println(
                "purges: a node killed, paused or cut off: " + percentiles(troubledNanos));
    }

    private static String percentiles(Queue<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0
                ? "none"
                : "%d orders, p50 %.1f ms, p99 %.1f ms, worst %.1f ms"
                        .formatted(
                                sorted.length,
                                sorted[sorted.length / 2] / 1e6,
                                sorted[(int) (sorted.length * 0.99)] / 1e6,
                                sorted[sorted.length - 1] / 1e6);
    }
}

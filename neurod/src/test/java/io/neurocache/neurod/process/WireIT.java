package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.neurod.process.WireReader.Told;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens is seen by who reads {@code /wire}, all of it and each once. */
class WireIT {
    private static final byte[] BODY = Bytes.of(3, 2_000);
    private static final int DROPS = 20;
    private static final Pattern LINE =
            Pattern.compile(
                    "\\{\"seq\":(\\d+),\"type\":\"([a-z-]+)\",\"t\":\\d+,\"node\":(\\d+).*\\}");
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    /** What one that does not read may cost; a reader of a long body has the same bound. */
    private static final long MOST_ANON_BYTES = 3 << 20;

    private static final int SILENT_READERS = 20;

    @TempDir Path folder;

    @Test
    void noEventIsMissingAfterDroppedConnections() throws Exception {
        try (NeurodCluster cluster = NeurodCluster.start(folder, 3)) {
            NeurodProcess node = cluster.node(0);
            AtomicBoolean isOver = new AtomicBoolean();
            Thread load = Thread.ofVirtual().start(() -> load(cluster, isOver));
            List<Told> read = new ArrayList<>();
            try (WireReader reader = new WireReader(node.address(), "")) {
                assertEquals("snapshot", reader.next().type());
                for (int drop = 0; drop < DROPS; drop++) {
                    for (int i = 0; i < 10 + drop; i++) {
                        read.add(reader.next());
                    }
                    reader.dropAndResume();
                }
            } finally {
                isOver.set(true);
                load.join();
            }
            for (int i = 1; i < read.size(); i++) {
                long before = read.get(i - 1).id();
                assertEquals(before + 1, read.get(i).id(), "behind event " + before);
            }
            assertTrue(read.stream().anyMatch(event -> event.data().contains("\"node\":2")));
            assertTrue(read.stream().anyMatch(event -> event.data().contains("\"node\":3")));
        }
    }

    private static void load(NeurodCluster cluster, AtomicBoolean isOver) {
        try {
            for (int i = 0; !isOver.get(); i++) {
                cluster.node(i % 3).put("/cache/k" + i % 50, BODY);
                cluster.node((i + 1) % 3).get("/cache/k" + i % 50);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theNewLeaderIsSeenWithinThreeSecondsAndTheMomentBeforeIsInTheHistory() throws Exception {
        try (NeurodCluster cluster = NeurodCluster.start(folder, 3)) {
            int leader = cluster.leader();
            NeurodProcess other = cluster.node((leader + 1) % 3);
            try (WireReader reader = new WireReader(other.address(), "?types=leader,node-down")) {
                reader.next();
                long killed = System.nanoTime();
                cluster.node(leader).kill();
                reader.until(event -> isOther(event, leader + 1));
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
                System.out.println("the new leader was seen after " + millis + " ms");
                assertTrue(millis < 3_000, "after " + millis + " ms");
                reader.until(event ->
                        event.type().equals("node-down")
                                && event.data().contains("\"id\":" + (leader + 1)));
            }
            List<String> leaders = history(other, "?types=leader&limit=1000");
            assertTrue(
                    leaders.stream()
                            .anyMatch(line -> line.contains("\"id\":" + (leader + 1) + ",")),
                    () -> "the one before is not there: " + leaders);
            assertTrue(
                    leaders.stream()
                            .filter(line -> line.contains("\"type\":\"leader\""))
                            .allMatch(line -> line.contains("\"election_ms\":500")),
                    () -> "one does not say how long it waits: " + leaders);
        }
    }

    private static boolean isOther(Told event, int old) {
        Matcher id = ID.matcher(event.data());
        return event.type().equals("leader")
                && id.find()
                && !id.group(1).equals("0")
                && !id.group(1).equals(Integer.toString(old));
    }

    @Test
    void numbersGoOnAfterAKillAndWhatOthersDidMeanwhileIsCaughtUpWith() throws Exception {
        try (NeurodCluster cluster = NeurodCluster.start(folder, 3)) {
            List<String> before = awaitAll(cluster, 0, 3);
            cluster.node(0).kill();
            cluster.node(1).put("/cache/while-away", BODY);
            awaitLine(cluster.node(1), "\"key\":\"while-away\"");
            cluster.restart(0).awaitReady();
            awaitLine(cluster.node(0), "\"key\":\"while-away\"");
            List<String> after = history(cluster.node(0), "?limit=100000");
            assertTrue(after.size() > before.size());
            assertEquals(before, after.subList(0, before.size()));
            checkNumbers(after);
            checkOnce(after);
        }
    }

    /** Until a node has events of so many nodes. */
    private static List<String> awaitAll(NeurodCluster cluster, int node, int nodes)
            throws Exception {
        for (int id = 1; id <= nodes; id++) {
            awaitLine(cluster.node(node), "\"type\":\"commit\".*\"node\":" + id + ",");
        }
        return history(cluster.node(node), "?limit=100000");
    }

    private static void awaitLine(NeurodProcess node, String part) {
        Pattern pattern = Pattern.compile(part);
        node.await(
                () -> {
                    try {
                        return history(node, "?limit=100000").stream()
                                .anyMatch(line -> pattern.matcher(line).find());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                "an event with " + part);
    }

    private static List<String> history(NeurodProcess node, String query) throws Exception {
        String body = new String(node.get("/wire/history" + query).body(), UTF_8);
        return body.lines().toList();
    }

    private static void checkNumbers(List<String> lines) {
        long expected = -1;
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            assertTrue(matcher.matches(), line);
            long id = Long.parseLong(matcher.group(1));
            assertTrue(expected < 0 || id == expected, () -> "out of order: " + line);
            expected = id + 1;
        }
    }

    /** Nothing of another node is there twice, or before what it told earlier. */
    private static void checkOnce(List<String> lines) {
        for (int node = 2; node <= 3; node++) {
            Pattern source = Pattern.compile("\"node\":" + node + ",\"src\":(\\d+)");
            long last = 0;
            for (String line : lines) {
                Matcher matcher = source.matcher(line);
                if (matcher.find()) {
                    long id = Long.parseLong(matcher.group(1));
                    assertTrue(id > last, () -> "again: " + line);
                    last = id;
                }
            }
        }
    }

    @Test
    void readersThatDoNotReadCostLittleAndHoldNobodyUp() throws Exception {
        try (NeurodProcess node = NeurodProcess.start(folder.resolve("data"))) {
            for (int i = 0; i < 400; i++) {
                node.put("/cache/k" + i, BODY);
                node.get("/cache/k" + i);
            }
            long before = node.metric("rss_anon_bytes");
            List<Socket> silent = new ArrayList<>();
            try (WireReader reader = new WireReader(node.address(), "")) {
                for (int i = 0; i < SILENT_READERS; i++) {
                    Socket socket = new Socket();
                    silent.add(socket);
                    socket.setReceiveBufferSize(4_096);
                    socket.connect(node.address());
                    socket.getOutputStream()
                            .write(
                                    "GET /wire?after=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                            .getBytes(UTF_8));
                }
                for (int i = 0; i < 2_000; i++) {
                    node.get("/cache/k" + i % 400);
                }
                reader.until(event -> event.type().equals("hit"));
                long grown = node.metric("rss_anon_bytes") - before;
                System.out.println(
                        SILENT_READERS + " silent readers: RssAnon " + grown / 1024 + " KB");
                assertTrue(grown < SILENT_READERS * MOST_ANON_BYTES, "grown by " + grown);
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
            // Streams do not hold up the end.
            try (WireReader reader = new WireReader(node.address(), "")) {
                reader.next();
                long started = System.nanoTime();
                assertEquals(0, node.stop());
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
                assertTrue(seconds < 10, "ended after " + seconds + " s");
            }
        }
    }
}

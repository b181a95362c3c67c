package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM and SIGHUP. */
class SignalIT {
    private static final int SLOW = 6;
    private static final byte[] BODY = Bytes.of(7, 2 << 20);

    @TempDir Path folder;
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final AtomicInteger halfSent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();

    @Test
    void terminationLosesNoResponseThatWasUnderWay() throws Exception {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.each(this::answer));
                NeurodProcess node = start(origin, "--drain-delay", "1s");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertEquals(201, node.put("/cache/hit", BODY).statusCode());
            List<Future<HttpResponse<byte[]>>> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                String path = "/slow-" + i;
                slow.add(clients.submit(() -> node.get(path)));
            }
            node.await(() -> halfSent.get() == SLOW, "the slow responses are under way");
            List<Future<Boolean>> quick = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                quick.add(clients.submit(() -> load(node)));
            }
            try (RawConnection reader = new RawConnection(node.address(), 16 << 10)) {
                reader.send("GET /cache/hit HTTP/1.1", "Host: localhost", "");
                reader.readHead();
                node.await(() -> answered.get() > 50, "there is load");
                node.signal("TERM");
                awaitDraining(node);
                signalled.countDown();
                assertArrayEquals(BODY, reader.read(BODY.length), "a slow reader");
            }
            for (Future<HttpResponse<byte[]>> one : slow) {
                assertArrayEquals(BODY, one.get().body(), "a slow origin");
            }
            for (Future<Boolean> one : quick) {
                assertTrue(one.get());
            }
            assertEquals(0, node.exitCode());
            assertTrue(node.log().endsWith("Daemon stopped"), node.log());
            System.out.printf(
                    "SIGTERM with %d slow responses and %d quick ones: %s%n",
                    SLOW, answered.get(), failures);
            assertTrue(failures.stream().allMatch(SignalIT::isRefusal), failures.toString());
            assertEquals(List.of(), node.complaints());
        }
    }

    private NeurodProcess start(FakeOrigin origin, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--slab-size", "64m", "--origins"));
        all.add(NeurodProcess.origins(folder, origin.address()).toString());
        all.addAll(Arrays.asList(options));
        return NeurodProcess.start(folder.resolve("data"), all.toArray(String[]::new));
    }

    private void answer(Conversation.Request request, Conversation with)
            throws IOException, InterruptedException {
        with.send(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: "
                        + BODY.length
                        + "\r\n\r\n");
        with.send(Arrays.copyOf(BODY, BODY.length / 2));
        halfSent.incrementAndGet();
        signalled.await();
        with.send(Arrays.copyOfRange(BODY, BODY.length / 2, BODY.length));
    }

    /** Reads a hit again and again until there is nobody to answer. */
    private boolean load(NeurodProcess node) throws InterruptedException {
        for (int i = 0; i < 1_000_000; i++) {
            try {
                HttpResponse<byte[]> answer = node.get("/cache/hit");
                assertArrayEquals(BODY, answer.body());
                answered.incrementAndGet();
            } catch (IOException gone) {
                failures.add(gone);
                return true;
            }
        }
        return false;
    }

    private static void awaitDraining(NeurodProcess node) {
        node.await(
                () -> {
                    try {
                        return node.get("/health").statusCode() == 503;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                },
                "/health says that the node goes away");
    }

    /** Either nobody listens any more, or a connection was closed before a byte of an answer. */
    private static boolean isRefusal(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof ConnectException
                || message.contains("received no bytes")
                || message.contains("reset");
    }

    @Test
    void hangupTakesAGoodFileAndRefusesABadOne() throws Exception {
        String head = "Cache-Control: max-age=600\r\nContent-Length: 3\r\n\r\n";
        try (FakeOrigin one =
                        FakeOrigin.start(FakeOrigin.always("HTTP/1.1 200 OK\r\n" + head + "one"));
                FakeOrigin two =
                        FakeOrigin.start(FakeOrigin.always("HTTP/1.1 200 OK\r\n" + head + "two"));
                NeurodProcess node = start(one)) {
            assertEquals("one", text(node, "/a"));
            Path file = NeurodProcess.origins(folder, two.address());
            node.signal("HUP");
            node.await(() -> count(node, "in force: 1 routes") == 1, "the file is in force");
            assertEquals("two", text(node, "/b"));
            assertEquals("one", text(node, "/a"), "what was cached stays");

            Files.writeString(file, "origins:\n  - { pattern: \"**\", origin: \"gopher://x\" }\n");
            node.signal("HUP");
            node.await(() -> count(node, "the old configuration stays") == 1, "it is refused");
            assertEquals(1, count(node, file + ":2:30"), node.log());
            node.complaints().forEach(System.out::println);
            assertEquals("two", text(node, "/c"));

            NeurodProcess.origins(folder, one.address());
            node.signal("HUP");
            node.await(() -> count(node, "in force: 1 routes") == 2, "a good file again");
            assertEquals("one", text(node, "/d"));
            assertEquals(0, node.stop());
        }
    }

    private static String text(NeurodProcess node, String path) throws Exception {
        return new String(node.get(path).body(), StandardCharsets.US_ASCII);
    }

    private static long count(NeurodProcess node, String words) {
        return node.log().lines().filter(line -> line.contains(words)).count();
    }
}

package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.FakeOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stop in the middle: the others do not notice. */
class BadClientIT {
    private static final int SMALL_BUFFER = 16 << 10;
    private static final int READERS = 20;
    private static final byte[] BIG = Bytes.of(20, 20 << 20);

    @TempDir static Path folder;
    private static FakeOrigin origin;
    private static NeurodProcess node;

    @BeforeAll
    static void startBoth() throws Exception {
        String head =
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: " + BIG.length;
        origin =
                FakeOrigin.start(
                        FakeOrigin.each((_, with) -> {
                            with.send(head + "\r\n\r\n");
                            with.send(BIG);
                        }));
        node =
                NeurodProcess.start(
                        folder.resolve("data"),
                        "--slab-size",
                        "128m",
                        "--origins",
                        NeurodProcess.origins(folder, origin.address()).toString(),
                        "--limit",
                        "header-timeout=1s");
        assertArrayEquals(BIG, node.get("/warm-up").body());
    }

    @AfterAll
    static void stopBoth() throws Exception {
        try (FakeOrigin _ = origin;
                NeurodProcess _ = node) {
            assertEquals(0, node.stop());
            assertEquals(List.of(), node.complaints());
        }
    }

    @AfterEach
    void theNodeGoesOn() throws Exception {
        assertEquals(200, node.get("/health").statusCode());
        assertArrayEquals(BIG, node.get("/big").body());
    }

    @Test
    void oneThatStopsReadingAMissHoldsUpNobodyAndMayGoOn() throws Exception {
        stopReading("/miss");
    }

    @Test
    void oneThatStopsReadingAHitHoldsUpNobodyAndMayGoOn() throws Exception {
        assertArrayEquals(BIG, node.get("/hit").body());
        stopReading("/hit");
    }

    private static void stopReading(String path) throws Exception {
        long before = node.metric("rss_anon_bytes");
        try (RawConnection client = new RawConnection(node.address(), SMALL_BUFFER)) {
            client.send("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + node.port(), "");
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 200"), head);
            client.read(1000);
            assertArrayEquals(BIG, node.get(path).body(), "somebody else who reads");
            long growth = node.metric("rss_anon_bytes") - before;
            System.out.printf(
                    "%s: a reader of 20 MB stopped: RssAnon %+d KB%n", path, growth >> 10);
            byte[] rest = client.read(BIG.length - 1000);
            assertArrayEquals(Arrays.copyOfRange(BIG, 1000, BIG.length), rest, "it reads on");
        }
    }

    @Test
    void manyThatStopReadingOneMissShareItsBytes() throws Exception {
        long before = node.metric("rss_anon_bytes");
        List<RawConnection> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                RawConnection reader = new RawConnection(node.address(), SMALL_BUFFER);
                readers.add(reader);
                reader.send("GET /rush HTTP/1.1", "Host: 127.0.0.1:" + node.port(), "");
            }
            for (RawConnection reader : readers) {
                reader.readHead();
            }
            assertArrayEquals(BIG, node.get("/rush").body());
            long growth = node.metric("rss_anon_bytes") - before;
            System.out.printf("%d readers stopped: RssAnon %+d KB%n", READERS, growth >> 10);
            assertTrue(growth < 2L * BIG.length, "each has bytes of its own");
        } finally {
            for (RawConnection reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void halfARequestIsATimeout() throws Exception {
        try (RawConnection client = new RawConnection(node.address(), SMALL_BUFFER)) {
            client.send("GET /big HTTP/1.1", "Host: 127.0.0.1");
            String answer = client.readToEnd();
            System.out.println("half a request: " + answer.lines().toList());
            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
        }
    }

    @Test
    void halfAnObjectIsNotStored() throws Exception {
        try (RawConnection client = new RawConnection(node.address(), SMALL_BUFFER)) {
            client.send(
                    "PUT /cache/half HTTP/1.1",
                    "Host: 127.0.0.1:" + node.port(),
                    "Content-Length: 1000",
                    "",
                    "x".repeat(500));
        }
        int status =
                node.send("GET", "/cache/half", new byte[0], "Cache-Control", "only-if-cached")
                        .statusCode();
        assertEquals(504, status);
    }
}

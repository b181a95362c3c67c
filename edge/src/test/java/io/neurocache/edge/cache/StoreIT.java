package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Limits;
import io.neurocache.edge.Routes;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put, kept, evicted, damaged and found again. */
class StoreIT {
    @TempDir Path folder;

    @Test
    void anObjectIsPutReplacedReadAndDeleted() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE)) {
            assertEquals(201, put(rig, "first"));
            assertEquals(204, put(rig, "second"));
            HttpResponse<String> read = rig.get("/cache/k");

            assertEquals("second", read.body());
            assertEquals("text/x-own", read.headers().firstValue("Content-Type").orElse(""));
            String tag = read.headers().firstValue("ETag").orElse("");
            assertEquals(304, rig.get("/cache/k", "If-None-Match", tag).statusCode());
            assertEquals(204, rig.send("DELETE", "/cache/k", "").statusCode());
            assertEquals(404, rig.send("DELETE", "/cache/k", "").statusCode());
            assertEquals(404, rig.get("/cache/k").statusCode());
        }
    }

    private static int put(EdgeRig rig, String body) throws Exception {
        return rig.send("PUT", "/cache/k", body, "Content-Type", "text/x-own").statusCode();
    }

    @Test
    void whoSpeaksForSomebodyElseMayNotWrite() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE)) {
            String[] proxied = {"X-Forwarded-For", "192.0.2.1"};
            assertEquals(401, rig.send("PUT", "/cache/k", "x", proxied).statusCode());
            assertEquals(401, rig.send("DELETE", "/cache/k", "", proxied).statusCode());
            assertEquals(
                    401,
                    rig.send("PUT", "/cache/k", "x", "Origin", "https://evil.example")
                            .statusCode());
            assertEquals(0, rig.edge().storage().objects());
        }
    }

    @Test
    void aTooLargeObjectIsRefusedAndTheSmallerOneStays() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE, Limits.DEFAULTS, 8L << 20)) {
            assertEquals(201, put(rig, "small"));
            assertEquals(413, put(rig, "x".repeat(3 << 20)));
            assertEquals("small", rig.get("/cache/k").body());
        }
    }

    @Test
    void aRestartFindsEveryObjectWithoutTheOrigin() throws Exception {
        try (FakeOrigin origin =
                FakeOrigin.start(
                        FakeOrigin.always(
                                "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\n"
                                        + "Content-Length: 5\r\n\r\nhello"))) {
            String key;
            try (EdgeRig rig = EdgeRig.start(folder, origin)) {
                rig.get("/cache/a");
                key = "/cache/put";
                rig.send("PUT", key, "mine");
            }
            try (EdgeRig rig = EdgeRig.start(folder, origin)) {
                assertEquals(2, rig.edge().recovery().objects());
                assertEquals("hello", rig.get("/cache/a").body());
                assertEquals("mine", rig.get(key).body());
                assertEquals(1, origin.requests().size());
            }
        }
    }

    @Test
    void aDamagedByteMakesAMissAndNeverAWrongByte() throws Exception {
        String body = "The needle is here: " + "n".repeat(2000);
        try (FakeOrigin origin =
                FakeOrigin.start(
                        FakeOrigin.always(
                                "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\n"
                                        + "Content-Length: "
                                        + body.length()
                                        + "\r\n\r\n"
                                        + body))) {
            try (EdgeRig rig = EdgeRig.start(folder, origin)) {
                rig.get("/a-key");
            }
            flipAfter("The needle is");
            try (EdgeRig rig = EdgeRig.start(folder, EdgeRig.routes(origin.address()))) {
                // Another port makes another Host: ask by the key of the first life.
                String key = origin.requests().getFirst().field("X-Forwarded-Host") + "/a-key";
                assertEquals(body, rig.get("/cache/" + key).body());
                assertEquals(1, rig.edge().counters().corrupted.sum());
                assertEquals(2, origin.requests().size());
            }
        }
    }

    private void flipAfter(String text) throws Exception {
        Path file = folder.resolve("slab");
        byte[] all = Files.readAllBytes(file);
        int at =
                new String(all, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text)
                        + text.length();
        assertTrue(at > text.length());
        try (RandomAccessFile slab = new RandomAccessFile(file.toFile(), "rw")) {
            slab.seek(at);
            slab.write(all[at] ^ 1);
        }
    }

    @Test
    void aFullSlabEvictsWhatWasUsedLongestAgo() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE, Limits.DEFAULTS, 8L << 20)) {
            String body = "x".repeat(100_000);
            for (int i = 0; i < 200; i++) {
                assertEquals(201, rig.send("PUT", "/cache/" + i, body).statusCode());
                assertEquals(200, rig.get("/cache/0").statusCode());
            }
            assertEquals(404, rig.get("/cache/1").statusCode());
            assertEquals(200, rig.get("/cache/199").statusCode());
            assertTrue(rig.edge().counters().evictions.sum() > 100);
        }
    }

    @Test
    void ifNoneMatchStarCreatesAndNeverReplaces() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE)) {
            String[] onlyNew = {"If-None-Match", "*"};
            assertEquals(201, rig.send("PUT", "/cache/k", "first", onlyNew).statusCode());
            assertEquals(412, rig.send("PUT", "/cache/k", "second", onlyNew).statusCode());
            assertEquals("first", rig.get("/cache/k").body());
        }
    }

    @Test
    void ifMatchReplacesAndDeletesOnlyWhatTheClientHasSeen() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE)) {
            assertEquals(412, rig.send("PUT", "/cache/k", "x", "If-Match", "*").statusCode());
            String first = tag(rig.send("PUT", "/cache/k", "first"));
            String second = tag(rig.send("PUT", "/cache/k", "second", "If-Match", first));
            String[] outdated = {"If-Match", first};

            assertEquals(second, tag(rig.get("/cache/k")));
            assertEquals(412, rig.send("PUT", "/cache/k", "third", outdated).statusCode());
            assertEquals(412, rig.send("DELETE", "/cache/k", "", outdated).statusCode());
            assertEquals("second", rig.get("/cache/k").body());
            assertEquals(204, rig.send("DELETE", "/cache/k", "", "If-Match", second).statusCode());
        }
    }

    private static String tag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElseThrow();
    }
}

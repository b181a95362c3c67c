package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each policy in a daemon that gets more than its slab holds. */
class EvictionIT {
    private static final int OBJECTS = 260;
    private static final int BYTES = 40_000;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"s3fifo", "tinylfu", "gdsf", "arc", "ppo"})
    void roomIsMadeWithoutAnEnd(String policy) throws Exception {
        overfill(folder.resolve(policy), policy);
    }

    @Test
    void aPolicyGoesOnWithWhatARestartFinds() throws Exception {
        Path data = folder.resolve("sieve");
        overfill(data, "sieve");
        try (NeurodProcess node = start(data, "sieve")) {
            assertTrue(node.metric("objects") > 60, "they are found again");
            fill(node, OBJECTS, OBJECTS / 2);
            assertTrue(node.metric("evictions") > OBJECTS / 8, "and make room");
            assertEquals(List.of(), node.complaints());
        }
    }

    private static void overfill(Path data, String policy) throws Exception {
        try (NeurodProcess node = start(data, policy)) {
            fill(node, 0, OBJECTS);
            assertTrue(node.metric("evictions") > OBJECTS / 8);
            long there = node.metric("objects");
            assertTrue(there > 60, there + " objects");
            assertEquals(0, node.stop());
            assertEquals(List.of(), node.complaints());
        }
    }

    private static NeurodProcess start(Path data, String policy) throws Exception {
        return NeurodProcess.start(data, "--slab-size", "8m", "--eviction", policy);
    }

    /** Puts objects; each is there when its put has been answered. */
    private static void fill(NeurodProcess node, int from, int count) throws Exception {
        for (int i = from; i < from + count; i++) {
            byte[] body = Bytes.of(i, BYTES);
            assertEquals(201, node.put("/cache/" + i, body).statusCode());
            if (i % 50 == 0) {
                assertArrayEquals(body, node.get("/cache/" + i).body());
            }
        }
    }
}

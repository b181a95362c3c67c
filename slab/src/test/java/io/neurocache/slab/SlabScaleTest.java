package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many objects: no heap per object, and a restart that is soon warm. Sized down in a normal run.
 * Full size, which needs 7 GB of disk: {@code -Dslab.scale.objects=10000000}; recovery of a
 * million: {@code -Dslab.scale.objects=1000000 -Dslab.scale.body=900}.
 */
class SlabScaleTest {
    private static final int OBJECTS = Integer.getInteger("slab.scale.objects", 30_000);
    private static final int BODY_BYTES = Integer.getInteger("slab.scale.body", 40);
    private static final int BYTES_PER_OBJECT = 700;
    private static final Duration MAX_RECOVERY_OF_A_MILLION = Duration.ofSeconds(2);

    @TempDir private Path directory;

    @Test
    void manyObjectsCostNoHeapAndAreSoonFoundAgain() throws IOException {
        Path file = directory.resolve("slab");
        long bytes =
                Math.max((long) OBJECTS * Math.max(BYTES_PER_OBJECT, BODY_BYTES + 350), 8 << 20);
        SlabConfig config = SlabConfig.of(file, bytes);
        byte[] body = new byte[BODY_BYTES];
        try (Slab slab = Slab.open(config, Reclaimer.NEVER)) {
            insertAll(slab, 0, 1000, body);
            long before = usedHeap();
            long start = System.nanoTime();
            insertAll(slab, 1000, OBJECTS, body);
            long nanos = System.nanoTime() - start;
            long heap = usedHeap() - before;
            System.out.printf(
                    "scale: inserted %d objects of %d bytes, %.0f ns each, heap grew %d bytes%n",
                    OBJECTS, BODY_BYTES, (double) nanos / OBJECTS, heap);
            assertEquals(OBJECTS, slab.stats().objects());
            assertTrue(heap < 2 << 20, "heap grew by " + heap);
        }
        try (Slab slab = Slab.open(config, Reclaimer.NEVER)) {
            Duration took = slab.recovery().duration();
            System.out.printf("scale: recovered %d objects in %s%n", OBJECTS, took);
            assertEquals(OBJECTS, slab.recovery().objects());
            Duration allowed = MAX_RECOVERY_OF_A_MILLION.multipliedBy(1 + OBJECTS / 1_000_000);
            assertTrue(took.compareTo(allowed) < 0, "recovery took " + took);
            lookUp(slab);
        }
        Files.delete(file);
    }

    private static void insertAll(Slab slab, int from, int to, byte[] body) {
        byte[] meta = new byte[16];
        for (int i = from; i < to; i++) {
            SlabWriter writer = slab.writer(key(i), meta, body.length);
            assertEquals(WriteResult.OK, writer.write(ByteBuffer.wrap(body)));
            long handle = writer.commit();
            assertNotEquals(Slab.NONE, handle);
            slab.release(handle);
        }
    }

    private static void lookUp(Slab slab) {
        int rounds = Math.max(1, Math.min(OBJECTS, 2_000_000) / 100_000);
        for (int round = 0; round < rounds; round++) {
            byte[][] keys = new byte[50_000][];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = key((int) ((i + 50_000L * round) * 7919 % OBJECTS));
            }
            long start = System.nanoTime();
            for (byte[] key : keys) {
                long handle = slab.acquire(key);
                assertTrue(handle != Slab.NONE);
                slab.release(handle);
            }
            if (round == rounds - 1) {
                System.out.printf(
                        "scale: acquire and release of a hit %.0f ns%n",
                        (double) (System.nanoTime() - start) / keys.length);
            }
        }
        assertEquals(Slab.NONE, slab.acquire(key(OBJECTS)));
    }

    private static byte[] key(int i) {
        return TestSlab.bytes("https://example.com/" + i);
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

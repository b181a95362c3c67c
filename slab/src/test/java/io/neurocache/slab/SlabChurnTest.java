package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full slab under objects of web-like sizes: log-normal with a median of 8 KB and sigma 1.7 (mean
 * 34 KB), cut at 200 B and 4 MB, evicted first in first out. Full size: {@code
 * -Dslab.churn.mib=1024 -Dslab.churn.turnovers=20}.
 */
class SlabChurnTest {
    private static final long SLAB_BYTES = Long.getLong("slab.churn.mib", 64) << 20;
    private static final int TURNOVERS = Integer.getInteger("slab.churn.turnovers", 6);
    private static final byte[] META = new byte[300];

    @TempDir private Path directory;

    private final Deque<Integer> queue = new ArrayDeque<>();
    private final Random random = new Random(42);
    private long evictions;
    private long drained;

    @Test
    void aFullSlabStaysWellFilledUnderWebSizes() throws IOException {
        SlabConfig config = SlabConfig.of(directory.resolve("slab"), SLAB_BYTES);
        try (Slab slab = Slab.open(config, this::evictOldest)) {
            slab.addListener(
                    new ObjectListener() {
                        @Override
                        public void added(int id, long keyHash, long bytes) {
                            queue.add(id);
                        }

                        @Override
                        public void removed(int id) {
                            drained++;
                        }
                    });
            byte[] body = new byte[4 << 20];
            long written = 0;
            long stored = 0;
            double filled = 0;
            int samples = 0;
            while (written < TURNOVERS * SLAB_BYTES) {
                int size = (int) Math.clamp(8000 * Math.exp(1.7 * random.nextGaussian()), 200, 4e6);
                byte[] key = TestSlab.bytes("https://example.com/" + stored);
                assertTrue(insert(slab, key, body, size), "insert " + stored + " of " + size);
                written += size;
                stored++;
                if (written > SLAB_BYTES && stored % 100 == 0) {
                    filled += (double) slab.stats().payloadBytes() / slab.stats().dataBytes();
                    samples++;
                }
            }
            SlabStats stats = slab.stats();
            System.out.printf(
                    "churn: %d objects through %d MiB; payload/data mean %.3f; now fragmentation"
                            + " %.3f overhead %.3f, evicted %d, drained %d%n",
                    stored,
                    SLAB_BYTES >> 20,
                    filled / samples,
                    stats.fragmentation(),
                    stats.overhead(),
                    evictions,
                    drained - evictions);
            assertTrue(filled / samples > 0.75, "filled " + filled / samples);
            Audit.check(slab);
        }
    }

    @Test
    void memoryDoesNotStayWithOneClass() throws IOException {
        SlabConfig config = SlabConfig.of(directory.resolve("slab"), 16 << 20);
        try (Slab slab = Slab.open(config, SlabChurnTest::evictNothingThatFits)) {
            int small = 0;
            while (slab.stats().unassignedBytes() > 0) {
                assertTrue(TestSlab.put(slab, "small " + small++, new byte[1500]));
            }
            for (int i = 0; i < 20; i++) {
                assertTrue(TestSlab.put(slab, "large " + i, new byte[200_000]), "large " + i);
            }
            long last = slab.acquire(TestSlab.bytes("large 19"));
            assertEquals(200_000, slab.bodyLength(last));
            slab.release(last);
            Audit.check(slab);
        }
    }

    /** Claims success, as a policy that evicts other sizes would. */
    private static boolean evictNothingThatFits(Slab slab, long bytesNeeded) {
        return true;
    }

    private static boolean insert(Slab slab, byte[] key, byte[] body, int size) {
        SlabWriter writer = slab.writer(key, META, size);
        if (writer.write(ByteBuffer.wrap(body, 0, size)) != WriteResult.OK) {
            writer.abort();
            return false;
        }
        long handle = writer.commit();
        if (handle != Slab.NONE) {
            slab.release(handle);
        }
        return handle != Slab.NONE;
    }

    private boolean evictOldest(Slab slab, long bytesNeeded) {
        while (true) {
            Integer id = queue.poll();
            if (id == null) {
                return false;
            }
            if (slab.removeById(id)) {
                evictions++;
                return true;
            }
        }
    }
}

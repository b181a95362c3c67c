package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that insert, overwrite, remove, renew, read and evict in a slab that is always full. Each
 * body repeats a number drawn for this body alone, so a reader notices a single reused byte.
 */
class SlabStressTest {
    private static final int KEYS = 300;
    private static final int STEPS = 12_000;
    private static final int THREADS = 4;

    @TempDir private Path directory;

    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();

    @Test
    void readersNeverSeeReusedMemoryAndNoSlotIsLost() throws Exception {
        Path file = directory.resolve("slab");
        SlabConfig config = SlabConfig.of(file, TestSlab.SMALL_BYTES);
        try (Slab slab = Slab.open(config, SlabStressTest::evictAny)) {
            run(slab);
            assertTrue(hits.get() > STEPS / 10, "hits " + hits);
            assertTrue(stored.get() > STEPS / 10, "stored " + stored);
            Audit.check(slab);
        }
        try (Slab slab = Slab.open(config, Reclaimer.NEVER)) {
            Audit.check(slab);
            assertEquals(0, slab.recovery().torn() + slab.recovery().overlapping());
            for (int i = 0; i < KEYS; i++) {
                read(slab, key(i));
                slab.remove(key(i));
            }
            assertEquals(0, slab.stats().objects());
            assertEquals(0, slab.stats().usedBytes());
        }
    }

    private void run(Slab slab) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                done.add(
                        executor.submit(() -> {
                            for (int step = 0; step < STEPS; step++) {
                                step(slab, random);
                            }
                            return null;
                        }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
    }

    private void step(Slab slab, SplittableRandom random) throws IOException {
        byte[] key = key(random.nextInt(KEYS));
        int dice = random.nextInt(100);
        if (dice < 60) {
            read(slab, key);
        } else if (dice < 75) {
            write(slab, key, random);
        } else if (dice < 90) {
            stream(slab, key, random);
        } else if (dice < 93) {
            renew(slab, key);
        } else if (dice < 96) {
            rename(slab, key, key(random.nextInt(KEYS)));
        } else {
            slab.remove(key);
        }
    }

    private void read(Slab slab, byte[] key) {
        long handle = slab.acquire(key);
        if (handle == Slab.NONE) {
            return;
        }
        hits.incrementAndGet();
        Check.invariant(java.util.Arrays.equals(key, slab.key(handle)), "wrong key");
        checkBody(slab, handle);
        Check.invariant(slab.verify(handle), "checksum wrong");
        checkBody(slab, handle);
        slab.release(handle);
    }

    private static void checkBody(Slab slab, long handle) {
        long wanted = slab.buffer(slab.metaOffset(handle), 8).getLong();
        long seen = 0;
        for (int i = 0; i < slab.extentCount(handle); i++) {
            ByteBuffer run =
                    slab.buffer(slab.extentOffset(handle, i), slab.extentLength(handle, i));
            for (; run.remaining() >= 8; seen += 8) {
                long number = run.getLong();
                Check.invariant(number == wanted, "a body has bytes of another", seen);
            }
            Check.invariant(run.remaining() == 0, "a run is no multiple of 8");
        }
        Check.invariant(seen == slab.bodyLength(handle), "length wrong", seen);
    }

    private void write(Slab slab, byte[] key, SplittableRandom random) {
        ByteBuffer body = body(length(random));
        byte[] meta = ByteBuffer.allocate(8).putLong(body.getLong(0)).array();
        SlabWriter writer = slab.writer(key, meta, body.remaining());
        if (writer.write(body) == WriteResult.OK) {
            keep(slab, writer.commit());
        } else {
            writer.abort();
        }
    }

    private void stream(Slab slab, byte[] key, SplittableRandom random) {
        ByteBuffer body = body(length(random));
        byte[] meta = ByteBuffer.allocate(8).putLong(body.getLong(0)).array();
        SlabWriter writer = slab.writer(key, -1);
        boolean watched = writer.handle() != Slab.NONE && random.nextBoolean();
        if (watched) {
            slab.retain(writer.handle());
        }
        if (writer.write(body) == WriteResult.OK && random.nextInt(10) > 0) {
            keep(slab, writer.commit(meta));
        } else {
            writer.abort();
        }
        if (watched) {
            checkWritten(slab, writer);
            slab.release(writer.handle());
        }
    }

    private static void checkWritten(Slab slab, SlabWriter writer) {
        long left = writer.written();
        long first = left == 0 ? 0 : slab.buffer(writer.extentOffset(0), 8).getLong();
        for (int i = 0; left > 0; i++) {
            int length = (int) Math.min(left, writer.extentLength(i));
            ByteBuffer run = slab.buffer(writer.extentOffset(i), length);
            while (run.hasRemaining()) {
                Check.invariant(run.getLong() == first, "bytes of another while writing");
            }
            left -= length;
        }
    }

    private void renew(Slab slab, byte[] key) {
        long old = slab.acquire(key);
        if (old != Slab.NONE) {
            byte[] meta = java.util.Arrays.copyOf(TestSlab.meta(slab, old), 200);
            keep(slab, slab.replaceMeta(old, meta));
            checkBody(slab, old);
            slab.release(old);
        }
    }

    private void rename(Slab slab, byte[] key, byte[] to) {
        long old = slab.acquire(key);
        if (old != Slab.NONE) {
            keep(slab, slab.rename(old, to, TestSlab.meta(slab, old)));
            checkBody(slab, old);
            slab.release(old);
        }
    }

    private void keep(Slab slab, long handle) {
        if (handle != Slab.NONE) {
            stored.incrementAndGet();
            checkBody(slab, handle);
            slab.release(handle);
        }
    }

    private ByteBuffer body(int length) {
        ByteBuffer body = ByteBuffer.allocate(length);
        long number = numbers.incrementAndGet();
        while (body.hasRemaining()) {
            body.putLong(number);
        }
        return body.flip();
    }

    private static int length(SplittableRandom random) {
        int length = random.nextInt(10) == 0 ? random.nextInt(400_000) : random.nextInt(20_000);
        return (length & -8) + 8;
    }

    private static byte[] key(int i) {
        return TestSlab.bytes("key " + i);
    }

    private static boolean evictAny(Slab slab, long bytesNeeded) {
        for (int i = 0; i < KEYS; i++) {
            if (slab.remove(key(ThreadLocalRandom.current().nextInt(KEYS)))) {
                return true;
            }
        }
        return false;
    }
}

package io.neurocache.predict.eviction;

/**
 * 2Q in full (Johnson, Shasha, "2Q: a low overhead high performance buffer management replacement
 * algorithm", VLDB 1994, section 3): new objects pass through a FIFO queue A1in and are remembered
 * in A1out when they leave it; asked for from there, they enter Am, which is LRU.
 *
 * <p>A1in has a quarter of the bytes and takes no object larger than that; A1out stands for a half,
 * as the paper proposes.
 */
final class TwoQPolicy implements Policy {
    private static final int A1_IN = 0;
    private static final int AM = 1;

    private final Lists queues = new Lists(2);
    private final Ghosts a1Out = new Ghosts(1);
    private long inBytes;
    private long outBytes;
    private long[] hashes = new long[0];

    TwoQPolicy(long capacity) {
        share(capacity);
    }

    private void share(long capacity) {
        inBytes = Math.max(1, capacity / 4);
        outBytes = Math.max(1, capacity / 2);
    }

    @Override
    public boolean admit(long hash, long bytes) {
        int ghost = a1Out.find(hash);
        if (ghost != Ghosts.NONE) {
            // Evictions that make room for it must not push it out.
            a1Out.touch(ghost);
            return true;
        }
        return bytes <= inBytes;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        hashes = Growth.with(hashes, id);
        hashes[id] = hash;
        int ghost = a1Out.find(hash);
        if (ghost == Ghosts.NONE) {
            queues.add(A1_IN, id, bytes);
        } else {
            a1Out.remove(ghost);
            queues.add(AM, id, bytes);
        }
    }

    @Override
    public void hit(int id) {
        if (queues.listOf(id) == AM) {
            queues.move(AM, id);
        }
    }

    @Override
    public void removed(int id) {
        int queue = queues.listOf(id);
        if (queue == NONE) {
            return;
        }
        if (queue == A1_IN) {
            a1Out.add(0, hashes[id], queues.bytesOf(id));
            a1Out.shrink(0, outBytes);
        }
        queues.remove(id);
    }

    @Override
    public int victim() {
        boolean fromIn = queues.bytes(A1_IN) > inBytes || queues.count(AM) == 0;
        return queues.oldest(fromIn ? A1_IN : AM);
    }

    @Override
    public void capacity(long bytes) {
        share(bytes);
        a1Out.shrink(0, outBytes);
    }
}

package io.neurocache.predict.eviction;

/**
 * Three queues: a small one that new objects must survive, the main one, and ghosts (Yang, Zhang,
 * Qiu, Yue, Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023, section 4).
 *
 * <p>With sizes, as in the authors' simulator: the small queue has a tenth of the bytes and takes
 * no object that is larger than that; the ghosts stand for nine tenths.
 */
final class S3FifoPolicy implements StandIn {
    private static final int SMALL = 0;
    private static final int MAIN = 1;

    /** Hits in the small queue that promote an object. */
    private static final int PROMOTED = 2;

    private static final int MAX_FREQUENCY = 3;

    private final Lists queues = new Lists(2);
    private final Ghosts ghosts = new Ghosts(1);
    private long smallBytes;
    private long mainBytes;
    private byte[] frequency = new byte[0];
    private long[] hashes = new long[0];

    S3FifoPolicy(long capacity) {
        share(capacity);
    }

    private void share(long capacity) {
        smallBytes = Math.max(1, capacity / 10);
        mainBytes = Math.max(1, capacity - smallBytes);
    }

    @Override
    public boolean admit(long hash, long bytes) {
        int ghost = ghosts.find(hash);
        if (ghost == Ghosts.NONE) {
            return bytes <= smallBytes;
        }
        // Evictions that make room for it must not push it out.
        ghosts.touch(ghost);
        return true;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        remember(id, hash);
        int ghost = ghosts.find(hash);
        if (ghost == Ghosts.NONE) {
            queues.add(SMALL, id, bytes);
        } else {
            ghosts.remove(ghost);
            queues.add(MAIN, id, bytes);
        }
    }

    private void remember(int id, long hash) {
        hashes = Growth.with(hashes, id);
        frequency = Growth.with(frequency, id);
        hashes[id] = hash;
        frequency[id] = 0;
    }

    @Override
    public void hit(int id) {
        if (queues.contains(id) && frequency[id] < MAX_FREQUENCY) {
            frequency[id]++;
        }
    }

    @Override
    public void removed(int id) {
        int queue = queues.listOf(id);
        if (queue == NONE) {
            return;
        }
        if (queue == SMALL) {
            ghosts.add(0, hashes[id], queues.bytesOf(id));
            ghosts.shrink(0, mainBytes);
        }
        queues.remove(id);
    }

    @Override
    public int victim() {
        while (queues.bytes(MAIN) <= mainBytes && queues.count(SMALL) > 0) {
            int id = queues.oldest(SMALL);
            if (frequency[id] < PROMOTED) {
                return id;
            }
            frequency[id] = 0;
            queues.move(MAIN, id);
        }
        return mainVictim();
    }

    @Override
    public boolean knows(int id) {
        return queues.contains(id);
    }

    @Override
    public void adopt(int id, long hash, long bytes) {
        remember(id, hash);
        queues.add(MAIN, id, bytes);
    }

    @Override
    public long knownBytes() {
        return queues.bytes(SMALL) + queues.bytes(MAIN);
    }

    @Override
    public boolean sparesUnknown(long unknownBytes) {
        return queues.bytes(MAIN) + unknownBytes <= mainBytes && queues.count(SMALL) > 0;
    }

    @Override
    public void capacity(long bytes) {
        share(bytes);
        ghosts.shrink(0, mainBytes);
    }

    /** Gives what was asked for another round; each round uses up one hit. */
    private int mainVictim() {
        int id = queues.oldest(MAIN);
        while (id != NONE && frequency[id] > 0) {
            frequency[id]--;
            queues.move(MAIN, id);
            id = queues.oldest(MAIN);
        }
        return id;
    }
}

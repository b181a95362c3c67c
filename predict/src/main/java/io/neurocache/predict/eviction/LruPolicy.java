package io.neurocache.predict.eviction;

/** Evicts what was not asked for the longest. */
final class LruPolicy implements StandIn {
    private static final int ALL = 0;

    private final Lists order = new Lists(1);

    @Override
    public boolean admit(long hash, long bytes) {
        return true;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        order.add(ALL, id, bytes);
    }

    @Override
    public void hit(int id) {
        if (order.contains(id)) {
            order.move(ALL, id);
        }
    }

    @Override
    public void removed(int id) {
        if (order.contains(id)) {
            order.remove(id);
        }
    }

    @Override
    public int victim() {
        return order.oldest(ALL);
    }

    @Override
    public boolean knows(int id) {
        return order.contains(id);
    }

    @Override
    public void adopt(int id, long hash, long bytes) {
        added(id, hash, bytes);
    }

    @Override
    public long knownBytes() {
        return order.bytes(ALL);
    }

    @Override
    public boolean sparesUnknown(long unknownBytes) {
        return false;
    }

    @Override
    public void capacity(long bytes) {
        // The order is the same in a cache of any size.
    }
}

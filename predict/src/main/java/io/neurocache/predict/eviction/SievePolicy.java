package io.neurocache.predict.eviction;

/**
 * A hand walks from the oldest object to the newest and evicts the first that was not asked for
 * since it passed (Zhang, Yang, Yue, Vigfusson, Rashmi, "SIEVE is simpler than LRU", NSDI 2024).
 */
final class SievePolicy implements Policy {
    private static final int ALL = 0;

    private final Lists order = new Lists(1);
    private byte[] visited = new byte[0];
    private int hand = NONE;

    @Override
    public boolean admit(long hash, long bytes) {
        return true;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        order.add(ALL, id, bytes);
        visited = Growth.with(visited, id);
        visited[id] = 0;
    }

    @Override
    public void hit(int id) {
        if (order.contains(id)) {
            visited[id] = 1;
        }
    }

    @Override
    public void removed(int id) {
        if (order.contains(id)) {
            if (hand == id) {
                hand = order.newer(id);
            }
            order.remove(id);
        }
    }

    @Override
    public int victim() {
        if (order.count(ALL) == 0) {
            return NONE;
        }
        if (hand == NONE) {
            hand = order.oldest(ALL);
        }
        // Each step pays for a hit: it clears the bit that one of them has set.
        while (visited[hand] != 0) {
            visited[hand] = 0;
            hand = order.newer(hand);
            if (hand == NONE) {
                hand = order.oldest(ALL);
            }
        }
        return hand;
    }

    @Override
    public void capacity(long bytes) {
        // The order is the same in a cache of any size.
    }
}

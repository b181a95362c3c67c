package io.neurocache.predict.eviction;

import java.util.ArrayList;
import java.util.List;

/** The simplest policies, written for nothing but being obviously right. */
final class NaivePolicies {
    private NaivePolicies() {}

    /** A policy by its kind; only the four simplest are there. */
    static Policy of(PolicyKind kind) {
        return switch (kind) {
            case LRU -> new Naive(true, false);
            case FIFO -> new Naive(false, false);
            case LFU -> new Naive(false, true);
            case SIEVE -> new NaiveSieve();
            default -> throw new IllegalArgumentException(kind.label());
        };
    }

    private static class Entry {
        final int id;
        long count = 1;
        boolean visited;

        Entry(int id) {
            this.id = id;
        }
    }

    /** Oldest first; LRU moves on a hit, LFU also takes the lowest count first. */
    private static class Naive implements Policy {
        final List<Entry> order = new ArrayList<>();
        private final boolean recency;
        private final boolean frequency;

        Naive(boolean recency, boolean frequency) {
            this.recency = recency;
            this.frequency = frequency;
        }

        @Override
        public boolean admit(long hash, long bytes) {
            return true;
        }

        @Override
        public void added(int id, long hash, long bytes) {
            order.add(new Entry(id));
        }

        @Override
        public void hit(int id) {
            Entry entry = order.get(indexOf(id));
            entry.count++;
            entry.visited = true;
            if (recency || frequency) {
                order.remove(entry);
                order.add(entry);
            }
        }

        @Override
        public void removed(int id) {
            order.remove(indexOf(id));
        }

        @Override
        public int victim() {
            Entry victim = null;
            for (Entry entry : order) {
                if (victim == null || (frequency && entry.count < victim.count)) {
                    victim = entry;
                }
            }
            return victim == null ? NONE : victim.id;
        }

        @Override
        public void capacity(long bytes) {
            // The order is the same in a cache of any size.
        }

        int indexOf(int id) {
            for (int i = 0; i < order.size(); i++) {
                if (order.get(i).id == id) {
                    return i;
                }
            }
            throw new IllegalArgumentException("no entry " + id);
        }
    }

    private static final class NaiveSieve extends Naive {
        private int hand;

        NaiveSieve() {
            super(false, false);
        }

        @Override
        public void removed(int id) {
            int at = indexOf(id);
            super.removed(id);
            if (at < hand) {
                hand--;
            } else if (hand == order.size()) {
                hand = 0;
            }
        }

        @Override
        public int victim() {
            if (order.isEmpty()) {
                return NONE;
            }
            while (true) {
                hand = hand >= order.size() ? 0 : hand;
                Entry entry = order.get(hand);
                if (!entry.visited) {
                    return entry.id;
                }
                entry.visited = false;
                hand++;
            }
        }
    }
}

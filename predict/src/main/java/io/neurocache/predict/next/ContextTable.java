package io.neurocache.predict.next;

import io.neurocache.slab.Check;

/**
 * What followed each context, how often: a table of fixed size.
 *
 * <p>A context is a 64-bit hash. It lies in a set of {@value #WAYS}, sixteen bytes each, one cache
 * line in all; a new one takes the place of the least used, whose use fades with each new one that
 * comes. Most contexts have been seen once or have one successor only: the sixteen bytes hold it.
 * Those with more have a block of 2 to {@value #MAX_SUCCESSORS} successors in a pool, eight bytes
 * each, kept nearly sorted by count. A full block overwrites its last successor. Where the pool has
 * no larger block left, a block counts as full.
 *
 * <pre>
 *     context    tag 32 | last successor 32 | block 23, log2 of its room 3, successors 6 | use 8, total 24
 *     successor  reference 32 | count 16 | position 16
 * </pre>
 *
 * <p>Contexts are told apart by 32 bits of hash within a set: with 80,000 of them one look-up in a
 * billion is mistaken. Confined to one thread.
 */
final class ContextTable {
    /** The most successors that are kept of one context. */
    static final int MAX_SUCCESSORS = 32;

    private static final int WAYS = 4;
    private static final int WORDS = 4;
    private static final int TAG = 0;
    private static final int LAST = 1;
    private static final int BLOCK = 2;
    private static final int TOTAL = 3;

    /** No context has this for a block: one with a block has room. */
    private static final int NO_BLOCK = 0;

    private static final int SIZE_BITS = 6;
    private static final int ROOM_BITS = 3;
    private static final int BLOCK_SHIFT = SIZE_BITS + ROOM_BITS;
    private static final int MAX_POOL = 1 << (Integer.SIZE - BLOCK_SHIFT);
    private static final int MAX_TOTAL = (1 << 24) - 1;
    private static final int ONE_USE = 1 << 24;
    private static final int MAX_COUNT = Character.MAX_VALUE;

    private final int[] contexts;
    private final int setMask;
    private final SuccessorPool pool;

    private int known;
    private long replaced;

    /**
     * @param capacity the most contexts, a power of two
     * @param poolCapacity the most successors in blocks, up to 8,388,608
     */
    ContextTable(int capacity, int poolCapacity) {
        Check.argument(Integer.bitCount(capacity) == 1, "contexts not a power of two", capacity);
        Check.argument(capacity >= WAYS, "fewer contexts than a set has", capacity);
        Check.argument(poolCapacity <= MAX_POOL, "too many successors", poolCapacity);
        this.contexts = new int[capacity * WORDS];
        this.setMask = capacity / WAYS - 1;
        this.pool = new SuccessorPool(poolCapacity);
    }

    /** The bytes it takes, always. */
    long sizeBytes() {
        return (long) contexts.length * Integer.BYTES + pool.sizeBytes();
    }

    /** How many contexts it holds. */
    int known() {
        return known;
    }

    /** How many contexts have been given up for new ones. */
    long replaced() {
        return replaced;
    }

    SuccessorPool pool() {
        return pool;
    }

    /** The place of a context, or -1. Good until the next {@link #admit}. */
    int find(long hash) {
        int tag = tag(hash);
        int first = ((int) hash & setMask) * (WAYS * WORDS);
        for (int at = first; at < first + WAYS * WORDS; at += WORDS) {
            if (contexts[at + TAG] == tag) {
                return at;
            }
        }
        return -1;
    }

    /** The place of a context that is new if need be, and counts as used. */
    int admit(long hash) {
        int at = find(hash);
        if (at < 0) {
            return replaceLeastUsed(hash);
        }
        if (contexts[at + TOTAL] >>> 24 < 0xFF) {
            contexts[at + TOTAL] += ONE_USE;
        }
        return at;
    }

    private int replaceLeastUsed(long hash) {
        int first = ((int) hash & setMask) * (WAYS * WORDS);
        int victim = first;
        for (int at = first; at < first + WAYS * WORDS; at += WORDS) {
            if (contexts[at + TAG] == 0) {
                known++;
                return occupy(at, hash);
            }
            if (contexts[at + TOTAL] >>> 24 < contexts[victim + TOTAL] >>> 24) {
                victim = at;
            }
        }
        for (int at = first; at < first + WAYS * WORDS; at += WORDS) {
            if (contexts[at + TOTAL] >>> 24 > 0) {
                contexts[at + TOTAL] -= ONE_USE;
            }
        }
        replaced++;
        release(victim);
        return occupy(victim, hash);
    }

    private int occupy(int at, long hash) {
        contexts[at + TAG] = tag(hash);
        contexts[at + LAST] = Keys.NONE;
        contexts[at + BLOCK] = NO_BLOCK;
        contexts[at + TOTAL] = ONE_USE;
        return at;
    }

    private void release(int at) {
        if (room(at) > 0) {
            pool.free(block(at), log2Room(at));
        }
    }

    private static int tag(long hash) {
        int tag = (int) (hash >>> 32);
        return tag == 0 ? 1 : tag;
    }

    /** The sum of all counts that were added, or of the visits. */
    int total(int at) {
        return contexts[at + TOTAL] & MAX_TOTAL;
    }

    /** The successor that was added last, or {@link Keys#NONE}. */
    int last(int at) {
        return contexts[at + LAST];
    }

    /** How many successors are kept. */
    int size(int at) {
        int block = contexts[at + BLOCK];
        return block != NO_BLOCK ? block & ((1 << SIZE_BITS) - 1) : isSingle(at) ? 1 : 0;
    }

    private boolean isSingle(int at) {
        return contexts[at + LAST] != Keys.NONE;
    }

    /** A successor, from the most frequent on; see {@link SuccessorPool} for what is in it. */
    long successor(int at, int rank) {
        int block = contexts[at + BLOCK];
        return block != NO_BLOCK
                ? pool.get((block >>> BLOCK_SHIFT) + rank)
                : SuccessorPool.successor(contexts[at + LAST], total(at), 0);
    }

    /** The reference of a successor, from the most frequent on. */
    int reference(int at, int rank) {
        return SuccessorPool.reference(successor(at, rank));
    }

    /** The count of a successor, from the most frequent on. */
    int count(int at, int rank) {
        return SuccessorPool.count(successor(at, rank));
    }

    /** The mean position of a successor in sixteenths; 0 unless added with one. */
    int position(int at, int rank) {
        return SuccessorPool.position(successor(at, rank));
    }

    /** Adds to the count of a successor, and to the total. */
    void add(int at, int reference, int count) {
        if (room(at) > 0) {
            addToBlock(at, reference, count, 0);
        } else if (isSingle(at) && contexts[at + LAST] != reference) {
            int single = contexts[at + LAST];
            int total = total(at);
            if (grow(at)) {
                addToBlock(at, single, total, 0);
                addToBlock(at, reference, count, 0);
            } else {
                setTotal(at, 0);
            }
        }
        contexts[at + LAST] = reference;
        setTotal(at, total(at) + count);
    }

    /** Counts a visit: what total is made of where {@link #addToVisit} is used. */
    void visit(int at) {
        setTotal(at, total(at) + 1);
    }

    /** Adds one to the count of a successor, at this position of a visit, and not to the total. */
    void addToVisit(int at, int reference, int position) {
        if (room(at) == 0 && !grow(at)) {
            return;
        }
        addToBlock(at, reference, 1, Math.min(position * 16, Character.MAX_VALUE));
        contexts[at + LAST] = reference;
    }

    private void setTotal(int at, int total) {
        contexts[at + TOTAL] = (contexts[at + TOTAL] & ~MAX_TOTAL) | total;
        // Without a block the total is the count of the single successor.
        if (total > (room(at) == 0 ? MAX_COUNT - MAX_SUCCESSORS : MAX_TOTAL / 2)) {
            halve(at);
        }
    }

    private void halve(int at) {
        contexts[at + TOTAL] = (contexts[at + TOTAL] & ~MAX_TOTAL) | (total(at) / 2);
        for (int rank = 0; room(at) > 0 && rank < size(at); rank++) {
            long one = pool.get(block(at) + rank);
            int half = Math.max(SuccessorPool.count(one) / 2, 1);
            pool.set(
                    block(at) + rank,
                    SuccessorPool.successor(
                            SuccessorPool.reference(one), half, SuccessorPool.position(one)));
        }
    }

    private void addToBlock(int at, int reference, int count, int position) {
        int size = size(at);
        int rank = rankOf(at, reference, size);
        if (rank == size && size == room(at) && !grow(at)) {
            rank = size - 1;
            setSuccessor(at, rank, reference, count, position);
        } else if (rank == size) {
            contexts[at + BLOCK]++;
            setSuccessor(at, rank, reference, count, position);
        } else {
            long one = pool.get(block(at) + rank);
            int sum = SuccessorPool.count(one) + count;
            int mean = SuccessorPool.position(one);
            setSuccessor(at, rank, reference, sum, mean + (position - mean) * count / sum);
            if (sum > MAX_COUNT - MAX_SUCCESSORS) {
                halve(at);
            }
        }
        bubbleUp(at, rank);
    }

    private int rankOf(int at, int reference, int size) {
        int block = block(at);
        for (int rank = 0; rank < size; rank++) {
            if (SuccessorPool.reference(pool.get(block + rank)) == reference) {
                return rank;
            }
        }
        return size;
    }

    private void setSuccessor(int at, int rank, int reference, int count, int position) {
        pool.set(block(at) + rank, SuccessorPool.successor(reference, count, position));
    }

    private void bubbleUp(int at, int from) {
        int block = block(at);
        long moved = pool.get(block + from);
        int rank = from;
        while (rank > 0
                && SuccessorPool.count(pool.get(block + rank - 1)) < SuccessorPool.count(moved)) {
            pool.set(block + rank, pool.get(block + rank - 1));
            rank--;
        }
        pool.set(block + rank, moved);
    }

    /** Moves the successors to a block of twice the room; false when there is none. */
    private boolean grow(int at) {
        int room = room(at);
        if (room == MAX_SUCCESSORS) {
            return false;
        }
        int log2Room = room == 0 ? 1 : log2Room(at) + 1;
        int block = pool.allocate(log2Room);
        if (block < 0) {
            return false;
        }
        int size = room == 0 ? 0 : size(at);
        for (int rank = 0; rank < size; rank++) {
            pool.set(block + rank, pool.get(block(at) + rank));
        }
        release(at);
        contexts[at + BLOCK] = (block << BLOCK_SHIFT) | (log2Room << SIZE_BITS) | size;
        return true;
    }

    private int block(int at) {
        return contexts[at + BLOCK] >>> BLOCK_SHIFT;
    }

    private int log2Room(int at) {
        return contexts[at + BLOCK] >>> SIZE_BITS & (1 << ROOM_BITS) - 1;
    }

    private int room(int at) {
        int log2 = log2Room(at);
        return log2 == 0 ? 0 : 1 << log2;
    }
}

package io.neurocache.predict.next;

import io.neurocache.slab.Check;

/**
 * What each client has asked for before, and in which visit to a page: a table of fixed size.
 *
 * <p>A cell is {tag 14, session 6, visit 12}; sets of two, in which the later entry displaces the
 * earlier one. What is forgotten counts as never asked for; one look-up in 4,000 takes another
 * client's key for this one's. Confined to one thread.
 */
final class Asked {
    /** The client never asked for it. */
    static final int NEVER = 0;

    /** The client asked for it, but not in this session. */
    static final int BEFORE = 1;

    /** In this session, but not since the present page. */
    static final int EARLIER = 2;

    /** Since the present page, or it is the page. */
    static final int THIS_VISIT = 3;

    private static final int VISIT_BITS = 12;
    private static final int SERIAL_BITS = 6;
    private static final int TAG_SHIFT = VISIT_BITS + SERIAL_BITS;

    private final int[] cells;

    Asked(int capacity) {
        Check.argument(Integer.bitCount(capacity) == 1, "cells not a power of two", capacity);
        this.cells = new int[capacity];
    }

    /** When the session's client last asked for a key: one of the four constants. */
    int when(Session session, long keyHash) {
        long hash = Hash.of(session.client, keyHash);
        int first = first(hash);
        int at = isOf(cells[first], hash) ? first : first + 1;
        int cell = cells[at];
        if (!isOf(cell, hash)) {
            return NEVER;
        }
        if (((cell >>> VISIT_BITS) & ((1 << SERIAL_BITS) - 1)) != session.serial) {
            return BEFORE;
        }
        return (cell & ((1 << VISIT_BITS) - 1)) == session.visit ? THIS_VISIT : EARLIER;
    }

    /** Takes note that the session's client asked for a key in the present visit. */
    void put(Session session, long keyHash) {
        long hash = Hash.of(session.client, keyHash);
        int first = first(hash);
        if (isOf(cells[first + 1], hash)) {
            first++;
        } else if (!isOf(cells[first], hash)) {
            cells[first + 1] = cells[first];
        }
        int stamp = (session.serial << VISIT_BITS) | session.visit;
        cells[first] = (tag(hash) << TAG_SHIFT) | stamp;
    }

    private int first(long hash) {
        return (int) hash & (cells.length - 2);
    }

    private static boolean isOf(int cell, long hash) {
        return cell >>> TAG_SHIFT == tag(hash);
    }

    private static int tag(long hash) {
        return (int) (hash >>> 51) | (1 << 13);
    }
}

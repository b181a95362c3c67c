package io.neurocache.slab.tree;

import io.neurocache.slab.Check;
import java.nio.ByteBuffer;

/**
 * Values too long for their cell, on a chain of pages: {byte kind, 8: long epoch, 16: int next
 * page, 20: bytes}. A chain never changes; another value makes another chain.
 *
 * <p>Keeps no state. Writing is confined to the tree's thread, reading safe wherever the pages are
 * frozen.
 */
final class Overflow {
    private static final byte KIND = 3;
    private static final int NEXT = 16;
    private static final int DATA = 20;
    private static final int DATA_BYTES = Node.PAGE_BYTES - DATA;

    private Overflow() {}

    /** How many pages a value takes. */
    static int pages(int valueBytes) {
        return (valueBytes + DATA_BYTES - 1) / DATA_BYTES;
    }

    /** Writes a value to new pages, which have been reserved; returns the first. */
    static int write(Pages pages, byte[] value, int length) {
        int next = Pages.NONE;
        for (int i = pages(length) - 1; i >= 0; i--) {
            int page = pages.allocate();
            ByteBuffer buffer = pages.buffer(page);
            int base = Pages.base(page);
            buffer.put(base, KIND);
            buffer.putInt(base + NEXT, next);
            int from = i * DATA_BYTES;
            buffer.put(base + DATA, value, from, Math.min(DATA_BYTES, length - from));
            next = page;
        }
        return next;
    }

    static void read(ByteBuffer[] chunks, int firstPage, byte[] into) {
        int page = firstPage;
        for (int from = 0; from < into.length; from += DATA_BYTES) {
            ByteBuffer buffer = Pages.buffer(chunks, page);
            int base = Pages.base(page);
            Check.invariant(buffer.get(base) == KIND, "not an overflow page", page);
            buffer.get(base + DATA, into, from, Math.min(DATA_BYTES, into.length - from));
            page = next(chunks, page);
        }
        Check.invariant(page == Pages.NONE, "a value is longer than its length says");
    }

    static void free(Pages pages, int firstPage) {
        int page = firstPage;
        while (page != Pages.NONE) {
            int next = next(pages.chunks(), page);
            pages.free(page);
            page = next;
        }
    }

    /** The page behind one, or {@link Pages#NONE}. */
    static int next(ByteBuffer[] chunks, int page) {
        return Pages.buffer(chunks, page).getInt(Pages.base(page) + NEXT);
    }
}

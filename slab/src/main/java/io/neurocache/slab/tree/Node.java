package io.neurocache.slab.tree;

import io.neurocache.slab.Check;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a page of the tree lies in memory: a slotted page.
 *
 * <pre>
 *   0  byte   kind: leaf or branch (overflow and free pages have their own layout)
 *   2  short  count of cells
 *   4  short  where the heap of cells begins; it ends at the end of the page
 *   6  short  bytes in the heap that belong to no cell any more
 *   8  long   epoch in which the page was made; the same place on every kind of page
 *  16  int    branch: the child whose keys are below the first cell's key
 *  24  short  for each cell its offset in the page, ordered by key
 *      ...    free
 *      ...    cells, in the order they came, growing towards the front
 * </pre>
 *
 * A leaf's cell is {short key length, int value length, key, value}; the value length's top bit
 * says that the value lies on overflow pages and that an int, the first of them, stands in its
 * place. A branch's cell is {short key length, int child, key}: the child's keys are not below the
 * key. Numbers are big-endian, so that eight bytes of a key compare as one number.
 *
 * <p>A page is named by the buffer of its chunk and the base in it. Every function reads or writes
 * that one page and keeps no state. Confined to whoever may write the page; readers of a frozen
 * page may be on any thread.
 */
final class Node {
    static final int PAGE_BYTES = 4096;
    static final byte LEAF = 1;
    static final byte BRANCH = 2;
    static final int EPOCH = 8;
    static final int NOT_FOUND = -1;

    private static final int KIND = 0;
    private static final int COUNT = 2;
    private static final int HEAP_START = 4;
    private static final int GARBAGE = 6;
    private static final int FIRST_CHILD = 16;
    private static final int SLOTS = 24;
    private static final int SLOT_BYTES = 2;
    private static final int CELL_VALUE = 2;
    private static final int CELL_KEY = 6;
    private static final int OVERFLOW_BIT = 1 << 31;

    /** What cells and their slots may take together. */
    static final int CAPACITY = PAGE_BYTES - SLOTS;

    /** Larger cells put their value on overflow pages, so that a leaf holds four of the others. */
    static final int MAX_INLINE_BYTES = CAPACITY / 4 - SLOT_BYTES;

    /**
     * A page holds three of the largest cells, so that each half of a full page has room for one
     * more, wherever it belongs.
     */
    static final int MAX_KEY_BYTES = 1024;

    /** Below this many live bytes a page looks for a neighbour to merge with. */
    static final int SPARSE_BYTES = CAPACITY / 4;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Node() {}

    static void init(ByteBuffer page, int base, byte kind) {
        page.put(base + KIND, kind);
        page.putShort(base + COUNT, (short) 0);
        page.putShort(base + HEAP_START, (short) PAGE_BYTES);
        page.putShort(base + GARBAGE, (short) 0);
    }

    static boolean isLeaf(ByteBuffer page, int base) {
        byte kind = page.get(base + KIND);
        Check.invariant(kind == LEAF || kind == BRANCH, "not a page of the tree", kind);
        return kind == LEAF;
    }

    static int count(ByteBuffer page, int base) {
        return page.getShort(base + COUNT);
    }

    /** Bytes in use by cells and their slots. */
    static int liveBytes(ByteBuffer page, int base) {
        int heap = PAGE_BYTES - page.getShort(base + HEAP_START) - page.getShort(base + GARBAGE);
        return heap + SLOT_BYTES * count(page, base);
    }

    // ---- Search.

    /**
     * The cell with the key that is the first bytes of an array, or {@code -(place where it
     * belongs) - 1}.
     */
    static int find(ByteBuffer page, int base, byte[] key, int keyLength) {
        int low = 0;
        int high = count(page, base) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(page, cell(page, base, middle), key, keyLength);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** Which child of a branch holds the key: -1 for the first, else the cell's index. */
    static int childIndex(ByteBuffer page, int base, byte[] key, int keyLength) {
        int found = find(page, base, key, keyLength);
        return found >= 0 ? found : -found - 2;
    }

    /** Orders a cell's key against another, byte by byte and unsigned. */
    private static int compare(ByteBuffer page, int cell, byte[] key, int keyLength) {
        int length = page.getShort(cell);
        int at = cell + CELL_KEY;
        int shared = Math.min(length, keyLength);
        int i = 0;
        for (; i + Long.BYTES <= shared; i += Long.BYTES) {
            long mine = page.getLong(at + i);
            long other = (long) LONG.get(key, i);
            if (mine != other) {
                return Long.compareUnsigned(mine, other);
            }
        }
        for (; i < shared; i++) {
            int difference = (page.get(at + i) & 0xff) - (key[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return length - keyLength;
    }

    /** The offset of a cell in its chunk. */
    private static int cell(ByteBuffer page, int base, int index) {
        return base + page.getShort(base + SLOTS + SLOT_BYTES * index);
    }

    // ---- What a cell says.

    static byte[] key(ByteBuffer page, int base, int index) {
        int cell = cell(page, base, index);
        byte[] key = new byte[page.getShort(cell)];
        page.get(cell + CELL_KEY, key);
        return key;
    }

    /** The value's length in bytes, wherever it lies. */
    static int valueBytes(ByteBuffer page, int base, int index) {
        return page.getInt(cell(page, base, index) + CELL_VALUE) & ~OVERFLOW_BIT;
    }

    static boolean overflows(ByteBuffer page, int base, int index) {
        return page.getInt(cell(page, base, index) + CELL_VALUE) < 0;
    }

    /** Copies a value that lies in its cell. */
    static void readValue(ByteBuffer page, int base, int index, byte[] into) {
        int cell = cell(page, base, index);
        page.get(cell + CELL_KEY + page.getShort(cell), into);
    }

    static int overflowPage(ByteBuffer page, int base, int index) {
        int cell = cell(page, base, index);
        return page.getInt(cell + CELL_KEY + page.getShort(cell));
    }

    /** The child at an index of {@link #childIndex}. */
    static int child(ByteBuffer page, int base, int index) {
        return index < 0
                ? page.getInt(base + FIRST_CHILD)
                : page.getInt(cell(page, base, index) + CELL_VALUE);
    }

    static void setChild(ByteBuffer page, int base, int index, int child) {
        int at = index < 0 ? base + FIRST_CHILD : cell(page, base, index) + CELL_VALUE;
        page.putInt(at, child);
    }

    // ---- Changes of one page.

    /** Whether a value of this length goes to overflow pages. */
    static boolean needsOverflow(int keyBytes, int valueBytes) {
        return CELL_KEY + keyBytes + valueBytes > MAX_INLINE_BYTES;
    }

    /** Replaces a value by one of the same length in place; false when the lengths differ. */
    static boolean overwrite(ByteBuffer page, int base, int index, byte[] value, int valueLength) {
        if (overflows(page, base, index) || valueBytes(page, base, index) != valueLength) {
            return false;
        }
        int cell = cell(page, base, index);
        page.put(cell + CELL_KEY + page.getShort(cell), value, 0, valueLength);
        return true;
    }

    /** Inserts a leaf's cell whose value lies in it; false when the page has no room. */
    static boolean insert(
            ByteBuffer page,
            int base,
            int index,
            byte[] key,
            int keyLength,
            byte[] value,
            int valueLength) {
        int cell = makeCell(page, base, index, CELL_KEY + keyLength + valueLength);
        if (cell == NOT_FOUND) {
            return false;
        }
        writeKey(page, cell, key, keyLength);
        page.putInt(cell + CELL_VALUE, valueLength);
        page.put(cell + CELL_KEY + keyLength, value, 0, valueLength);
        return true;
    }

    /** Inserts a leaf's cell whose value lies on overflow pages; false when there is no room. */
    static boolean insertOverflow(
            ByteBuffer page,
            int base,
            int index,
            byte[] key,
            int keyLength,
            int valueBytes,
            int firstPage) {
        int cell = makeCell(page, base, index, CELL_KEY + keyLength + Integer.BYTES);
        if (cell == NOT_FOUND) {
            return false;
        }
        writeKey(page, cell, key, keyLength);
        page.putInt(cell + CELL_VALUE, valueBytes | OVERFLOW_BIT);
        page.putInt(cell + CELL_KEY + keyLength, firstPage);
        return true;
    }

    /** Inserts a branch's cell; false when the page has no room. */
    static boolean insertChild(ByteBuffer page, int base, int index, byte[] key, int child) {
        int cell = makeCell(page, base, index, CELL_KEY + key.length);
        if (cell == NOT_FOUND) {
            return false;
        }
        writeKey(page, cell, key, key.length);
        page.putInt(cell + CELL_VALUE, child);
        return true;
    }

    private static void writeKey(ByteBuffer page, int cell, byte[] key, int keyLength) {
        page.putShort(cell, (short) keyLength);
        page.put(cell + CELL_KEY, key, 0, keyLength);
    }

    /** Makes room for a cell and gives it a slot; {@link #NOT_FOUND} when it does not fit. */
    private static int makeCell(ByteBuffer page, int base, int index, int cellBytes) {
        if (CAPACITY - liveBytes(page, base) < cellBytes + SLOT_BYTES) {
            return NOT_FOUND;
        }
        int count = count(page, base);
        int slotsEnd = SLOTS + SLOT_BYTES * (count + 1);
        if (page.getShort(base + HEAP_START) - slotsEnd < cellBytes) {
            compact(page, base);
        }
        int offset = page.getShort(base + HEAP_START) - cellBytes;
        Check.invariant(offset >= slotsEnd, "a cell runs into the slots", offset);
        int slot = base + SLOTS + SLOT_BYTES * index;
        page.put(slot + SLOT_BYTES, page, slot, SLOT_BYTES * (count - index));
        page.putShort(slot, (short) offset);
        page.putShort(base + COUNT, (short) (count + 1));
        page.putShort(base + HEAP_START, (short) offset);
        return base + offset;
    }

    static void remove(ByteBuffer page, int base, int index) {
        int count = count(page, base);
        Check.invariant(index >= 0 && index < count, "no such cell", index);
        int bytes = cellBytes(page, base, index);
        page.putShort(base + GARBAGE, (short) (page.getShort(base + GARBAGE) + bytes));
        int slot = base + SLOTS + SLOT_BYTES * index;
        page.put(slot, page, slot + SLOT_BYTES, SLOT_BYTES * (count - index - 1));
        page.putShort(base + COUNT, (short) (count - 1));
    }

    private static int cellBytes(ByteBuffer page, int base, int index) {
        int cell = cell(page, base, index);
        int key = page.getShort(cell);
        if (!isLeaf(page, base)) {
            return CELL_KEY + key;
        }
        int value = page.getInt(cell + CELL_VALUE);
        return CELL_KEY + key + (value < 0 ? Integer.BYTES : value);
    }

    /** Closes the gaps between cells. */
    private static void compact(ByteBuffer page, int base) {
        byte[] heap = new byte[PAGE_BYTES];
        int count = count(page, base);
        int start = PAGE_BYTES;
        for (int i = 0; i < count; i++) {
            int bytes = cellBytes(page, base, i);
            start -= bytes;
            page.get(cell(page, base, i), heap, start, bytes);
            page.putShort(base + SLOTS + SLOT_BYTES * i, (short) start);
        }
        page.put(base + start, heap, start, PAGE_BYTES - start);
        page.putShort(base + HEAP_START, (short) start);
        page.putShort(base + GARBAGE, (short) 0);
    }

    // ---- Two pages.

    /**
     * Where to cut a full page so that both halves have room for a cell put in at {@code index}:
     * the first cell of the right half, at least 1 and below the count.
     *
     * <p>A cell behind all others cuts at the last one: keys that come in order, as they do from a
     * snapshot, leave full pages behind instead of half empty ones.
     */
    static int cut(ByteBuffer page, int base, int index) {
        int count = count(page, base);
        Check.invariant(count >= 2, "too few cells to split", count);
        if (index == count) {
            return count - 1;
        }
        int half = liveBytes(page, base) / 2;
        int bytes = 0;
        int cut = 0;
        while (cut < count - 1) {
            int next = cellBytes(page, base, cut) + SLOT_BYTES;
            if (bytes + next / 2 >= half) {
                break;
            }
            bytes += next;
            cut++;
        }
        return Math.max(1, cut);
    }

    /** Moves the cells from {@code first} on behind those of another page of the same kind. */
    static void moveTail(ByteBuffer from, int fromBase, int first, ByteBuffer to, int toBase) {
        int count = count(from, fromBase);
        for (int i = first; i < count; i++) {
            int bytes = cellBytes(from, fromBase, i);
            int cell = makeCell(to, toBase, count(to, toBase), bytes);
            Check.invariant(cell != NOT_FOUND, "a moved cell does not fit");
            to.put(cell, from, cell(from, fromBase, i), bytes);
        }
        for (int i = count - 1; i >= first; i--) {
            remove(from, fromBase, i);
        }
    }

    /** What a branch's cell and its slot take. */
    static int branchCellBytes(int keyBytes) {
        return CELL_KEY + keyBytes + SLOT_BYTES;
    }
}

package io.neurocache.slab.tree;

import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A B+tree over 4 KiB pages of a memory-mapped file: an ordered map whose size costs no heap.
 *
 * <p>It holds derived state. Nothing is logged and nothing synced, so a change costs a few stores;
 * in return the file means something only after a {@linkplain #closeCleanly clean close}, which
 * leaves a mark of the caller's in it. Whoever opens it after a crash starts with {@link #create}
 * and derives the content again.
 *
 * <p>Compared with a hash table over the same pages it answers scans in the order of the keys,
 * grows and shrinks a page at a time, and gives a {@linkplain #view frozen view} for the price of
 * copying the pages that change while it is open (as LMDB does for every transaction). It costs
 * three or four pages a look-up instead of one or two.
 *
 * <p>Confined to one thread; a {@link TreeView} may be read on another.
 */
public final class PagedTree implements AutoCloseable {
    /** The longest key, in bytes. */
    public static final int MAX_KEY_BYTES = Node.MAX_KEY_BYTES;

    /** The longest value, in bytes. */
    public static final int MAX_VALUE_BYTES = 16 << 20;

    /** The mark of a file that holds nothing that was closed cleanly. */
    public static final long NO_MARK = -1;

    private final Pages pages;
    private final int[] path = new int[TreeWalk.MAX_DEPTH];
    private final int[] indices = new int[TreeWalk.MAX_DEPTH];
    private int depth;
    private int root;
    private long count;
    private @Nullable TreeView view;

    /** Sees a key and its value, both the visitor's own copies; false ends the walk. */
    @FunctionalInterface
    public interface Visitor {
        /** Sees one key. */
        boolean visit(byte[] key, byte[] value);
    }

    private PagedTree(Pages pages) {
        this.pages = pages;
    }

    /**
     * Makes an empty tree; what the file held is gone.
     *
     * @throws IOException when the file cannot be made, or the disk has no room for 16 MiB
     */
    public static PagedTree create(Path file) throws IOException {
        PagedTree tree = new PagedTree(Pages.create(file));
        tree.root = tree.pages.allocate();
        Node.init(tree.buffer(tree.root), Pages.base(tree.root), Node.LEAF);
        return tree;
    }

    /**
     * Opens a tree that was closed cleanly with this mark, and takes the mark away; makes an empty
     * one where there is none.
     *
     * @param mark what {@link #closeCleanly} was given, from 0
     * @throws IOException as {@link #create}
     */
    public static PagedTree openMarked(Path file, long mark) throws IOException {
        Check.argument(mark >= 0, "a mark counts from 0", mark);
        Pages pages = Pages.openExisting(file);
        Header header = Header.take(pages, mark);
        if (header == null) {
            pages.close();
            return create(file);
        }
        PagedTree tree = new PagedTree(pages);
        pages.resume(header.pageCount(), header.firstFree(), header.freeCount(), header.epoch());
        tree.root = header.root();
        tree.count = header.count();
        return tree;
    }

    /** The mark in a file, without opening its tree; {@link #NO_MARK} where there is none. */
    public static long markOf(Path file) throws IOException {
        return Header.markOf(file);
    }

    // ---- Reading.

    /** The value of a key, the caller's own copy; null where there is none. */
    public byte @Nullable [] get(byte[] key) {
        return get(key, key.length);
    }

    /** As {@link #get(byte[])}, of the key that is the first bytes of an array. */
    public byte @Nullable [] get(byte[] key, int keyLength) {
        return TreeWalk.find(pages.chunks(), root, key, keyLength);
    }

    /** Visits the keys from {@code from} on, in order; the visitor must not change the tree. */
    public void scan(byte[] from, Visitor visitor) {
        new TreeWalk(pages.chunks(), root, from).forEach(visitor);
    }

    /** How many keys there are. */
    public long count() {
        return count;
    }

    /**
     * The file's length, in bytes: all of it on disk, and as much in memory as the kernel keeps.
     */
    public long fileBytes() {
        return pages.fileBytes();
    }

    /** Bytes of pages that hold something. */
    public long usedBytes() {
        return (long) (pages.pageCount() - pages.freeCount()) * Node.PAGE_BYTES;
    }

    /**
     * Freezes the tree as it is, for one reader. Costs nothing by itself.
     *
     * @throws IllegalStateException when a view is open already
     */
    public TreeView view() {
        pages.beginView();
        view = new TreeView(this, pages.chunks(), root, count);
        return view;
    }

    void endView(TreeView ended) {
        if (view == ended) {
            view = null;
            pages.endView();
        }
    }

    // ---- Changing.

    /**
     * Puts a value under a key.
     *
     * @return whether the key is new
     * @throws IOException when the disk has no room for the file to grow; nothing has changed then
     */
    public boolean put(byte[] key, byte[] value) throws IOException {
        return put(key, key.length, value, value.length);
    }

    /**
     * As {@link #put(byte[], byte[])}, of a key and a value that are the first bytes of arrays: the
     * caller's own, to be used again.
     */
    public boolean put(byte[] key, int keyLength, byte[] value, int valueLength)
            throws IOException {
        Check.argument(
                keyLength >= 1 && keyLength <= MAX_KEY_BYTES, "no such key length", keyLength);
        Check.argument(valueLength <= MAX_VALUE_BYTES, "the value is too long", valueLength);
        boolean overflow = Node.needsOverflow(keyLength, valueLength);
        descend(key, keyLength);
        // Each level may be copied, split and, at the root, grown by one.
        pages.reserve(2 * depth + 1 + (overflow ? Overflow.pages(valueLength) : 0));
        thawPath();
        int leaf = path[depth - 1];
        int found = Node.find(buffer(leaf), Pages.base(leaf), key, keyLength);
        if (found >= 0) {
            if (!overflow
                    && Node.overwrite(buffer(leaf), Pages.base(leaf), found, value, valueLength)) {
                return false;
            }
            removeCell(leaf, found);
        }
        int place = found >= 0 ? found : -found - 1;
        insert(
                new NewCell(
                        key,
                        keyLength,
                        value,
                        valueLength,
                        overflow ? Overflow.write(pages, value, valueLength) : Pages.NONE),
                place);
        if (found < 0) {
            count++;
        }
        return found < 0;
    }

    /**
     * Removes a key.
     *
     * @return whether it was there
     * @throws IOException when the disk has no room for copies of pages that a view reads; nothing
     *     has changed then
     */
    public boolean remove(byte[] key) throws IOException {
        descend(key, key.length);
        int leaf = path[depth - 1];
        int found = Node.find(buffer(leaf), Pages.base(leaf), key, key.length);
        if (found < 0) {
            return false;
        }
        // Each level may be copied, and its neighbour too.
        pages.reserve(2 * depth);
        thawPath();
        removeCell(path[depth - 1], found);
        count--;
        mergeUpwards();
        return true;
    }

    /** Walks down to the leaf of a key and remembers the way. */
    private void descend(byte[] key, int keyLength) {
        depth = 0;
        int page = root;
        while (true) {
            ByteBuffer buffer = buffer(page);
            int base = Pages.base(page);
            path[depth] = page;
            if (Node.isLeaf(buffer, base)) {
                depth++;
                return;
            }
            indices[depth] = Node.childIndex(buffer, base, key, keyLength);
            page = Node.child(buffer, base, indices[depth]);
            depth++;
        }
    }

    /** Makes every page of the way one that may be changed. */
    private void thawPath() {
        for (int level = 0; level < depth; level++) {
            int page = pages.thawed(path[level]);
            if (page == path[level]) {
                continue;
            }
            path[level] = page;
            if (level == 0) {
                root = page;
            } else {
                int parent = path[level - 1];
                Node.setChild(buffer(parent), Pages.base(parent), indices[level - 1], page);
            }
        }
    }

    private void removeCell(int leaf, int index) {
        ByteBuffer buffer = buffer(leaf);
        int base = Pages.base(leaf);
        if (Node.overflows(buffer, base, index)) {
            Overflow.free(pages, Node.overflowPage(buffer, base, index));
        }
        Node.remove(buffer, base, index);
    }

    /** A leaf's cell to be; {@code overflowPage} is NONE when the value goes into it. */
    private static final class NewCell {
        private final byte[] key;
        private final int keyLength;
        private final byte[] value;
        private final int valueLength;
        private final int overflowPage;

        NewCell(byte[] key, int keyLength, byte[] value, int valueLength, int overflowPage) {
            this.key = key;
            this.keyLength = keyLength;
            this.value = value;
            this.valueLength = valueLength;
            this.overflowPage = overflowPage;
        }

        boolean insertInto(ByteBuffer page, int base, int index) {
            return overflowPage == Pages.NONE
                    ? Node.insert(page, base, index, key, keyLength, value, valueLength)
                    : Node.insertOverflow(
                            page, base, index, key, keyLength, valueLength, overflowPage);
        }
    }

    private void insert(NewCell cell, int place) {
        int leaf = path[depth - 1];
        if (cell.insertInto(buffer(leaf), Pages.base(leaf), place)) {
            return;
        }
        int right = newPage(Node.LEAF);
        int cut = Node.cut(buffer(leaf), Pages.base(leaf), place);
        Node.moveTail(buffer(leaf), Pages.base(leaf), cut, buffer(right), Pages.base(right));
        boolean fits =
                place <= cut
                        ? cell.insertInto(buffer(leaf), Pages.base(leaf), place)
                        : cell.insertInto(buffer(right), Pages.base(right), place - cut);
        Check.invariant(fits, "half a leaf has no room for a cell");
        insertChild(depth - 2, Node.key(buffer(right), Pages.base(right), 0), right);
    }

    /** Puts a new right half beside its left one, from this level of the way upwards. */
    private void insertChild(int fromLevel, byte[] fromKey, int fromChild) {
        int level = fromLevel;
        byte[] key = fromKey;
        int child = fromChild;
        while (level >= 0) {
            int branch = path[level];
            ByteBuffer buffer = buffer(branch);
            int base = Pages.base(branch);
            int place = indices[level] + 1;
            if (Node.insertChild(buffer, base, place, key, child)) {
                return;
            }
            int right = newPage(Node.BRANCH);
            int cut = Node.cut(buffer, base, place);
            byte[] middle = Node.key(buffer, base, cut);
            int rightBase = Pages.base(right);
            Node.setChild(buffer(right), rightBase, -1, Node.child(buffer, base, cut));
            Node.moveTail(buffer, base, cut + 1, buffer(right), rightBase);
            Node.remove(buffer, base, cut);
            boolean fits =
                    place <= cut
                            ? Node.insertChild(buffer, base, place, key, child)
                            : Node.insertChild(
                                    buffer(right), rightBase, place - cut - 1, key, child);
            Check.invariant(fits, "half a branch has no room for a cell");
            key = middle;
            child = right;
            level--;
        }
        int top = newPage(Node.BRANCH);
        Node.setChild(buffer(top), Pages.base(top), -1, root);
        Check.invariant(
                Node.insertChild(buffer(top), Pages.base(top), 0, key, child),
                "an empty branch has no room for a cell");
        root = top;
    }

    /** Merges sparse pages with a neighbour, from the leaf of the way upwards. */
    private void mergeUpwards() {
        for (int level = depth - 1; level > 0; level--) {
            int page = path[level];
            if (Node.liveBytes(buffer(page), Pages.base(page)) >= Node.SPARSE_BYTES
                    || !mergeWithNeighbour(level)) {
                return;
            }
        }
        while (!Node.isLeaf(buffer(root), Pages.base(root))
                && Node.count(buffer(root), Pages.base(root)) == 0) {
            int only = Node.child(buffer(root), Pages.base(root), -1);
            pages.free(root);
            root = only;
        }
    }

    /** Whether the page at this level of the way went together with one beside it. */
    private boolean mergeWithNeighbour(int level) {
        int parent = path[level - 1];
        ByteBuffer buffer = buffer(parent);
        int base = Pages.base(parent);
        int index = indices[level - 1];
        int cells = Node.count(buffer, base);
        // The separator of two neighbours is the cell of the right one.
        return (index + 1 < cells && merge(parent, index + 1))
                || (index >= 0 && merge(parent, index));
    }

    /** Moves the child of a cell into the one before it, when both fit on one page. */
    private boolean merge(int parent, int cell) {
        ByteBuffer buffer = buffer(parent);
        int base = Pages.base(parent);
        int left = Node.child(buffer, base, cell - 1);
        int right = Node.child(buffer, base, cell);
        byte[] separator = Node.key(buffer, base, cell);
        int leftLive = Node.liveBytes(buffer(left), Pages.base(left));
        int rightLive = Node.liveBytes(buffer(right), Pages.base(right));
        boolean leaves = Node.isLeaf(buffer(left), Pages.base(left));
        int pulledDown = leaves ? 0 : Node.branchCellBytes(separator.length);
        if (leftLive + rightLive + pulledDown > Node.CAPACITY) {
            return false;
        }
        int into = pages.thawed(left);
        int from = pages.thawed(right);
        int intoBase = Pages.base(into);
        Node.setChild(buffer, base, cell - 1, into);
        if (!leaves) {
            int first = Node.child(buffer(from), Pages.base(from), -1);
            int end = Node.count(buffer(into), intoBase);
            Check.invariant(
                    Node.insertChild(buffer(into), intoBase, end, separator, first),
                    "two branches do not fit together");
        }
        Node.moveTail(buffer(from), Pages.base(from), 0, buffer(into), intoBase);
        Node.remove(buffer, base, cell);
        pages.free(from);
        return true;
    }

    private int newPage(byte kind) {
        int page = pages.allocate();
        Node.init(buffer(page), Pages.base(page), kind);
        return page;
    }

    private ByteBuffer buffer(int page) {
        return pages.buffer(page);
    }

    // ---- Ending.

    /**
     * Writes everything to disk, then the mark: {@link #openMarked} finds the content again. As
     * slow as the disk.
     *
     * @param mark what the content stands for, from 0: an index in a log
     * @throws IllegalStateException when a view is open
     */
    public void closeCleanly(long mark) throws IOException {
        Check.argument(mark >= 0, "a mark counts from 0", mark);
        Check.state(view == null, "a view is open");
        Header.write(
                pages,
                new Header(
                        mark,
                        root,
                        count,
                        pages.pageCount(),
                        pages.firstFree(),
                        pages.freeCount(),
                        pages.epoch()));
        pages.close();
    }

    /** Closes the file without a mark; no view may be in use. */
    @Override
    public void close() throws IOException {
        pages.close();
    }

    /** Pages that are neither free, nor parked for a view, nor the header: for audits in tests. */
    int pagesInUse() {
        return pages.pageCount() - pages.freeCount() - pages.parkedCount() - 1;
    }

    /** For audits in tests. */
    Pages pages() {
        return pages;
    }

    /** For audits in tests. */
    int root() {
        return root;
    }
}

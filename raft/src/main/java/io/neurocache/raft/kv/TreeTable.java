package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.slab.tree.PagedTree;
import io.neurocache.slab.tree.TreeView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys in a file outside the heap: a {@link PagedTree} whose values are the entry's index
 * (eight bytes) and then the value.
 *
 * <p>The file is derived from snapshot and log, so it begins empty and is deleted at the end, but
 * for one that is closed cleanly. Confined to the thread that applies, except for reading a view.
 */
public final class TreeTable implements KvTable, AutoCloseable {
    /** Longer cells are made anew for each use: few values are so long. */
    private static final int MAX_SCRATCH_BYTES = 16 << 10;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Path file;
    private final byte[] keyScratch = new byte[PagedTree.MAX_KEY_BYTES];
    private final byte[] cellScratch = new byte[MAX_SCRATCH_BYTES];
    private PagedTree tree;

    private TreeTable(Path file, PagedTree tree) {
        this.file = file;
        this.tree = tree;
    }

    /**
     * Makes an empty table.
     *
     * @throws IOException when the file cannot be made or the disk has no room for it
     */
    public static TreeTable create(Path file) throws IOException {
        return new TreeTable(file, PagedTree.create(file));
    }

    /**
     * Opens a table that was {@linkplain #closeCleanly closed cleanly} with this mark, and takes
     * the mark away: it can be opened so once only. Null where there is none.
     */
    public static @Nullable TreeTable openMarked(Path file, long mark) throws IOException {
        return PagedTree.markOf(file) == mark
                ? new TreeTable(file, PagedTree.openMarked(file, mark))
                : null;
    }

    /**
     * Closes the table and keeps the file, all of it on disk: as slow as the disk.
     *
     * @param mark what the content stands for
     */
    public void closeCleanly(long mark) throws IOException {
        tree.closeCleanly(mark);
    }

    /** Where the keys are. */
    public Path file() {
        return file;
    }

    @Override
    public @Nullable KvEntry get(Bytes key) {
        byte @Nullable [] cell = tree.get(scratch(key), key.length());
        return cell == null ? null : entry(key, cell);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException when the disk has no room for the table to grow: nothing has
     *     changed then
     */
    @Override
    public void put(KvEntry entry) {
        Bytes key = entry.key();
        Bytes value = entry.value();
        int length = Long.BYTES + value.length();
        byte[] cell = length <= MAX_SCRATCH_BYTES ? cellScratch : new byte[length];
        LONG.set(cell, 0, entry.index());
        System.arraycopy(value.backing(), value.offset(), cell, Long.BYTES, value.length());
        try {
            tree.put(scratch(key), key.length(), cell, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException as {@link #put}
     */
    @Override
    public boolean remove(Bytes key) {
        try {
            return tree.remove(key.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void scan(Bytes prefix, Bytes after, Visitor visitor) {
        byte[] begin = prefix.array();
        byte[] from = Arrays.compareUnsigned(after.array(), begin) < 0 ? begin : behind(after);
        tree.scan(
                from,
                (key, cell) ->
                        startsWith(key, begin) && visitor.visit(entry(Bytes.wrap(key), cell)));
    }

    private byte[] scratch(Bytes key) {
        System.arraycopy(key.backing(), key.offset(), keyScratch, 0, key.length());
        return keyScratch;
    }

    /** The first key behind another; the empty key is no key, and nothing is before it. */
    private static byte[] behind(Bytes key) {
        return key.length() == 0 ? key.array() : Arrays.copyOf(key.array(), key.length() + 1);
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static KvEntry entry(Bytes key, byte[] cell) {
        long index = (long) LONG.get(cell, 0);
        return new KvEntry(key, Bytes.wrap(cell, Long.BYTES, cell.length - Long.BYTES), index);
    }

    @Override
    public long size() {
        return tree.count();
    }

    @Override
    public void clear() {
        try {
            tree.close();
            tree = PagedTree.create(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's length, in bytes. */
    public long fileBytes() {
        return tree.fileBytes();
    }

    /** {@inheritDoc} It is closed on the thread that applies, once nobody reads it any more. */
    @Override
    public View view() {
        return new Frozen(tree.view());
    }

    private record Frozen(TreeView tree) implements View {
        @Override
        public long size() {
            return tree.count();
        }

        @Override
        public void scan(Visitor visitor) {
            tree.forEach((key, cell) -> visitor.visit(entry(Bytes.wrap(key), cell)));
        }

        @Override
        public void close() {
            tree.close();
        }
    }

    /** Closes and deletes the file. */
    @Override
    public void close() throws IOException {
        try {
            tree.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}

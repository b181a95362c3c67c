package io.neurocache.slab.tree;

import io.neurocache.slab.Check;
import io.neurocache.slab.Preallocation;
import io.neurocache.slab.SlabException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The pages of a tree's file: mapped, given out, taken back.
 *
 * <p>The file grows by chunks, each with blocks on disk before it is mapped, so that a full disk is
 * an exception and never a fault. Free pages are a stack through the pages themselves. A page that
 * a {@linkplain TreeView view} still reads is parked when it is given back, and becomes free when
 * the view is closed.
 *
 * <p>Confined to the tree's thread, but for {@link #chunks}: the array is replaced and never
 * changed, so a view keeps its own.
 */
final class Pages implements AutoCloseable {
    /** The number of no page: the first page of a file is its header. */
    static final int NONE = 0;

    private static final int CHUNK_SHIFT = 24;
    private static final int CHUNK_BYTES = 1 << CHUNK_SHIFT;
    private static final int PAGES_A_CHUNK = CHUNK_BYTES / Node.PAGE_BYTES;
    private static final int PAGE_MASK = PAGES_A_CHUNK - 1;
    private static final int CHUNK_OF_PAGE_SHIFT = Integer.numberOfTrailingZeros(PAGES_A_CHUNK);
    private static final int NEXT_FREE = 16;
    private static final byte FREE = 4;

    private final Path path;
    private final FileChannel channel;
    private final Arena arena;
    private ByteBuffer[] chunks = {};
    private int pageCount = 1;
    private int firstFree = NONE;
    private int freeCount;
    private long epoch = 1;
    private long viewEpoch;
    private int[] parked = {};
    private int parkedCount;

    // The arena lives as long as the pages, which close it.
    @SuppressWarnings("MustBeClosedChecker")
    private Pages(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.arena = Arena.ofShared();
    }

    /** Makes the file anew, with one chunk. */
    static Pages create(Path path) throws IOException {
        Pages pages = open(path, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            pages.grow();
        } catch (IOException e) {
            pages.close();
            throw e;
        }
        return pages;
    }

    /** Maps a file as it is; {@link #resume} says where its pages stand. */
    static Pages openExisting(Path path) throws IOException {
        Pages pages = open(path, StandardOpenOption.READ);
        try {
            long bytes = pages.channel.size();
            for (long mapped = 0; mapped + CHUNK_BYTES <= bytes; mapped += CHUNK_BYTES) {
                pages.mapChunk();
            }
        } catch (IOException e) {
            pages.close();
            throw e;
        }
        return pages;
    }

    private static Pages open(Path path, StandardOpenOption option) throws IOException {
        return new Pages(
                path,
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        option));
    }

    /** Takes up where a clean close left off. */
    void resume(int count, int free, int freePages, long lastEpoch) {
        pageCount = count;
        firstFree = free;
        freeCount = freePages;
        epoch = lastEpoch + 1;
    }

    // ---- Access.

    ByteBuffer[] chunks() {
        return chunks;
    }

    ByteBuffer buffer(int page) {
        return chunks[page >>> CHUNK_OF_PAGE_SHIFT];
    }

    static ByteBuffer buffer(ByteBuffer[] chunks, int page) {
        return chunks[page >>> CHUNK_OF_PAGE_SHIFT];
    }

    /** Where the page begins in its buffer. */
    static int base(int page) {
        return (page & PAGE_MASK) * Node.PAGE_BYTES;
    }

    // ---- Giving out and taking back.

    /**
     * Makes sure that so many pages can be given out, so that a change that has begun never fails
     * for want of room.
     *
     * @throws SlabException when the disk has no room; nothing has changed then
     */
    void reserve(int wanted) throws IOException {
        while (freeCount + chunks.length * PAGES_A_CHUNK - pageCount < wanted) {
            grow();
        }
    }

    /** Gives out a page of unknown content, stamped with the present epoch. */
    int allocate() {
        int page = firstFree;
        if (page == NONE) {
            Check.invariant(pageCount < chunks.length * PAGES_A_CHUNK, "no page was reserved");
            page = pageCount++;
        } else {
            Check.invariant(buffer(page).get(base(page)) == FREE, "a free page is in use", page);
            firstFree = buffer(page).getInt(base(page) + NEXT_FREE);
            freeCount--;
        }
        buffer(page).putLong(base(page) + Node.EPOCH, epoch);
        return page;
    }

    /** Takes a page back, now or when no view reads it any more. */
    void free(int page) {
        Check.invariant(page > NONE && page < pageCount, "no such page", page);
        if (isFrozen(page)) {
            if (parkedCount == parked.length) {
                parked = Arrays.copyOf(parked, Math.max(64, parkedCount * 2));
            }
            parked[parkedCount++] = page;
        } else {
            push(page);
        }
    }

    private void push(int page) {
        ByteBuffer buffer = buffer(page);
        Check.invariant(buffer.get(base(page)) != FREE, "a page is freed twice", page);
        buffer.put(base(page), FREE);
        buffer.putInt(base(page) + NEXT_FREE, firstFree);
        firstFree = page;
        freeCount++;
    }

    /** Whether a view reads the page: it must be copied before it is changed. */
    boolean isFrozen(int page) {
        return buffer(page).getLong(base(page) + Node.EPOCH) <= viewEpoch;
    }

    /** The page itself, or a copy that may be changed; the frozen one is taken back. */
    int thawed(int page) {
        if (!isFrozen(page)) {
            return page;
        }
        int copy = allocate();
        ByteBuffer to = buffer(copy);
        to.put(base(copy), buffer(page), base(page), Node.PAGE_BYTES);
        to.putLong(base(copy) + Node.EPOCH, epoch);
        free(page);
        return copy;
    }

    /** Freezes every page of now. */
    void beginView() {
        Check.state(viewEpoch == 0, "a view is open already");
        viewEpoch = epoch++;
    }

    void endView() {
        viewEpoch = 0;
        for (int i = 0; i < parkedCount; i++) {
            push(parked[i]);
        }
        parkedCount = 0;
        parked = new int[0];
    }

    private void grow() throws IOException {
        long bytes = (chunks.length + 1L) * CHUNK_BYTES;
        int error = Preallocation.allocate(path, channel, bytes);
        if (error != 0) {
            String cause = error == Preallocation.NO_SPACE ? "the disk is full" : "error " + error;
            throw new SlabException("cannot grow " + path + " to " + bytes + " bytes: " + cause);
        }
        mapChunk();
    }

    private void mapChunk() throws IOException {
        long from = (long) chunks.length * CHUNK_BYTES;
        ByteBuffer[] more = Arrays.copyOf(chunks, chunks.length + 1);
        more[chunks.length] =
                channel.map(MapMode.READ_WRITE, from, CHUNK_BYTES, arena).asByteBuffer();
        chunks = more;
    }

    // ---- Figures.

    int pageCount() {
        return pageCount;
    }

    int firstFree() {
        return firstFree;
    }

    int freeCount() {
        return freeCount;
    }

    int parkedCount() {
        return parkedCount;
    }

    long epoch() {
        return epoch;
    }

    long fileBytes() {
        return (long) chunks.length * CHUNK_BYTES;
    }

    /** Writes the pages to disk; as slow as the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    /** Unmaps and closes the file; pages of any view are gone too. */
    @Override
    public void close() throws IOException {
        try {
            arena.close();
        } finally {
            channel.close();
        }
    }
}

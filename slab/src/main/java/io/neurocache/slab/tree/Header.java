package io.neurocache.slab.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the first page of a cleanly closed file says; zeros while the tree is in use.
 *
 * <p>Immutable; reading and writing it is confined to the thread that opens or closes the tree.
 */
record Header(
        long mark, int root, long count, int pageCount, int firstFree, int freeCount, long epoch) {
    /** "NeuTree" and the version of the layout. */
    private static final long MAGIC = 0x4e_65_75_54_72_65_65_01L;

    private static final int BYTES = 5 * Long.BYTES + 4 * Integer.BYTES;

    /** Writes the pages, and when they are on disk the header. */
    static void write(Pages pages, Header header) throws IOException {
        pages.force();
        ByteBuffer page = pages.buffer(0).duplicate().position(0);
        page.putLong(MAGIC)
                .putLong(header.mark)
                .putLong(header.count)
                .putLong(header.epoch)
                .putInt(header.root)
                .putInt(header.pageCount)
                .putInt(header.firstFree)
                .putInt(header.freeCount);
        page.putLong(checksum(page));
        pages.force();
    }

    /** Reads the header with this mark and wipes it, so that a crash from here on leaves none. */
    static @Nullable Header take(Pages pages, long mark) throws IOException {
        if (pages.fileBytes() == 0) {
            return null;
        }
        Header header = read(pages.buffer(0));
        if (header == null
                || header.mark != mark
                || (long) header.pageCount * Node.PAGE_BYTES > pages.fileBytes()) {
            return null;
        }
        pages.buffer(0).put(0, new byte[BYTES]);
        pages.force();
        return header;
    }

    static long markOf(Path file) throws IOException {
        if (!Files.exists(file)) {
            return PagedTree.NO_MARK;
        }
        ByteBuffer page = ByteBuffer.allocate(BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read = 0;
            while (page.hasRemaining() && read >= 0) {
                read = channel.read(page, page.position());
            }
        }
        Header header = page.hasRemaining() ? null : read(page);
        return header == null ? PagedTree.NO_MARK : header.mark;
    }

    private static @Nullable Header read(ByteBuffer source) {
        ByteBuffer page = source.duplicate().position(0);
        if (page.getLong() != MAGIC) {
            return null;
        }
        long mark = page.getLong();
        long count = page.getLong();
        long epoch = page.getLong();
        int root = page.getInt();
        int pageCount = page.getInt();
        Header header =
                new Header(mark, root, count, pageCount, page.getInt(), page.getInt(), epoch);
        long expected = checksum(page);
        return page.getLong() == expected ? header : null;
    }

    /** Of everything before the position. */
    private static long checksum(ByteBuffer page) {
        CRC32C checksum = new CRC32C();
        checksum.update(page.duplicate().flip());
        return checksum.getValue();
    }
}

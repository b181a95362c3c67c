package io.neurocache.raft.store;

import io.neurocache.slab.Check;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Where a snapshot's JSON is written to; it is compressed on the way.
 *
 * <p>The snapshot counts from {@link #commit} on, and not at all when the stream is closed before.
 * A full disk is a {@link StorageException} of kind DISK_FULL from any method: close the stream,
 * and take the snapshot again later. Used by one thread, which may wait for the disk.
 */
public final class SnapshotOutput extends OutputStream {
    private static final int TRAILER_BYTES = 8;

    private final SnapshotStore store;
    private final SnapshotHeader header;
    private final Disk.DiskFile file;
    private final OutputStream output;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final DeflaterOutputStream compressed;
    private final CRC32 crc = new CRC32();
    private long length;
    private boolean isCommitted;
    private boolean isClosed;

    SnapshotOutput(SnapshotStore store, SnapshotHeader header, Disk.DiskFile file)
            throws IOException {
        this.store = store;
        this.header = header;
        this.file = file;
        this.output = DiskStreams.output(file);
        this.compressed = new DeflaterOutputStream(output, deflater, 16 << 10);
        output.write(header.encoded().array());
    }

    @Override
    public void write(int value) throws IOException {
        compressed.write(value);
        crc.update(value);
        length++;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        compressed.write(source, offset, count);
        crc.update(source, offset, count);
        length += count;
    }

    /**
     * Completes the file, brings it to disk and puts it in the place of the one before.
     *
     * @return false when a newer snapshot has been received meanwhile; then this one is dropped
     */
    public boolean commit() throws IOException {
        Check.state(!isCommitted && !isClosed, "the snapshot is finished already");
        compressed.finish();
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        output.write(trailer.putInt((int) crc.getValue()).putInt((int) length).array());
        output.flush();
        file.sync();
        isCommitted = store.replace(header.meta());
        return isCommitted;
    }

    /** Closes the file, and deletes it when it was not committed. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        deflater.end();
        try {
            output.close();
        } finally {
            store.finished(isCommitted);
        }
    }
}

package io.neurocache.raft.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Files as streams, with one buffer outside the heap each. Each stream is used by one thread. */
final class DiskStreams {
    private static final int BUFFER_BYTES = 64 << 10;

    private DiskStreams() {}

    /** Reads a file from its start; closing the stream closes the file. */
    static InputStream input(Disk.DiskFile file) {
        return new Input(file);
    }

    /** Writes a file from its start; {@code flush} hands over to the file what was gathered. */
    static OutputStream output(Disk.DiskFile file) {
        return new Output(file);
    }

    private static final class Input extends InputStream {
        private final Disk.DiskFile file;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
        private long position;

        Input(Disk.DiskFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            return hasMore() ? Byte.toUnsignedInt(buffer.get()) : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!hasMore()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(target, offset, count);
            return count;
        }

        @Override
        public int available() throws IOException {
            return hasMore() ? buffer.remaining() : 0;
        }

        private boolean hasMore() throws IOException {
            if (!buffer.hasRemaining()) {
                file.read(buffer.clear(), position);
                buffer.flip();
                position += buffer.limit();
            }
            return buffer.hasRemaining();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static final class Output extends OutputStream {
        private final Disk.DiskFile file;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        private long position;

        Output(Disk.DiskFile file) {
            this.file = file;
        }

        @Override
        public void write(int value) throws IOException {
            if (!buffer.hasRemaining()) {
                flush();
            }
            buffer.put((byte) value);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int piece = Math.min(buffer.remaining(), length - done);
                buffer.put(source, offset + done, piece);
                done += piece;
            }
        }

        @Override
        public void flush() throws IOException {
            buffer.flip();
            int count = buffer.remaining();
            file.write(buffer, position);
            position += count;
            buffer.clear();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

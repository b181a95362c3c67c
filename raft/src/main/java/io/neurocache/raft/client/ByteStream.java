package io.neurocache.raft.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** Bytes to and from a server, each call with its deadline. Confined to one thread. */
interface ByteStream extends AutoCloseable {
    /**
     * Writes all that the buffer holds.
     *
     * @throws SocketTimeoutException if not all of it is taken by the deadline
     */
    void write(ByteBuffer from, long deadlineNanos) throws IOException;

    /**
     * Reads at least a byte.
     *
     * @return how many; -1 at the end
     * @throws SocketTimeoutException if none comes by the deadline
     */
    int read(ByteBuffer to, long deadlineNanos) throws IOException;

    /** Reads until the buffer is full. */
    default void fill(ByteBuffer to, long deadlineNanos) throws IOException {
        while (to.hasRemaining()) {
            if (read(to, deadlineNanos) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
    }

    @Override
    void close() throws IOException;
}

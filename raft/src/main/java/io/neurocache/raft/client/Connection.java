package io.neurocache.raft.client;

import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyReader;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import io.neurocache.raft.wire.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connection with one request in flight at a time.
 *
 * <p>The channel does not block, and a selector waits for it: so connecting, writing and reading
 * all end at the deadline, which a blocking socket's write would not. Only the resolution of a name
 * has no limit of ours. Confined to one thread.
 */
final class Connection implements AutoCloseable {
    private static final int FIRST_BYTES = 8 << 10;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer length = ByteBuffer.allocate(Frames.LENGTH_BYTES);

    private Connection(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, 0);
    }

    /**
     * Connects.
     *
     * @param deadlineNanos in the clock of {@link System#nanoTime}
     * @throws IOException if there is no connection by then; nothing was sent
     */
    static Connection open(Endpoint endpoint, long deadlineNanos) throws IOException {
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("the name " + endpoint.host() + " has no address");
        }
        SocketChannel channel = SocketChannel.open();
        Selector selector;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        try {
            Connection connection = new Connection(channel, selector);
            if (!channel.connect(address)) {
                do {
                    connection.await(SelectionKey.OP_CONNECT, deadlineNanos);
                } while (!channel.finishConnect());
            }
            return connection;
        } catch (IOException e) {
            selector.close();
            channel.close();
            throw e;
        }
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws SocketTimeoutException if there is none by the deadline
     * @throws WireException if what comes is no answer
     * @throws IOException if the connection breaks. After any of these it is of no use any more
     */
    Reply exchange(Request request, long deadlineNanos) throws IOException {
        ByteSink sink = new ByteSink();
        int frame = sink.beginFrame();
        RequestWriter.write(request, sink);
        sink.endFrame(frame);
        ByteBuffer out = ByteBuffer.wrap(sink.array(), 0, sink.length());
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE, deadlineNanos);
            }
        }
        Reply reply = receive(deadlineNanos);
        if (reply.id() != request.id() && reply.id() != WireException.NO_ID) {
            throw WireException.framingLost(ErrorCode.INTERNAL, "an answer to another request");
        }
        return reply;
    }

    private Reply receive(long deadlineNanos) throws IOException {
        length.clear();
        fill(length, deadlineNanos);
        int wanted = Frames.checked(length.getInt(0));
        // The array grows as the bytes come: a length alone does not get 16 MiB.
        ByteBuffer payload = ByteBuffer.allocate(Math.min(wanted, FIRST_BYTES));
        fill(payload, deadlineNanos);
        while (payload.capacity() < wanted) {
            int capacity = (int) Math.min(wanted, 2L * payload.capacity());
            payload = ByteBuffer.allocate(capacity).put(payload.flip());
            fill(payload, deadlineNanos);
        }
        return ReplyReader.read(payload.array(), 0, wanted);
    }

    private void fill(ByteBuffer buffer, long deadlineNanos) throws IOException {
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadlineNanos);
            }
        }
    }

    private void await(int operation, long deadlineNanos) throws IOException {
        key.interestOps(operation);
        do {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new ClosedByInterruptException();
            }
            // Rounded up: a wait of 0 would have no end.
            selector.select(1 + left / 1_000_000);
        } while (selector.selectedKeys().isEmpty());
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}

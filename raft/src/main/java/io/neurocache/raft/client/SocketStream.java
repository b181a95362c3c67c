package io.neurocache.raft.client;

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
 * A TCP connection that keeps deadlines.
 *
 * <p>The channel does not block, and a selector waits for it: so connecting, writing and reading
 * all end at the deadline, which a blocking socket's write would not. Only the resolution of a name
 * has no limit of ours. Confined to one thread.
 */
final class SocketStream implements ByteStream {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private SocketStream(SocketChannel channel, Selector selector) throws IOException {
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
    static SocketStream open(Endpoint endpoint, long deadlineNanos) throws IOException {
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
            SocketStream stream = new SocketStream(channel, selector);
            if (!channel.connect(address)) {
                do {
                    stream.await(SelectionKey.OP_CONNECT, deadlineNanos);
                } while (!channel.finishConnect());
            }
            return stream;
        } catch (IOException e) {
            selector.close();
            channel.close();
            throw e;
        }
    }

    @Override
    public void write(ByteBuffer from, long deadlineNanos) throws IOException {
        while (from.hasRemaining()) {
            if (channel.write(from) == 0) {
                await(SelectionKey.OP_WRITE, deadlineNanos);
            }
        }
    }

    @Override
    public int read(ByteBuffer to, long deadlineNanos) throws IOException {
        int count = channel.read(to);
        while (count == 0) {
            await(SelectionKey.OP_READ, deadlineNanos);
            count = channel.read(to);
        }
        return count;
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

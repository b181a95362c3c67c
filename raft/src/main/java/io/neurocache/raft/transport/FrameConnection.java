package io.neurocache.raft.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.WireException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: cuts what arrives into frames, and gathers what is sent until {@link #flush}.
 *
 * <p>What one read brings is taken apart in a buffer that all connections of the loop share, so a
 * silent connection costs no buffer; only a frame that is not whole yet is kept. Memory for it
 * grows as its bytes arrive, not by the length that it claims.
 *
 * <p>Event loop only, except {@link #toString}.
 */
public final class FrameConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(FrameConnection.class);
    private static final byte[] NOTHING = {};
    private static final int READ_BYTES = 64 << 10;
    private static final int FIRST_OUT_BYTES = 1024;

    /** A frame of the longest, and what may follow it in one read. */
    private static final int MAX_KEPT_BYTES = Frames.LENGTH_BYTES + Frames.MAX_BYTES + READ_BYTES;

    private final FrameReceiver receiver;
    private final ReadBuffer shared;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf out;
    private byte[] kept = NOTHING;
    private int keptLength;
    private boolean isDeaf;

    /** A buffer that the connections of one loop share for what one read brings. */
    public static final class ReadBuffer {
        private byte[] array = new byte[READ_BYTES];

        private byte[] ofLength(int length) {
            if (array.length < length) {
                array = new byte[length];
            }
            return array;
        }
    }

    /** A connection that is not there yet: the handler of its channel. */
    public FrameConnection(FrameReceiver receiver, ReadBuffer shared) {
        this.receiver = receiver;
        this.shared = shared;
    }

    // ---- Reading.

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        receiver.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (isDeaf) {
                return;
            }
            int length = in.readableBytes();
            if (keptLength == 0) {
                byte[] bytes = shared.ofLength(length);
                in.readBytes(bytes, 0, length);
                int end = deliver(bytes, length);
                kept = end == length ? NOTHING : Arrays.copyOfRange(bytes, end, length);
                keptLength = length - end;
            } else {
                ensureKept(keptLength + length);
                in.readBytes(kept, keptLength, length);
                keptLength += length;
                int from = deliver(kept, keptLength);
                keptLength -= from;
                if (keptLength == 0) {
                    kept = NOTHING;
                } else {
                    System.arraycopy(kept, from, kept, 0, keptLength);
                }
            }
        } finally {
            in.release();
        }
    }

    /** Hands over every whole frame; returns where the first that is not begins. */
    private int deliver(byte[] bytes, int end) {
        int at = 0;
        while (!isDeaf) {
            int length;
            try {
                length = Frames.payloadLength(bytes, at, end - at);
            } catch (WireException e) {
                receiver.malformed(e);
                if (e.isFramingLost()) {
                    isDeaf = true;
                    return end;
                }
                at += Frames.LENGTH_BYTES;
                continue;
            }
            if (length == Frames.INCOMPLETE || end - at - Frames.LENGTH_BYTES < length) {
                return at;
            }
            log.trace("{} received {} bytes", this, length);
            receiver.frame(bytes, at + Frames.LENGTH_BYTES, length);
            at += Frames.LENGTH_BYTES + length;
        }
        return end;
    }

    private void ensureKept(int length) {
        if (kept.length < length) {
            kept = Arrays.copyOf(kept, Math.max(length, Math.min(2 * length, MAX_KEPT_BYTES)));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isDeaf = true;
        kept = NOTHING;
        keptLength = 0;
        if (out != null) {
            out.release();
            out = null;
        }
        receiver.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("{} broke: {}", this, cause.getMessage());
        } else {
            log.error("{} failed inside the server", this, cause);
        }
        var _ = ctx.close();
    }

    /** Reads on, or leaves what comes to TCP, which slows the sender down. */
    public void setReading(boolean reading) {
        channel().config().setAutoRead(reading);
    }

    // ---- Writing.

    /** Gathers the frames that the sink holds. */
    public void write(ByteSink frames) {
        if (isDeaf && !channel().isActive()) {
            return;
        }
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = channel().alloc().directBuffer(Math.max(frames.length(), FIRST_OUT_BYTES));
            out = buffer;
        }
        buffer.writeBytes(frames.array(), 0, frames.length());
    }

    /** Whether something was gathered since the last flush. */
    public boolean hasGathered() {
        return out != null;
    }

    /** Sends what was gathered. */
    public void flush() {
        ByteBuf buffer = out;
        if (buffer != null) {
            out = null;
            var _ = channel().writeAndFlush(buffer, channel().voidPromise());
        }
    }

    /** Bytes that were gathered or flushed and that the socket has not taken yet. */
    public long pendingBytes() {
        var pending = channel().unsafe().outboundBuffer();
        long flushed = pending == null ? 0 : pending.totalPendingWriteBytes();
        return flushed + (out == null ? 0 : out.readableBytes());
    }

    /** Whether the other side takes what is sent: little waits to be written. */
    public boolean isWritable() {
        return channel().isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            receiver.writable();
        }
    }

    /** Sends what was gathered, then closes. */
    public void close() {
        isDeaf = true;
        flush();
        var _ =
                channel()
                        .writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
    }

    /** Who is at the other end. */
    public SocketAddress remoteAddress() {
        return channel().remoteAddress();
    }

    private Channel channel() {
        return Objects.requireNonNull(context, "the connection is not open yet").channel();
    }

    @Override
    public String toString() {
        ChannelHandlerContext open = context;
        return open == null ? "unopened" : String.valueOf(open.channel().remoteAddress());
    }
}

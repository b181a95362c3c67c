package io.neurocache.raft.transport;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.WireException;
import io.neurocache.slab.Check;
import java.io.IOException;
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
 * grows as its bytes arrive, not by the length that it claims, and all connections together keep no
 * more than {@link LoopBuffers} allow: one that would is refused and closed.
 *
 * <p>Event loop only, except {@link #toString}.
 */
public final class FrameConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(FrameConnection.class);
    private static final byte[] NOTHING = {};
    private static final int FIRST_OUT_BYTES = 1024;
    private static final int CLOSE_SECONDS = 5;

    /** A frame of the longest, and what may follow it in one read. */
    private static final int MAX_KEPT_BYTES =
            Frames.LENGTH_BYTES + Frames.MAX_BYTES + LoopBuffers.READ_BYTES;

    private final FrameReceiver receiver;
    private final LoopBuffers shared;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf out;
    private byte[] kept = NOTHING;
    private int keptLength;
    private int maxFrameBytes = Frames.MAX_BYTES;
    private boolean isPaused;
    private boolean isDeaf;
    private boolean isGone;

    /** A connection that is not there yet: the handler of its channel. */
    public FrameConnection(FrameReceiver receiver, LoopBuffers shared) {
        this.receiver = receiver;
        this.shared = shared;
    }

    /** Refuses longer frames from now on: of who has proven nothing nobody keeps much. */
    void limitFrames(int bytes) {
        maxFrameBytes = bytes;
    }

    /** Whether the other end may be a server, by its certificate; without TLS anyone may. */
    public boolean mayBeServer() {
        return PortPipelines.mayBeServer(channel());
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
            if (keptLength <= length) {
                // No more is moved than has come.
                int all = keptLength + length;
                byte[] bytes = shared.ofLength(all);
                System.arraycopy(kept, 0, bytes, 0, keptLength);
                in.readBytes(bytes, keptLength, length);
                int end = deliver(bytes, all);
                keep(bytes, end, all);
            } else if (ensureKept(keptLength + length)) {
                in.readBytes(kept, keptLength, length);
                keptLength += length;
                deliverKept();
            }
        } finally {
            in.release();
        }
    }

    private void deliverKept() {
        int end = deliver(kept, keptLength);
        if (end > 0 || isDeaf) {
            keep(kept, end, keptLength);
        }
    }

    /** Hands over every whole frame; returns where the first that is not handed over begins. */
    private int deliver(byte[] bytes, int end) {
        int at = 0;
        while (!isDeaf && !isPaused) {
            int length;
            try {
                length = Frames.payloadLength(bytes, at, end - at, maxFrameBytes);
            } catch (WireException e) {
                at += Frames.LENGTH_BYTES;
                isDeaf = e.isFramingLost();
                receiver.malformed(e);
                continue;
            }
            if (length == Frames.INCOMPLETE || end - at - Frames.LENGTH_BYTES < length) {
                return at;
            }
            if (log.isTraceEnabled()) {
                log.trace("{} received {} bytes", this, length);
            }
            at += Frames.LENGTH_BYTES + length;
            receiver.frame(bytes, at - length, length);
        }
        return isDeaf ? end : at;
    }

    /** Keeps what was not handed over, in no more memory than it needs. */
    private void keep(byte[] bytes, int from, int to) {
        int length = isGone ? 0 : to - from;
        if (!shared.hasRoomToKeep((long) length - kept.length)) {
            refuseToKeep();
            return;
        }
        replaceKept(length == 0 ? NOTHING : Arrays.copyOfRange(bytes, from, to), length);
    }

    private boolean ensureKept(int length) {
        if (kept.length >= length) {
            return true;
        }
        int grown = Math.max(length, Math.min(2 * length, MAX_KEPT_BYTES));
        if (!shared.hasRoomToKeep((long) grown - kept.length)) {
            refuseToKeep();
            return false;
        }
        replaceKept(Arrays.copyOf(kept, grown), keptLength);
        return true;
    }

    private void refuseToKeep() {
        isDeaf = true;
        replaceKept(NOTHING, 0);
        receiver.malformed(
                WireException.framingLost(
                        ErrorCode.OVERLOADED, "too many frames have begun and not ended"));
    }

    private void replaceKept(byte[] array, int length) {
        shared.kept((long) array.length - kept.length);
        kept = array;
        keptLength = length;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            receiver.ended();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isDeaf = true;
        isGone = true;
        replaceKept(NOTHING, 0);
        ByteBuf gathered = out;
        if (gathered != null) {
            out = null;
            shared.out(-gathered.readableBytes());
            gathered.release();
        }
        receiver.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("{} broke: {}", this, cause.getMessage());
        } else {
            receiver.crashed(cause);
        }
        var _ = ctx.close();
    }

    /**
     * Reads on, or leaves what comes to TCP, which slows the sender down. What has been read
     * already waits too.
     */
    public void setReading(boolean reading) {
        isPaused = !reading;
        channel().config().setAutoRead(reading);
        if (reading && keptLength > 0) {
            // Later, as the caller may be in the midst of a frame.
            channel().eventLoop().execute(this::resume);
        }
    }

    private void resume() {
        try {
            deliverKept();
        } catch (RuntimeException | Error e) {
            receiver.crashed(e);
        }
    }

    /** Hands over every whole frame that came and was held back. Not to be called from a frame. */
    public void deliverAll() {
        isPaused = false;
        deliverKept();
    }

    // ---- Writing.

    /** Gathers the payload that the sink holds, as one frame. */
    public void write(ByteSink payload) {
        int length = payload.length();
        Check.invariant(length > 0 && length <= Frames.MAX_BYTES, "no frame has bytes", length);
        if (isGone) {
            return;
        }
        ByteBuf buffer = out;
        if (buffer == null) {
            int first = Math.max(Frames.LENGTH_BYTES + length, FIRST_OUT_BYTES);
            buffer = channel().alloc().directBuffer(first);
            out = buffer;
        }
        buffer.writeInt(length).writeBytes(payload.array(), 0, length);
        shared.out(Frames.LENGTH_BYTES + length);
    }

    /** Sends what was gathered. */
    public void flush() {
        ByteBuf buffer = out;
        if (buffer != null) {
            out = null;
            int length = buffer.readableBytes();
            var _ = channel().writeAndFlush(buffer).addListener(_ -> shared.out(-length));
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

    /** Sends what was gathered, then closes; after {@value #CLOSE_SECONDS} s in any case. */
    public void close() {
        isDeaf = true;
        flush();
        Channel channel = channel();
        var _ =
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            // Who does not take what is sent would keep the connection for ever.
            Future<?> atLast =
                    channel.eventLoop()
                            .schedule(
                                    () -> {
                                        var _ = channel.close();
                                    },
                                    CLOSE_SECONDS,
                                    SECONDS);
            var _ = channel.closeFuture().addListener(_ -> atLast.cancel(false));
        }
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

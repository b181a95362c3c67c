package io.neurocache.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * One connection that asks.
 *
 * <p>A closed loop keeps so many requests under way. An open loop asks at set times, and counts
 * from those times on, not from when it came to it: a server that holds the sender up does not look
 * any faster for it. Event loop only.
 */
final class Session extends ChannelInboundHandlerAdapter {
    /** Requests that may be under way on a connection; a power of two. */
    static final int MAX_OPEN = 1 << 12;

    private static final int OUT_BYTES = 16 << 10;

    private final Wire wire;
    private final Load load;
    private final int maxOpen;

    /** When each request was due, by its number; 0 where none is under way. */
    private final long[] due = new long[MAX_OPEN];

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf kept;
    private @Nullable ByteBuf out;
    private long next;
    private int open;

    /** When the next request of an open loop is due. */
    private long nextDue;

    private long dueEvery;

    Session(Wire wire, Load load, int maxOpen) {
        this.wire = wire;
        this.load = load;
        this.maxOpen = maxOpen;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        wire.greet(out());
        flush();
    }

    /** Begins to ask: a closed loop where {@code everyNanos} is 0. */
    void begin(long firstDue, long everyNanos) {
        nextDue = firstDue;
        dueEvery = everyNanos;
        ask();
        flush();
    }

    /** Asks what is due. */
    void tick() {
        ask();
        flush();
    }

    private void ask() {
        long now = System.nanoTime();
        while (!load.isOver()
                && open < maxOpen
                && due[slot(next)] == 0
                && wire.hasRoom()
                && (dueEvery == 0 || nextDue - now <= 0)) {
            due[slot(next)] = dueEvery == 0 ? now : nextDue;
            nextDue += dueEvery;
            open++;
            if (load.plan().op() == Plan.Op.PUT) {
                wire.put(out(), next, load.nextKey(), load.value());
            } else {
                wire.get(out(), next, load.nextKey());
            }
            next++;
        }
    }

    private static int slot(long number) {
        return (int) (number & MAX_OPEN - 1);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws ProtocolException {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = kept;
        if (before != null) {
            before.writeBytes(in);
            in.release();
            in = before;
            kept = null;
        }
        try {
            wire.read(in, out(), this::answered);
            if (in.isReadable()) {
                kept = ctx.alloc().buffer(2 * in.readableBytes()).writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    private void answered(long number, boolean isOk) {
        long since = due[slot(number)];
        if (since == 0) {
            throw new IllegalStateException("an answer to nothing: " + number);
        }
        due[slot(number)] = 0;
        open--;
        load.answered(System.nanoTime() - since, isOk);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ask();
        flush();
    }

    private ByteBuf out() {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = context().alloc().directBuffer(OUT_BYTES);
            out = buffer;
        }
        return buffer;
    }

    private void flush() {
        ByteBuf buffer = out;
        if (buffer != null && buffer.isReadable()) {
            out = null;
            var _ = context().writeAndFlush(buffer);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        load.broke("a connection ended with " + open + " requests under way");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        load.broke(cause.toString());
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected yet");
        }
        return context;
    }
}

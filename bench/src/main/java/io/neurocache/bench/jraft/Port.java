package io.neurocache.bench.jraft;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.entity.Task;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection. It understands just the frames that the load generator sends.
 *
 * <p>Reads on the event loop; answers are gathered by any thread under a lock of the connection,
 * and flushed by the loop.
 */
final class Port extends ChannelInboundHandlerAdapter {
    private static final int FRAME_HEAD = Integer.BYTES;
    private static final int ID_FROM = "{\"id\":".length();
    private static final int OP_FROM = ",\"op\":\"".length();
    private static final int KEY_FROM = "put\",\"key\":\"".length();
    private static final int VALUE_FROM = "\",\"value\":\"".length();
    private static final int END_BYTES = "\"}".length();
    private static final byte[] NO_CONTEXT = {};

    private final Node node;
    private final Table table;
    private final AtomicBoolean flushIsDue = new AtomicBoolean();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf kept;

    /** Guarded by this. */
    private @Nullable ByteBuf out;

    Port(Node node, Table table) {
        this.node = node;
        this.table = table;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = kept;
        if (before != null) {
            before.writeBytes(in);
            in.release();
            in = before;
            kept = null;
        }
        try {
            while (in.readableBytes() >= FRAME_HEAD
                    && in.readableBytes() >= FRAME_HEAD + in.getInt(in.readerIndex())) {
                int length = in.readInt();
                frame(in, in.readerIndex(), length);
                in.skipBytes(length);
            }
            if (in.isReadable()) {
                kept = ctx.alloc().buffer(2 * in.readableBytes()).writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    private void frame(ByteBuf in, int from, int length) {
        int at = from + ID_FROM;
        long id = 0;
        for (byte digit = in.getByte(at); digit >= '0' && digit <= '9'; digit = in.getByte(++at)) {
            id = id * 10 + digit - '0';
        }
        at += OP_FROM;
        switch (in.getByte(at)) {
            case 'p' -> put(in, at + KEY_FROM, from + length - END_BYTES, id);
            case 'g' -> get(in, at + KEY_FROM, from + length - END_BYTES, id);
            default -> {
                answer(
                        "{\"id\":1,\"ok\":true,\"status\":{\"role\":\""
                                + (node.isLeader() ? "leader" : "follower")
                                + "\"}}");
                flush();
            }
        }
    }

    private void put(ByteBuf in, int keyFrom, int end, long id) {
        int keyEnd = in.indexOf(keyFrom, end, (byte) '"');
        int valueFrom = keyEnd + VALUE_FROM;
        ByteBuffer entry =
                ByteBuffer.allocate(Short.BYTES + keyEnd - keyFrom + end - valueFrom)
                        .putShort((short) (keyEnd - keyFrom));
        entry.put(bytes(in, keyFrom, keyEnd)).put(bytes(in, valueFrom, end)).flip();
        node.apply(new Task(entry, new Put(this, id)));
    }

    private void get(ByteBuf in, int keyFrom, int end, long id) {
        byte[] key = bytes(in, keyFrom, end);
        node.readIndex(
                NO_CONTEXT,
                new ReadIndexClosure() {
                    @Override
                    public void run(Status status, long index, byte[] requestContext) {
                        byte[] value = status.isOk() ? table.get(key) : null;
                        answer(
                                value == null
                                        ? "{\"id\":" + id + ",\"ok\":false}"
                                        : "{\"id\":"
                                                + id
                                                + ",\"ok\":true,\"value\":\""
                                                + new String(value, US_ASCII)
                                                + "\"}");
                        flush();
                    }
                });
    }

    private static byte[] bytes(ByteBuf in, int from, int to) {
        byte[] bytes = new byte[to - from];
        in.getBytes(from, bytes);
        return bytes;
    }

    /** A put that waits for its answer. */
    record Put(Port port, long id) implements Closure {
        void written(long index) {
            port.answer("{\"id\":" + id + ",\"ok\":true,\"index\":" + index + "}");
        }

        /** Called in place of {@link #written} where the put came to nothing. */
        @Override
        public void run(Status status) {
            port.answer("{\"id\":" + id + ",\"ok\":false}");
            port.flush();
        }
    }

    private synchronized void answer(String json) {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = context().alloc().directBuffer();
            out = buffer;
        }
        buffer.writeInt(json.length()).writeCharSequence(json, US_ASCII);
    }

    /** Has the loop send what was gathered by then. */
    void flush() {
        if (flushIsDue.compareAndSet(false, true)) {
            context()
                    .executor()
                    .execute(() -> {
                        flushIsDue.set(false);
                        ByteBuf buffer = takeOut();
                        if (buffer != null) {
                            var _ = context().writeAndFlush(buffer);
                        }
                    });
        }
    }

    private synchronized @Nullable ByteBuf takeOut() {
        ByteBuf buffer = out;
        out = null;
        return buffer;
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected yet");
        }
        return context;
    }
}

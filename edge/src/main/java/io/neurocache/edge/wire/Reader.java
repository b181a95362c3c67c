package io.neurocache.edge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import java.io.IOException;

/**
 * Somebody who reads events: it is given a chunk when it has taken the one before, and not a byte
 * more, so one that stops reading costs a chunk and what its connection holds.
 *
 * <p>{@link #advance} and what it calls are the wire's thread's; what the exchange says comes on
 * its event loop.
 */
abstract class Reader implements Exchange.Listener {
    /** Read of the journal at once. */
    static final int CHUNK_BYTES = 64 << 10;

    /** Looked through in one go for a reader who wants few of what is there. */
    private static final int MOST_CHUNKS = 4;

    private final Exchange exchange;

    /** Whether the next chunk may be sent. Set on the event loop, cleared by the wire. */
    private volatile boolean isReady = true;

    private volatile boolean isOver;

    Reader(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Adds what is to be sent next; whether there may be more. */
    abstract boolean fill(Journal journal, long nowNanos, StringBuilder out) throws IOException;

    /** Whether nothing comes any more when all that was filled in has been sent. */
    abstract boolean isComplete();

    /** Sends what there is, if the reader takes it. */
    final void advance(Journal journal, long nowNanos) throws IOException {
        if (!isReady || isOver) {
            return;
        }
        StringBuilder out = new StringBuilder();
        boolean hasMore = true;
        for (int i = 0; i < MOST_CHUNKS && hasMore && out.length() < CHUNK_BYTES / 2; i++) {
            hasMore = fill(journal, nowNanos, out);
        }
        if (!out.isEmpty() || isComplete()) {
            send(out, isComplete());
        }
    }

    private void send(StringBuilder out, boolean isLast) {
        isReady = false;
        byte[] bytes = out.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.eventLoop()
                .execute(() -> {
                    if (bytes.length > 0) {
                        exchange.writeBody(buffer(bytes));
                    }
                    if (isLast) {
                        exchange.finish(Fields.EMPTY);
                    } else if (exchange.isWritable()) {
                        isReady = true;
                    }
                });
    }

    private static ByteBuf buffer(byte[] bytes) {
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Ends it: the node goes away, or the journal cannot be read. */
    final void end() {
        if (!isOver) {
            isOver = true;
            exchange.eventLoop().execute(() -> exchange.finish(Fields.EMPTY));
        }
    }

    /** Whether nobody reads any more. */
    final boolean isOver() {
        return isOver;
    }

    @Override
    public final void writable() {
        isReady = true;
    }

    @Override
    public final void closed(boolean complete) {
        isOver = true;
    }
}

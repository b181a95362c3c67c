package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.exchange.Exchange.BodyReceiver;
import io.neurocache.edge.rules.Fields;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request on its way from the connection to its receiver. Event loop only.
 *
 * <p>The connection asks {@link #wanted} before it reads more; what one read has brought beyond
 * that waits here, so the queue is bounded by a single read.
 *
 * <pre>
 * WAITING   -- receive --> RECEIVING    the handler takes the body
 * WAITING   -- drop ----> DROPPING      the response is complete and nobody took it
 * RECEIVING -- end -----> OVER
 * DROPPING  -- end -----> OVER
 * any       -- fail ----> OVER          malformed, too slow, or the client went away
 * </pre>
 */
final class RequestBody {
    /** What is read and dropped of a body nobody received, before the connection is given up. */
    static final int MAX_DROPPED_BYTES = 256 << 10;

    private enum State {
        WAITING,
        RECEIVING,
        DROPPING,
        OVER
    }

    /** Shared by all requests without a body: nothing is ever put in. */
    private static final Queue<ByteBuf> NOTHING = new ArrayDeque<>(0);

    private final Queue<ByteBuf> pending;
    private final @Nullable UploadRate rate;
    private final ServerCounters counters;
    private State state = State.WAITING;
    private @Nullable BodyReceiver receiver;
    private @Nullable Fields trailers;
    private @Nullable String failure;
    private boolean paused;
    private boolean delivering;
    private boolean inputOver;
    private long receivedBytes;
    private long droppedBytes;

    /** A body that is to come, at the least at a rate. */
    RequestBody(UploadRate rate, ServerCounters counters) {
        this.pending = new ArrayDeque<>(1);
        this.rate = rate;
        this.counters = counters;
    }

    /** The body of a request that has none: over from the start. */
    private RequestBody(ServerCounters counters) {
        this.pending = NOTHING;
        this.rate = null;
        this.counters = counters;
        this.inputOver = true;
        this.trailers = Fields.EMPTY;
    }

    /** The body of a request that has none. */
    static RequestBody absent(ServerCounters counters) {
        return new RequestBody(counters);
    }

    /** Whether the connection should read more of the body. */
    boolean wanted() {
        return !inputOver && (state == State.DROPPING || (state == State.RECEIVING && !paused));
    }

    /** Whether more of the body is still to go to a receiver. */
    boolean isReceiving() {
        return state == State.RECEIVING && !inputOver;
    }

    /** Whether nothing more of the body comes from the connection. */
    boolean inputOver() {
        return inputOver;
    }

    /** Whether a body that is dropped has grown beyond what is worth reading. */
    boolean tooMuchToDrop() {
        return droppedBytes > MAX_DROPPED_BYTES;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    boolean tooSlow(long nowNanos) {
        if (rate == null) {
            return false;
        }
        if (!wanted()) {
            rate.pause();
            return false;
        }
        rate.run(nowNanos);
        return rate.tooSlow(nowNanos);
    }

    /** Hands the body over to its receiver; false when it has one already. */
    boolean receive(BodyReceiver taker) {
        if (receiver != null || state == State.DROPPING) {
            return false;
        }
        receiver = taker;
        if (state == State.WAITING) {
            state = State.RECEIVING;
        }
        deliver();
        return true;
    }

    void pause() {
        paused = true;
        if (rate != null) {
            rate.pause();
        }
    }

    void resume() {
        paused = false;
        deliver();
    }

    /** The response is complete: what nobody receives is dropped from now on. */
    void drop() {
        if (state == State.WAITING) {
            state = State.DROPPING;
            deliver();
        }
    }

    void data(ByteBuf data) {
        int bytes = data.readableBytes();
        receivedBytes += bytes;
        counters.received(bytes);
        if (rate != null) {
            rate.received(bytes);
        }
        if (state == State.OVER || inputOver || bytes == 0) {
            data.release();
            return;
        }
        pending.add(data);
        deliver();
    }

    void end(Fields fields) {
        if (!inputOver) {
            inputOver = true;
            trailers = fields;
            deliver();
        }
    }

    /** The rest of the body will not come. */
    void fail(String reason) {
        if (failure == null && (!inputOver || !pending.isEmpty())) {
            inputOver = true;
            failure = reason;
            pending.forEach(ByteBuf::release);
            pending.clear();
            deliver();
        }
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            deliverPending();
        } finally {
            delivering = false;
        }
        if (inputOver && pending.isEmpty()) {
            finish();
        }
    }

    private void deliverPending() {
        while (!paused && state == State.RECEIVING && !pending.isEmpty()) {
            receiver().data(pending.remove());
        }
        while (state == State.DROPPING && !pending.isEmpty()) {
            ByteBuf dropped = pending.remove();
            droppedBytes += dropped.readableBytes();
            dropped.release();
        }
    }

    private void finish() {
        if (state == State.DROPPING) {
            state = State.OVER;
        } else if (state == State.RECEIVING && failure != null) {
            state = State.OVER;
            receiver().failed(failure);
        } else if (state == State.RECEIVING && !paused) {
            state = State.OVER;
            receiver().end(trailers == null ? Fields.EMPTY : trailers);
        }
    }

    private BodyReceiver receiver() {
        return Objects.requireNonNull(receiver);
    }
}

package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.Latencies;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an exchange is in every protocol: the order of the calls, the count of the bytes, and who is
 * told of the end. Event loop only, and it checks that.
 *
 * <pre>
 * READY     -- respond, body follows --> STREAMING
 * READY     -- respond, no body -------> ENDED, complete
 * STREAMING -- finish -----------------> ENDED, complete
 * any       -- abort, client gone -----> ENDED, not complete
 * </pre>
 *
 * A handler that sends more or less than its Content-Length, or a body where there is none, gets
 * its response broken off: the client must never take the next response for the rest of this one.
 */
abstract class BaseExchange implements Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(BaseExchange.class);
    private static final long UNKNOWN = -1;

    /** How the end of a response's body is told. */
    enum BodyKind {
        /** There is none, and none is announced. */
        NONE,
        /** There is none, where the client would expect one. */
        EMPTY,
        /** By Content-Length. */
        LENGTH,
        /** By the protocol. */
        OPEN
    }

    private enum Phase {
        READY,
        STREAMING,
        ENDED
    }

    final Front front;
    final RequestBody body;
    private final RequestHead request;
    private final Protocol protocol;
    private final long requestBodyLength;
    private final EventLoop eventLoop;
    private Phase phase = Phase.READY;
    private long remaining = UNKNOWN;
    private boolean complete;
    private final long startNanos = System.nanoTime();
    private @Nullable Latencies latencies;
    private @Nullable Listener listener;

    BaseExchange(
            Front front, EventLoop loop, Protocol protocol, RequestHead request, long bodyLength) {
        this.front = front;
        this.eventLoop = loop;
        this.protocol = protocol;
        this.request = request;
        this.requestBodyLength = bodyLength;
        this.body =
                bodyLength == 0
                        ? RequestBody.absent(front.counters)
                        : new RequestBody(front.uploadRate(), front.counters);
    }

    /** Writes the final head. Ownership of the block passes. */
    abstract void sendHead(ResponseHead head, ByteBuf storedFields, BodyKind kind);

    abstract void sendInterim(ResponseHead head);

    /** Writes a piece of the body; {@code last} when Content-Length is reached by it. */
    abstract void sendData(ByteBuf data, boolean last);

    /** Ends the body of a response whose head said that one follows. */
    abstract void sendEnd(Fields trailers);

    /** Makes the client see that the response is not complete. */
    abstract void sendAbort();

    /** Called when the response is over, however it ended. */
    abstract void responseOver(boolean wasComplete);

    /** Called when the body may be wanted, or not wanted, in another way than before. */
    abstract void demandChanged();

    /** Called when the handler takes the body. */
    abstract void bodyTaken();

    @Override
    public final RequestHead request() {
        return request;
    }

    @Override
    public final Protocol protocol() {
        return protocol;
    }

    @Override
    public final EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public final long requestBodyLength() {
        return requestBodyLength;
    }

    @Override
    public final void receiveBody(BodyReceiver receiver) {
        checkLoop();
        if (!body.inputOver()) {
            bodyTaken();
        }
        if (!body.receive(receiver)) {
            receiver.failed("the body is gone already");
            return;
        }
        demandChanged();
    }

    @Override
    public final void pauseBody() {
        checkLoop();
        body.pause();
        demandChanged();
    }

    @Override
    public final void resumeBody() {
        checkLoop();
        body.resume();
        demandChanged();
    }

    @Override
    public final void interim(ResponseHead head) {
        checkLoop();
        if (phase == Phase.READY
                && head.status() >= 100
                && head.status() < 200
                && head.status() != 101) {
            sendInterim(head);
        }
    }

    @Override
    public final void respond(ResponseHead head, ByteBuf storedFields, boolean bodyFollows) {
        checkLoop();
        if (phase != Phase.READY) {
            storedFields.release();
            if (phase == Phase.STREAMING) {
                breakOff("a second response head");
            }
            return;
        }
        long length = contentLength(head, storedFields);
        boolean bodyless = isBodyless(head.status());
        if (head.status() < 200
                || head.status() > 999
                || length < UNKNOWN
                || (!bodyFollows && !bodyless && length > 0)) {
            storedFields.release();
            breakOff("a status or Content-Length that cannot be sent");
            return;
        }
        phase = Phase.STREAMING;
        remaining = bodyless || (!bodyFollows && length < 0) ? 0 : length;
        sendHead(head, storedFields, kind(bodyless, bodyFollows, length));
        if (!bodyFollows && phase == Phase.STREAMING) {
            over(true);
        }
    }

    @Override
    public final void writeBody(ByteBuf data) {
        checkLoop();
        int bytes = data.readableBytes();
        if (phase != Phase.STREAMING || bytes == 0) {
            data.release();
            return;
        }
        if (remaining >= 0) {
            if (bytes > remaining) {
                data.release();
                breakOff("more body than announced");
                return;
            }
            remaining -= bytes;
        }
        front.counters.sent(bytes);
        sendData(data, remaining == 0);
    }

    @Override
    public final void finish(Fields trailers) {
        checkLoop();
        if (phase != Phase.STREAMING) {
            return;
        }
        if (remaining > 0) {
            breakOff("less body than announced");
            return;
        }
        sendEnd(trailers);
        if (phase == Phase.STREAMING) {
            over(true);
        }
    }

    @Override
    public final void abort() {
        checkLoop();
        if (phase != Phase.ENDED) {
            phase = Phase.ENDED;
            sendAbort();
            tell(false);
        }
    }

    @Override
    public final void timeIn(Latencies wanted) {
        latencies = wanted;
        if (phase == Phase.ENDED && complete) {
            wanted.record(System.nanoTime() - startNanos);
        }
    }

    @Override
    public final void listen(Listener told) {
        checkLoop();
        listener = told;
        if (phase == Phase.ENDED) {
            told.closed(complete);
        }
    }

    /** The channel became writable. */
    final void writable() {
        if (phase == Phase.STREAMING && listener != null) {
            listener.writable();
        }
    }

    /** The client went away, or was turned away. The handler can answer no more when it hears. */
    final void transportClosed(String reason) {
        if (phase != Phase.ENDED) {
            // A stream ends with the last announced byte, maybe before the handler says so.
            over(phase == Phase.STREAMING && remaining == 0);
        }
        body.fail(reason);
    }

    /** Whether the head said that the body has no bytes. */
    final boolean announcedEmpty() {
        return remaining == 0;
    }

    final boolean headSent() {
        return phase != Phase.READY;
    }

    final boolean ended() {
        return phase == Phase.ENDED;
    }

    private boolean isBodyless(int status) {
        return status == 204 || status == 304 || request.method().equals("HEAD");
    }

    private static BodyKind kind(boolean bodyless, boolean bodyFollows, long length) {
        if (bodyless) {
            return BodyKind.NONE;
        }
        if (length >= 0) {
            return BodyKind.LENGTH;
        }
        return bodyFollows ? BodyKind.OPEN : BodyKind.EMPTY;
    }

    private static long contentLength(ResponseHead head, ByteBuf storedFields) {
        String own = head.fields().first("Content-Length");
        return own == null ? FieldBlock.contentLength(storedFields) : FieldBlock.parseLength(own);
    }

    private void breakOff(String bug) {
        LOG.error("{} {}: the handler sent {}", protocol, request.method(), bug);
        abort();
    }

    private void over(boolean wasComplete) {
        phase = Phase.ENDED;
        tell(wasComplete);
    }

    private void tell(boolean wasComplete) {
        complete = wasComplete;
        Latencies timed = latencies;
        if (wasComplete && timed != null) {
            timed.record(System.nanoTime() - startNanos);
        }
        body.drop();
        if (listener != null) {
            listener.closed(wasComplete);
        }
        responseOver(wasComplete);
    }

    private void checkLoop() {
        if (!eventLoop.inEventLoop()) {
            throw new IllegalStateException("an exchange is used off its event loop");
        }
    }
}

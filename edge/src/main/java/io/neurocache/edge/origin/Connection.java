package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Protocol;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseCheck;
import io.neurocache.edge.rules.ResponseHead;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin: the last handler of its channel. Event loop only.
 *
 * <pre>
 *   from    to      cause
 *   IDLE    HEAD    a request is written
 *   HEAD    BODY    the head of the final response
 *   BODY    ENDED   the last byte of the response, when the connection may be used again
 *   ENDED   IDLE    the read that brought that byte is over, and brought nothing else
 *   any     CLOSED  failure, deadline, cancel, end of the connection, a byte too many
 * </pre>
 *
 * <p>Between ENDED and IDLE lies what a lying {@code Content-Length} has already put into the
 * socket: a connection that still holds bytes never comes to the next call.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private enum Phase {
        IDLE,
        HEAD,
        BODY,
        ENDED,
        CLOSED
    }

    private static final int TCP_ESTABLISHED = 1;

    private final AddressPool owner;
    private final Channel channel;
    private final ResponseDecoder decoder;
    private final boolean tls;

    private Phase phase = Phase.IDLE;
    private boolean used;

    /** Whether the owner counts this connection as one of its own. */
    private boolean counted;

    /** The call being served; null in IDLE, ENDED and CLOSED. */
    private @Nullable Call call;

    private RequestBody body;
    private ResponseFraming framing = new ResponseFraming.None();
    private boolean keepAlive;
    private long idleNanos;
    private int interims;
    private boolean skipsInterimEnd;

    private boolean headFlushed;
    private boolean responseStarted;
    private boolean closeNotified;
    private boolean readBroken;
    private boolean writeBroken;

    private long lastProgressNanos;
    private long silenceNanos;
    private @Nullable Future<?> timer;

    Connection(AddressPool owner, Channel channel) {
        this.owner = owner;
        this.channel = channel;
        this.tls = owner.address().tls();
        this.decoder = new ResponseDecoder(this, owner.limits().maxHeadBytes());
        this.body = new RequestBody(channel, 0);
    }

    ResponseDecoder decoder() {
        return decoder;
    }

    /** Writes the head of a call's request and from then on serves this call. */
    void begin(Call next) {
        RequestHead head = addressed(next.head());
        stopTimer();
        counted = true;
        call = next;
        phase = Phase.HEAD;
        headFlushed = false;
        responseStarted = false;
        interims = 0;
        idleNanos = 0;
        framing = new ResponseFraming.None();
        decoder.expect(head.method());
        body = new RequestBody(channel, next.bodyLength());
        silenceNanos = next.silenceNanos();
        lastProgressNanos = System.nanoTime();
        arm(silenceNanos);
        ByteBuf bytes =
                RequestWriter.head(
                        channel.alloc(), head, next.bodyLength(), owner.keepsConnections());
        channel.writeAndFlush(bytes).addListener(done -> headWritten(next, done));
    }

    /** The request with the authority of the address, if it was not given another. */
    private RequestHead addressed(RequestHead head) {
        if (!head.authority().isEmpty()) {
            return head;
        }
        String authority = owner.address().authority();
        return new RequestHead(
                head.method(), head.scheme(), authority, head.target(), head.fields());
    }

    /** Whether a request was served before the one being served. */
    boolean isReused() {
        return used;
    }

    /**
     * Whether the connection can take another request. Asks the kernel where it can be asked: the
     * end of the connection may have arrived since the loop last looked.
     */
    boolean isUsable() {
        if (phase != Phase.IDLE || !channel.isActive()) {
            return false;
        }
        return !(channel instanceof EpollSocketChannel socket)
                || socket.tcpInfo().state() == TCP_ESTABLISHED;
    }

    /** How long the connection may wait for its next request. */
    long idleNanos() {
        return idleNanos;
    }

    /** Closes the connection when nobody has used it within its idle time. */
    void closeAfterIdle() {
        timer = channel.eventLoop().schedule(() -> close(), idleNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the connection without a word to its call. */
    void close() {
        stopTimer();
        phase = Phase.CLOSED;
        call = null;
        var _ = channel.close();
        if (counted) {
            counted = false;
            owner.closed(this);
        }
    }

    void setReading(boolean reading) {
        lastProgressNanos = System.nanoTime();
        channel.config().setAutoRead(reading);
    }

    /** Whether the request's body may go on. */
    boolean isWritable() {
        return headFlushed && !writeBroken && channel.isWritable();
    }

    /** Sends bytes of the request's body; ownership passes. */
    void sendBody(ByteBuf data) {
        if (writeBroken) {
            data.release();
            return;
        }
        body.write(data).addListener(this::bodyWritten);
    }

    /** Ends the request's body. */
    void endBody(Fields trailers) {
        body.end(trailers).addListener(this::bodyWritten);
    }

    private void headWritten(Call written, Future<? super Void> done) {
        if (call != written) {
            return;
        }
        if (!done.isSuccess()) {
            fail(Kind.CLOSED, "the connection closed before the request was sent");
            return;
        }
        headFlushed = true;
        lastProgressNanos = System.nanoTime();
        written.sending();
    }

    /** A failed write is not yet a failed call: the origin may have answered before it closed. */
    private void bodyWritten(Future<? super Void> done) {
        lastProgressNanos = System.nanoTime();
        writeBroken = writeBroken || !done.isSuccess();
    }

    /**
     * Takes note of bytes before they are decoded.
     *
     * @return whether they may be decoded; otherwise the connection is closed
     */
    boolean bytesArrived(ByteBuf bytes) {
        owner.counters().received(bytes.readableBytes());
        if (!bytes.isReadable()) {
            return true;
        }
        if (phase == Phase.CLOSED) {
            return false;
        }
        if (phase == Phase.IDLE || phase == Phase.ENDED) {
            close();
            return false;
        }
        if (phase == Phase.BODY) {
            lastProgressNanos = System.nanoTime();
        }
        boolean first = !responseStarted;
        responseStarted = true;
        if (!headFlushed) {
            fail(Kind.MALFORMED, "bytes before the request was sent");
            return false;
        }
        if (first && bytes.getByte(bytes.readerIndex()) != 'H') {
            fail(Kind.MALFORMED, "not a status line");
            return false;
        }
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (call == null) {
            ReferenceCountUtil.release(message);
            if (phase == Phase.ENDED || phase == Phase.IDLE) {
                close();
            }
        } else if (message instanceof HttpResponse response) {
            onHead(call, response);
        } else if (message instanceof HttpContent content) {
            onContent(call, content);
        } else {
            ReferenceCountUtil.release(message);
            fail(Kind.MALFORMED, "not HTTP/1.1");
        }
    }

    private void onHead(Call current, HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            malformed(response.decoderResult());
            return;
        }
        Fields fields = ResponseDecoder.fields(response.headers());
        if (fields.count() > owner.limits().maxFields()) {
            fail(Kind.MALFORMED, "more than " + owner.limits().maxFields() + " field lines");
            return;
        }
        boolean http10 = response.protocolVersion().equals(HttpVersion.HTTP_1_0);
        Protocol protocol = http10 ? Protocol.HTTP_1_0 : Protocol.HTTP_1_1;
        switch (ResponseCheck.check(protocol, response.status().code(), fields)) {
            case ResponseCheck.Refused(String reason) -> fail(Kind.MALFORMED, reason);
            case ResponseCheck.Accepted(ResponseHead head) -> {
                if (head.status() < 200) {
                    onInterim(current, head);
                } else {
                    onFinal(current, head, http10);
                }
            }
        }
    }

    private void onInterim(Call current, ResponseHead head) {
        interims++;
        if (interims > owner.limits().maxInterim()) {
            fail(Kind.MALFORMED, "more than " + owner.limits().maxInterim() + " interim responses");
        } else {
            skipsInterimEnd = true;
            lastProgressNanos = System.nanoTime();
            current.interim(head);
        }
    }

    private void onFinal(Call current, ResponseHead head, boolean http10) {
        framing = ResponseFraming.of(current.head().method(), head, http10);
        if (framing instanceof ResponseFraming.Refused refused) {
            fail(Kind.MALFORMED, refused.reason());
            return;
        }
        keepAlive = ResponseFraming.keepsConnection(framing, head, http10);
        idleNanos = ResponseFraming.idleNanos(head.fields(), owner.usualIdleNanos());
        phase = Phase.BODY;
        lastProgressNanos = System.nanoTime();
        current.responseHead(head, ResponseFraming.bodyLength(framing));
    }

    private void onContent(Call current, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            malformed(content.decoderResult());
            return;
        }
        if (content instanceof LastHttpContent && skipsInterimEnd) {
            skipsInterimEnd = false;
            content.release();
            return;
        }
        if (content.content().isReadable()) {
            current.data(content.content());
        } else {
            content.release();
        }
        if (call == current && content instanceof LastHttpContent last) {
            onLast(current, last);
        }
    }

    private void onLast(Call current, LastHttpContent last) {
        Fields trailers = ResponseDecoder.fields(last.trailingHeaders());
        if (trailers.count() > owner.limits().maxFields()) {
            fail(Kind.MALFORMED, "more than " + owner.limits().maxFields() + " trailers");
            return;
        }
        if (framing instanceof ResponseFraming.UntilClose && !endedCleanly()) {
            fail(Kind.TRUNCATED, "the connection broke before the end of the body");
            return;
        }
        stopTimer();
        call = null;
        used = true;
        boolean reusable =
                keepAlive
                        && idleNanos > 0
                        && body.isComplete()
                        && !readBroken
                        && !writeBroken
                        && !decoder.hasLeftover();
        if (reusable) {
            phase = Phase.ENDED;
            channel.eventLoop().execute(this::settle);
        } else {
            close();
        }
        current.ended(trailers);
    }

    /** A body that ends with its connection is whole only when the origin closed on purpose. */
    private boolean endedCleanly() {
        return !readBroken && (!tls || closeNotified);
    }

    /** Runs when the read that brought the last byte is over: its surplus would have closed us. */
    private void settle() {
        if (phase == Phase.ENDED) {
            phase = Phase.IDLE;
            channel.config().setAutoRead(true);
            owner.release(this);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (call != null && isWritable()) {
            call.writableAgain();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent closed) {
            closeNotified = closed.isSuccess();
            var _ = channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (phase == Phase.HEAD) {
            fail(Kind.CLOSED, "the connection closed before a response");
        } else if (phase == Phase.BODY) {
            fail(Kind.TRUNCATED, "the connection closed before the end of the body");
        }
        close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        readBroken = true;
        boolean transport = cause instanceof IOException || cause.getCause() instanceof IOException;
        if (!transport && cause instanceof DecoderException) {
            fail(Kind.MALFORMED, "not HTTP/1.1: " + cause.getMessage());
        } else if (!transport) {
            fail(phase == Phase.BODY ? Kind.TRUNCATED : Kind.CLOSED, cause.toString());
        }
        var _ = channel.close();
    }

    private void malformed(DecoderResult result) {
        Throwable cause = result.cause();
        if (cause instanceof PrematureChannelClosureException) {
            fail(Kind.CLOSED, "the connection closed within the response's head");
        } else {
            fail(Kind.MALFORMED, String.valueOf(cause.getMessage()));
        }
    }

    /** Ends the connection and tells the call, if there is one. */
    private void fail(Kind kind, String detail) {
        Call current = call;
        Attempt attempt = new Attempt(kind, detail, headFlushed, responseStarted, used);
        close();
        if (current != null) {
            current.attemptFailed(attempt);
        }
    }

    private void arm(long delayNanos) {
        timer = channel.eventLoop().schedule(this::checkSilence, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void checkSilence() {
        Call current = call;
        if (current == null) {
            return;
        }
        if (current.isPaused() || (headFlushed && !writeBroken && body.waitsForCaller())) {
            lastProgressNanos = System.nanoTime();
        }
        long leftNanos = lastProgressNanos + silenceNanos - System.nanoTime();
        if (leftNanos > 0) {
            arm(leftNanos);
        } else {
            String wanted = phase == Phase.HEAD ? "no response within " : "no byte within ";
            fail(Kind.TIMEOUT, wanted + TimeUnit.NANOSECONDS.toMillis(silenceNanos) + " ms");
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}

package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.server.Http1Message.Refused;
import io.neurocache.edge.server.Http1Message.Request;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.x connection: takes requests one at a time from the decoder, and decides when the next
 * may come and when the connection ends. Event loop only.
 *
 * <pre>
 * IDLE    -- head -------------------------> BUSY
 * BUSY    -- response and body are over ---> IDLE, or CLOSING without keep-alive
 * any     -- refusal, broken response -----> CLOSING
 * CLOSING -- client closed, or a second ---> the channel is closed
 * </pre>
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Http1Decoder.Demand {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);
    private static final long LINGER_NANOS = 1_000_000_000;

    private enum State {
        IDLE,
        BUSY,
        CLOSING
    }

    private final Front front;
    private final boolean secure;
    private final TurnFlush flush;
    private final Http1Decoder decoder;
    private final Watch watch =
            new Watch() {
                @Override
                void check(long nowNanos) {
                    checkDeadlines(nowNanos);
                }
            };
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http1Exchange exchange;
    private State state = State.IDLE;
    private long sinceNanos;
    private boolean headStarted;
    private boolean firstRequest = true;

    Http1Connection(Front front, Channel channel, boolean secure) {
        this.flush = new TurnFlush(channel);
        this.front = front;
        this.secure = secure;
        this.decoder = new Http1Decoder(this, front.limits, secure);
    }

    Http1Decoder decoder() {
        return decoder;
    }

    boolean secure() {
        return secure;
    }

    @Override
    public boolean wantsHead() {
        return state == State.IDLE;
    }

    @Override
    public boolean wantsBody() {
        return state == State.BUSY && exchange().body.wanted();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        sinceNanos = System.nanoTime();
        front.sweep(ctx.channel().eventLoop()).add(watch);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        front.sweep(ctx.channel().eventLoop()).remove(watch);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        switch (msg) {
            case Request request -> start(request);
            case Refused refused -> refuse(refused.status(), refused.reason());
            case HttpContent content -> content(content);
            default -> ReferenceCountUtil.release(msg);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        state = State.CLOSING;
        if (exchange != null) {
            exchange.transportClosed("the client went away");
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.EVENT && state == State.IDLE && !decoder.headStarted()) {
            closeNow();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case IOException _ -> closeNow();
            case DecoderException _ -> refuse(400, "the request cannot be read");
            default -> {
                LOG.error("a request failed inside the server", cause);
                refuse(500, "the server failed");
            }
        }
    }

    private void start(Request request) {
        state = State.BUSY;
        headStarted = false;
        firstRequest = false;
        Protocol protocol = request.version11() ? Protocol.HTTP_1_1 : Protocol.HTTP_1_0;
        front.counters.request(protocol);
        Http1Exchange started = new Http1Exchange(front, this, protocol, request);
        exchange = started;
        front.handler.handle(started);
    }

    private void content(HttpContent content) {
        Http1Exchange busy = exchange;
        if (busy == null || content.decoderResult().isFailure()) {
            content.release();
            giveUpBody(400, "the body is malformed");
            return;
        }
        boolean last = content instanceof LastHttpContent;
        busy.body.data(content.content());
        if (busy.body.receivedBytes() > front.limits.bodyBytes()) {
            giveUpBody(413, "the body is too large");
        } else if (last) {
            busy.body.end(trailers(((LastHttpContent) content).trailingHeaders()));
            nextIfOver();
        } else if (busy.body.tooMuchToDrop()) {
            closeGently();
        }
    }

    /**
     * The body cannot be read to its end, so nobody knows where the next request begins: answers if
     * nobody has, and gives the connection up.
     */
    private void giveUpBody(int status, String reason) {
        front.counters.refuse(Refusal.of(status));
        decoder.discard();
        Http1Exchange failed = exchange;
        if (failed == null || state != State.BUSY) {
            return;
        }
        failed.lastOnConnection();
        failed.body.fail(reason);
        if (state == State.BUSY && failed.ended()) {
            closeGently();
        } else if (state == State.BUSY && !failed.headSent()) {
            answer(status, reason);
        }
    }

    private static Fields trailers(HttpHeaders headers) {
        if (headers.isEmpty()) {
            return Fields.EMPTY;
        }
        Fields.Builder fields = Fields.builder();
        for (Map.Entry<String, String> field : headers) {
            fields.add(field.getKey(), field.getValue());
        }
        return fields.build();
    }

    /** The exchange's response is over. */
    void responseOver(boolean complete) {
        if (state != State.BUSY) {
            return;
        }
        if (complete) {
            nextIfOver();
        } else {
            closeNow();
        }
    }

    private void nextIfOver() {
        Http1Exchange over = exchange;
        if (state != State.BUSY || over == null || !over.ended()) {
            return;
        }
        if (over.body.isReceiving()) {
            demandChanged();
        } else if (!over.keepAlive()) {
            closeGently();
        } else if (over.body.inputOver()) {
            exchange = null;
            if (front.draining() && !decoder.headStarted()) {
                // Its head was sent before, and promised to stay.
                closeGently();
                return;
            }
            state = State.IDLE;
            sinceNanos = System.nanoTime();
            resumeDecoder();
        } else {
            demandChanged();
        }
    }

    /** More or less of the body is wanted than before. */
    void demandChanged() {
        if (wantsBody()) {
            resumeDecoder();
        }
    }

    private void resumeDecoder() {
        try {
            decoder.resume();
        } catch (Exception e) {
            // ByteToMessageDecoder declares Exception; what it throws is the decoder's.
            exceptionCaught(context(), e);
        }
    }

    /** A request the handler never sees, or a body it cannot have. */
    private void refuse(int status, String reason) {
        if (status != 500) {
            front.counters.refuse(Refusal.of(status));
        }
        decoder.discard();
        Http1Exchange failed = exchange;
        if (state == State.CLOSING) {
            return;
        }
        if (failed != null && failed.headSent()) {
            failed.body.fail(reason);
            failed.abort();
            closeNow();
            return;
        }
        answer(status, reason);
    }

    private void answer(int status, String reason) {
        Http1Exchange failed = exchange;
        state = State.CLOSING;
        Outcome.ignored(context().write(Http1Head.refusal(context().alloc(), status, reason)));
        if (failed != null) {
            failed.transportClosed(reason);
        }
        linger();
    }

    void write(Object message) {
        Outcome.ignored(context().write(message, context().voidPromise()));
        flush.schedule();
    }

    ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    private Http1Exchange exchange() {
        return Objects.requireNonNull(exchange);
    }

    ByteBuf buffer(int bytes) {
        return context().alloc().ioBuffer(bytes);
    }

    /** Closes after the response, without a reset that could destroy its last bytes. */
    private void closeGently() {
        if (state != State.CLOSING) {
            state = State.CLOSING;
            linger();
        }
    }

    private void linger() {
        decoder.discard();
        sinceNanos = System.nanoTime();
        context()
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        (ChannelFutureListener)
                                done -> {
                                    sinceNanos = System.nanoTime();
                                    Linger.shutdownOutput(done.channel());
                                });
        resumeDecoder();
    }

    void closeNow() {
        state = State.CLOSING;
        Outcome.ignored(context().close());
    }

    private void checkDeadlines(long nowNanos) {
        switch (state) {
            case IDLE -> checkIdle(nowNanos);
            case BUSY -> checkBody(nowNanos);
            case CLOSING -> {
                if (nowNanos - sinceNanos > LINGER_NANOS && !hasPendingWrites()) {
                    closeNow();
                }
            }
        }
    }

    private boolean hasPendingWrites() {
        var pending = context().channel().unsafe().outboundBuffer();
        return pending != null && pending.totalPendingWriteBytes() > 0;
    }

    private void checkIdle(long nowNanos) {
        if (decoder.headStarted() != headStarted) {
            headStarted = !headStarted;
            sinceNanos = nowNanos;
        }
        long waited = nowNanos - sinceNanos;
        if (headStarted) {
            if (waited > front.timeouts.header().toNanos()) {
                refuse(408, "the request came too slowly");
            }
        } else if (waited
                > (firstRequest ? front.timeouts.header() : front.timeouts.idle()).toNanos()) {
            closeNow();
        }
    }

    private void checkBody(long nowNanos) {
        Http1Exchange busy = exchange();
        if (busy.body.tooSlow(nowNanos)) {
            giveUpBody(408, "the body came too slowly");
        }
    }
}

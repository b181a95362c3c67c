package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.http3.Http3RequestStreamInitializer;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.util.concurrent.Future;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Protocol;
import io.neurocache.edge.rules.ResponseCheck;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Tokens;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One try of a call: its request stream. Event loop only.
 *
 * <pre>
 *   from   to        cause
 *   HEAD   BODY      the head of the final response
 *   BODY   TRAILERS  a field section after the body
 *   BODY, TRAILERS   OVER   the end of the stream (FIN), when the announced length has come
 *   any    OVER      reset, deadline, cancel, end of the connection, a broken rule
 * </pre>
 */
final class PeerStream extends Http3RequestStreamInboundHandler {
    private enum Phase {
        HEAD,
        BODY,
        TRAILERS,
        OVER
    }

    private static final int MAX_FIELDS = 256;
    private static final int MAX_INTERIM = 16;
    private static final EndWithRequest END_WITH_REQUEST = new EndWithRequest();

    private final PeerConnection connection;
    private final PeerCall call;

    private Phase phase = Phase.HEAD;
    private @Nullable QuicStreamChannel channel;
    private long sentNanos;
    private long progressNanos;
    private long bodyLength;
    private long received;
    private int interims;
    private Fields trailers = Fields.EMPTY;
    private java.util.concurrent.@Nullable Future<?> timer;

    PeerStream(PeerConnection connection, PeerCall call) {
        this.connection = connection;
        this.call = call;
    }

    /** Opens the stream and sends the request on it. */
    void open(QuicChannel on) {
        Future<QuicStreamChannel> opening =
                Http3.newRequestStream(
                        on,
                        new Http3RequestStreamInitializer() {
                            @Override
                            protected void initRequestStream(QuicStreamChannel stream) {
                                stream.pipeline().addFirst(END_WITH_REQUEST);
                                stream.pipeline().addLast(PeerStream.this);
                            }
                        });
        opening.addListener((Future<QuicStreamChannel> done) -> opened(done));
    }

    private void opened(Future<QuicStreamChannel> done) {
        if (!done.isSuccess()) {
            notProcessed("no stream: " + done.cause());
            return;
        }
        QuicStreamChannel stream = done.getNow();
        channel = stream;
        if (phase == Phase.OVER) {
            breakOff(stream);
            return;
        }
        if (call.isPaused()) {
            stream.config().setAutoRead(false);
        }
        sentNanos = System.nanoTime();
        progressNanos = sentNanos;
        arm();
        Http3Headers section = PeerRequest.section(call.request(), connection.link().peer());
        stream.writeAndFlush(new DefaultHttp3HeadersFrame(section)).addListener(this::written);
    }

    private void written(Future<? super Void> done) {
        if (!done.isSuccess()) {
            notProcessed("the request could not be sent: " + done.cause());
        }
    }

    private PeerOptions.Times times() {
        return connection.link().pool().options().times();
    }

    void setReading(boolean reading) {
        progressNanos = System.nanoTime();
        QuicStreamChannel open = channel;
        if (open != null && phase != Phase.OVER) {
            open.config().setAutoRead(reading);
        }
    }

    /** Ends the try without a word to its call. */
    void cancel() {
        if (phase != Phase.OVER) {
            over(true);
        }
    }

    /** The peer processes no request from this stream on. */
    void farewell(long firstUnprocessed) {
        QuicStreamChannel open = channel;
        if (open != null && open.streamId() >= firstUnprocessed) {
            notProcessed("the peer said farewell before this request");
        }
    }

    void connectionLost(String reason) {
        broken(reason);
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
        progressNanos = System.nanoTime();
        switch (phase) {
            case HEAD -> head(frame.headers());
            case BODY -> trailers(frame.headers());
            case TRAILERS -> fail(Kind.MALFORMED, "a second section of trailers");
            case OVER -> {}
        }
    }

    private void head(Http3Headers section) {
        CharSequence statusText = section.status();
        long status = statusText == null ? 0 : Tokens.digits(statusText.toString(), 1000);
        Fields fields = fields(section);
        if (fields == null) {
            fail(Kind.MALFORMED, "more than " + MAX_FIELDS + " field lines");
            return;
        }
        switch (ResponseCheck.check(Protocol.HTTP_3, (int) status, fields)) {
            case ResponseCheck.Refused(String reason) -> fail(Kind.MALFORMED, reason);
            case ResponseCheck.Accepted(ResponseHead head) -> {
                if (head.status() < 200) {
                    interim(head);
                } else {
                    finalHead(head);
                }
            }
        }
    }

    private void interim(ResponseHead head) {
        interims++;
        if (interims > MAX_INTERIM) {
            fail(Kind.MALFORMED, "more than " + MAX_INTERIM + " interim responses");
        } else {
            call.interim(head);
        }
    }

    private void finalHead(ResponseHead head) {
        phase = Phase.BODY;
        bodyLength = bodyLength(head);
        PeerLink link = connection.link();
        link.pool().board().answered(link.peer(), System.nanoTime() - sentNanos);
        call.responseHead(head, bodyLength);
    }

    /** Bytes of body that must follow; -1 when any number may (RFC 9110 §8.6). */
    private long bodyLength(ResponseHead head) {
        boolean none =
                call.request().method().equals("HEAD")
                        || head.status() == 204
                        || head.status() == 304;
        if (none) {
            return 0;
        }
        String length = head.fields().first("content-length");
        return length == null ? -1 : Tokens.digits(length, Long.MAX_VALUE);
    }

    private void trailers(Http3Headers section) {
        Fields fields = fields(section);
        if (fields == null) {
            fail(Kind.MALFORMED, "more than " + MAX_FIELDS + " trailers");
        } else {
            phase = Phase.TRAILERS;
            trailers = fields;
        }
    }

    /** Copies field lines out of Netty's form; null when there are too many. */
    private static @Nullable Fields fields(Http3Headers section) {
        Fields.Builder lines = Fields.builder();
        int count = 0;
        for (Map.Entry<CharSequence, CharSequence> each : section) {
            String name = each.getKey().toString();
            if (!name.startsWith(":")) {
                count++;
                lines.add(name, each.getValue().toString());
            }
        }
        return count > MAX_FIELDS ? null : lines.build();
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
        ByteBuf data = frame.content();
        progressNanos = System.nanoTime();
        if (phase == Phase.OVER || !data.isReadable()) {
            data.release();
            return;
        }
        received += data.readableBytes();
        if (phase != Phase.BODY) {
            data.release();
            fail(Kind.MALFORMED, "a body where none may be");
        } else if (bodyLength >= 0 && received > bodyLength) {
            data.release();
            fail(Kind.MALFORMED, "more than the " + bodyLength + " bytes announced");
        } else {
            call.data(data);
        }
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext ctx) {
        if (phase == Phase.OVER) {
            return;
        }
        if (phase == Phase.HEAD) {
            fail(Kind.CLOSED, "the stream ended without a head");
        } else if (bodyLength >= 0 && received < bodyLength) {
            fail(
                    Kind.TRUNCATED,
                    "the stream ended after " + received + " of " + bodyLength + " bytes");
        } else {
            over(false);
            call.ended(trailers);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        broken("the stream was closed");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof QuicStreamResetException reset) {
            if (phase == Phase.HEAD
                    && reset.applicationProtocolCode()
                            == Http3ErrorCode.H3_REQUEST_REJECTED.code()) {
                notProcessed("the peer refused the stream");
            } else {
                broken("the peer reset the stream, code " + reset.applicationProtocolCode());
            }
        } else if (cause instanceof Http3Exception) {
            fail(Kind.MALFORMED, "not HTTP/3: " + cause.getMessage());
        } else {
            broken(cause.toString());
        }
    }

    /** Ends the try because its stream or connection did. */
    private void broken(String reason) {
        if (phase == Phase.HEAD) {
            notProcessed(reason);
        } else {
            fail(Kind.TRUNCATED, reason);
        }
    }

    private void notProcessed(String reason) {
        if (phase != Phase.OVER) {
            over(true);
            call.notProcessed(reason);
        }
    }

    private void fail(Kind kind, String reason) {
        if (phase != Phase.OVER) {
            over(true);
            call.attemptFailed(kind, reason);
        }
    }

    private void over(boolean breaksOff) {
        phase = Phase.OVER;
        if (timer != null) {
            timer.cancel(false);
        }
        QuicStreamChannel open = channel;
        if (open != null && breaksOff) {
            breakOff(open);
        }
        connection.ended(this, open != null && breaksOff);
    }

    /** Asks the peer to stop, and lets go of the stream. */
    private static void breakOff(QuicStreamChannel stream) {
        int code = Http3ErrorCode.H3_REQUEST_CANCELLED.code();
        var _ = stream.shutdownInput(code);
        if (!stream.isOutputShutdown()) {
            var _ = stream.shutdownOutput(code);
        }
        var _ = stream.close();
    }

    private void arm() {
        long delayNanos = Math.max(1, Math.min(leftNanos(), times().silence().toNanos() / 2));
        timer =
                connection
                        .link()
                        .pool()
                        .loop()
                        .schedule(this::checkSilence, delayNanos, TimeUnit.NANOSECONDS);
    }

    private long allowedNanos() {
        return (phase == Phase.HEAD ? times().head() : times().stall()).toNanos();
    }

    private long leftNanos() {
        return progressNanos + allowedNanos() - System.nanoTime();
    }

    private void checkSilence() {
        if (phase == Phase.OVER) {
            return;
        }
        if (call.isPaused()) {
            progressNanos = System.nanoTime();
        }
        if (leftNanos() > 0) {
            arm();
            connection.probe();
            return;
        }
        boolean waitsForHead = phase == Phase.HEAD;
        long allowedNanos = allowedNanos();
        if (waitsForHead) {
            PeerLink link = connection.link();
            link.pool().board().answered(link.peer(), allowedNanos);
        }
        String wanted = waitsForHead ? "no response within " : "no byte within ";
        fail(Kind.TIMEOUT, wanted + TimeUnit.NANOSECONDS.toMillis(allowedNanos) + " ms");
    }

    /**
     * Lets a stream end with its first frame, which is the whole request: one packet instead of
     * two, and a server that waits for the end of a GET gets on sooner.
     */
    @Sharable
    private static final class EndWithRequest extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            var _ =
                    message instanceof ByteBuf bytes
                            ? ctx.write(new DefaultQuicStreamFrame(bytes, true), promise)
                            : ctx.write(message, promise);
        }
    }
}

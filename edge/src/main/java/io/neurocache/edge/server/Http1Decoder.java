package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.neurocache.edge.server.Http1Message.Refused;
import io.neurocache.edge.server.Http1Message.Request;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Netty's HTTP/1.1 decoder behind a gate of our own: heads are read by {@link HeadScan}, and only a
 * head that passed and has a body is shown to Netty, which then finds the body's end. Event loop
 * only.
 *
 * <p>Nothing is decoded before the connection wants it, so that pipelined requests wait as bytes,
 * at most {@link #MAX_AHEAD_BYTES} and one read of them.
 */
final class Http1Decoder extends HttpRequestDecoder {
    private static final int MAX_AHEAD_BYTES = 64 << 10;
    private static final int MAX_CHUNK_BYTES = 64 << 10;

    /** What the connection is ready for. */
    interface Demand {
        /** Whether the next request may be decoded. */
        boolean wantsHead();

        /** Whether more of the body may be decoded. */
        boolean wantsBody();
    }

    private final Demand demand;
    private final HeadScan scan;
    private final String scheme;
    private final ServerLimits limits;
    private boolean inBody;
    private boolean discarding;
    private boolean decoding;
    private @Nullable ChannelHandlerContext context;

    Http1Decoder(Demand demand, ServerLimits limits, boolean secure) {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(limits.uriBytes() + 64)
                        .setMaxHeaderSize(limits.headerBytes() + limits.uriBytes())
                        .setMaxChunkSize(MAX_CHUNK_BYTES)
                        .setStrictLineParsing(true)
                        .setUseRfc9112TransferEncoding(true));
        this.demand = demand;
        this.limits = limits;
        this.scheme = secure ? "https" : "http";
        this.scan = new HeadScan(limits);
    }

    /** Goes on with bytes that are here already, now that the connection wants more. */
    void resume() throws Exception {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        ctx.channel().config().setAutoRead(true);
        if (!decoding) {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
        }
    }

    /** Looks at nothing more: what still comes is dropped. */
    void discard() {
        discarding = true;
    }

    /** Whether a head has begun and is not complete. */
    boolean headStarted() {
        return !inBody && scan.started();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        boolean outer = decoding;
        decoding = true;
        try {
            super.channelRead(ctx, input);
        } finally {
            decoding = outer;
        }
        if (!demand.wantsHead()
                && !demand.wantsBody()
                && !discarding
                && actualReadableBytes() > MAX_AHEAD_BYTES) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    /** The super class would read on when nothing came of a read, even with autoRead off. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().config().isAutoRead()) {
            super.channelReadComplete(ctx);
        } else {
            discardSomeReadBytes();
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws Exception {
        if (discarding) {
            in.skipBytes(in.readableBytes());
        } else if (inBody) {
            if (demand.wantsBody()) {
                decodeBody(ctx, in, out);
            }
        } else if (demand.wantsHead()) {
            decodeHead(ctx, in, out);
        }
    }

    private void decodeBody(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws Exception {
        super.decode(ctx, in, out);
        if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
            inBody = false;
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws Exception {
        switch (scan.scan(in)) {
            case MORE -> {
                return;
            }
            case REFUSED -> {
                refuse(scan.refused(), in, out);
                return;
            }
            case COMPLETE -> {
                // Goes on below.
            }
        }
        Http1Message message = Http1Framing.of(scan, scheme, limits);
        switch (message) {
            case Refused refused -> refuse(refused, in, out);
            case Request request when request.bodyLength() == 0 -> {
                in.skipBytes(scan.length());
                out.add(request);
            }
            case Request request -> headWithBody(ctx, request, in, out);
        }
        scan.reset();
    }

    private void headWithBody(
            ChannelHandlerContext ctx, Request request, ByteBuf in, List<Object> out)
            throws Exception {
        int headEnd = in.readerIndex() + scan.length();
        in.skipBytes(scan.headStart());
        super.decode(ctx, in, out);
        DecoderResult result =
                out.size() == 1 && out.getFirst() instanceof HttpRequest seen
                        ? seen.decoderResult()
                        : DecoderResult.UNFINISHED;
        out.clear();
        if (!result.isSuccess() || in.readerIndex() != headEnd) {
            refuse(new Refused(400, "the head is malformed"), in, out);
            return;
        }
        inBody = true;
        out.add(request);
    }

    private void refuse(Refused refused, ByteBuf in, List<Object> out) {
        discarding = true;
        in.skipBytes(in.readableBytes());
        out.add(refused);
    }
}

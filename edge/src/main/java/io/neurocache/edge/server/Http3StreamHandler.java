package io.neurocache.edge.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.neurocache.edge.exchange.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Hears the frames of one HTTP/3 request stream. Event loop only.
 *
 * <p>Whether a request has a body shows only after its head: the stream's end comes as an event of
 * its own. The handler is called when the read that brought the head is complete.
 */
final class Http3StreamHandler extends Http3RequestStreamInboundHandler {
    private final StreamInput input;
    private final QuicStreamChannel channel;

    Http3StreamHandler(Front front, QuicStreamChannel channel) {
        this.channel = channel;
        QuicChannel connection = channel.parent();
        this.input =
                new StreamInput(
                        front,
                        new Http3Output(channel),
                        Protocol.HTTP_3,
                        (InetSocketAddress)
                                Objects.requireNonNull(connection.remoteSocketAddress()),
                        true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        input.opened();
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
        input.headers(frame.headers());
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
        input.data(frame.content());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        input.headRead(channel.isInputShutdown());
        ctx.fireChannelReadComplete();
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext ctx) {
        input.ended();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        input.writable();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        input.closed();
        ctx.fireChannelInactive();
    }

    @Override
    protected void handleQuicException(ChannelHandlerContext ctx, QuicException exception) {
        input.closed();
        Outcome.ignored(ctx.close());
    }

    @Override
    protected void handleHttp3Exception(ChannelHandlerContext ctx, Http3Exception exception) {
        input.malformed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof QuicException || cause instanceof Http3Exception) {
            super.exceptionCaught(ctx, cause);
        } else if (cause instanceof IOException) {
            input.closed();
            Outcome.ignored(ctx.close());
        } else {
            input.failed(cause);
        }
    }
}

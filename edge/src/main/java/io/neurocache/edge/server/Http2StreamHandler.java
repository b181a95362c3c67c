package io.neurocache.edge.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.neurocache.edge.exchange.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Hears the frames of one HTTP/2 stream. Event loop only. */
final class Http2StreamHandler extends ChannelInboundHandlerAdapter {
    private final StreamInput input;

    Http2StreamHandler(Front front, Http2StreamChannel channel, TurnFlush flush, boolean secure) {
        this.input =
                new StreamInput(
                        front,
                        new Http2Output(channel, flush),
                        Protocol.HTTP_2,
                        (InetSocketAddress) channel.parent().remoteAddress(),
                        secure);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        input.opened();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        switch (msg) {
            case Http2HeadersFrame frame -> {
                input.headers(frame.headers());
                if (frame.isEndStream()) {
                    input.ended();
                } else {
                    input.headRead(false);
                }
            }
            case Http2DataFrame frame -> {
                boolean last = frame.isEndStream();
                input.data(frame.content());
                if (last) {
                    input.ended();
                }
            }
            default -> ReferenceCountUtil.release(msg);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        input.writable();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            input.closed();
            Outcome.ignored(ctx.close());
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        input.closed();
    }

    /** A protocol error's own code is sent by the codec, and the channel closed after. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case Http2Exception _ -> input.refused();
            case IOException _ -> Outcome.ignored(ctx.close());
            default -> input.failed(cause);
        }
    }
}

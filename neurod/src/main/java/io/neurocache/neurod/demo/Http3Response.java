package io.neurocache.neurod.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One answer over HTTP/3.
 *
 * @param head the status line and then {@code name: value}, each on a line of its own
 */
record Http3Response(String head, Body body) {

    /** Collects an answer from its stream. Event loop only. */
    static final class Reader extends Http3RequestStreamInboundHandler {
        private final CompletableFuture<Http3Response> response;
        private final int maxBodyBytes;
        private final StringBuilder head = new StringBuilder(256);
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Reader(CompletableFuture<Http3Response> response, int maxBodyBytes) {
            this.response = response;
            this.maxBodyBytes = maxBodyBytes;
        }

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
            CharSequence status = frame.headers().status();
            if (status != null) {
                head.append("HTTP/3 ").append(status).append('\n');
            }
            frame.headers()
                    .forEach(field -> {
                        if (!field.getKey().toString().startsWith(":")) {
                            head.append(field.getKey())
                                    .append(": ")
                                    .append(field.getValue())
                                    .append('\n');
                        }
                    });
        }

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame)
                throws IOException {
            try {
                if (body.size() + frame.content().readableBytes() > maxBodyBytes) {
                    throw new IOException("the body is larger than " + maxBodyBytes + " bytes");
                }
                frame.content().readBytes(body, frame.content().readableBytes());
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        @Override
        protected void channelInputClosed(ChannelHandlerContext ctx) {
            if (head.isEmpty()) {
                response.completeExceptionally(new IOException("the stream ended without a head"));
            }
            response.complete(new Http3Response(head.toString(), Body.of(body.toByteArray())));
            var _ = ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            response.completeExceptionally(cause);
            var _ = ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) throws Exception {
            response.completeExceptionally(new IOException("the stream was closed early"));
            super.channelInactive(ctx);
        }
    }
}

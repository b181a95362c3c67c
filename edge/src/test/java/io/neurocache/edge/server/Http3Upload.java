package io.neurocache.edge.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Posts a large body over HTTP/3 with Netty's codec. Flupke does not: kwik 0.10.8 counts a request
 * to send only after it has queued it, so the sending thread can find a count below zero and leave
 * out the next one; a writer whose buffer is full then waits for ever.
 */
final class Http3Upload {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int DEADLINE_SECONDS = 30;

    private Http3Upload() {}

    /** Posts a body on a connection of its own; gives the answer's body. */
    static String post(URI uri, byte[] body) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel socket =
                    new Bootstrap()
                            .group(group)
                            .channel(NioDatagramChannel.class)
                            .handler(codec())
                            .bind(0)
                            .sync()
                            .channel();
            QuicChannel connection =
                    done(
                            QuicChannel.newBootstrap(socket)
                                    .handler(new Http3ClientConnectionHandler())
                                    .remoteAddress(
                                            new InetSocketAddress(uri.getHost(), uri.getPort()))
                                    .connect());
            Answer answer = new Answer();
            QuicStreamChannel stream = done(Http3.newRequestStream(connection, answer));
            send(stream, uri, body);
            return answer.text.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
        }
    }

    private static ChannelHandler codec() {
        QuicSslContext tls =
                QuicSslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .applicationProtocols(Http3.supportedApplicationProtocols())
                        .build();
        return Http3.newQuicClientCodecBuilder()
                .sslContext(tls)
                .maxIdleTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .initialMaxData(1 << 20)
                .initialMaxStreamDataBidirectionalLocal(1 << 20)
                .build();
    }

    private static void send(QuicStreamChannel stream, URI uri, byte[] body) {
        Http3HeadersFrame head = new DefaultHttp3HeadersFrame();
        head.headers()
                .method("POST")
                .scheme("https")
                .authority(uri.getAuthority())
                .path(uri.getRawPath());
        ChannelFuture last = stream.write(head);
        for (int at = 0; at < body.length; at += CHUNK_BYTES) {
            int bytes = Math.min(CHUNK_BYTES, body.length - at);
            last = stream.write(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(body, at, bytes)));
        }
        last.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        stream.flush();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Answer extends Http3RequestStreamInboundHandler {
        private final StringBuilder received = new StringBuilder();
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {}

        @Override
        protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
            received.append(frame.content().toString(StandardCharsets.ISO_8859_1));
            frame.release();
        }

        @Override
        protected void channelInputClosed(ChannelHandlerContext ctx) {
            text.complete(received.toString());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            text.completeExceptionally(new java.io.IOException("the stream ended early"));
        }
    }
}

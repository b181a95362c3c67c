package io.neurocache.edge.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;

/** Puts the handlers of a protocol into a pipeline. Safe from any thread. */
final class Protocols {
    private final Front front;

    Protocols(Front front) {
        this.front = front;
    }

    void addHttp1(ChannelPipeline pipeline, boolean secure) {
        Http1Connection connection = new Http1Connection(front, pipeline.channel(), secure);
        pipeline.addLast(connection.decoder(), connection);
    }

    void addHttp2(ChannelPipeline pipeline, boolean secure) {
        Http2Connection.addTo(pipeline, front, secure);
    }

    /** False when the server has no certificate. */
    boolean addTls(ChannelPipeline pipeline) {
        TlsContexts contexts = front.tls();
        if (contexts == null) {
            return false;
        }
        SslHandler tls = contexts.tcp().newHandler(pipeline.channel().alloc());
        tls.setHandshakeTimeoutMillis(front.timeouts.header().toMillis());
        pipeline.addLast(tls, new Negotiated());
        return true;
    }

    /** Goes on with the protocol that ALPN chose; without ALPN with HTTP/1.1. */
    private final class Negotiated extends ApplicationProtocolNegotiationHandler {
        Negotiated() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                addHttp2(ctx.pipeline(), true);
            } else {
                addHttp1(ctx.pipeline(), true);
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            front.counters.refuse(Refusal.TLS);
            Outcome.ignored(ctx.close());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event == Drain.EVENT) {
                Outcome.ignored(ctx.close());
            }
            super.userEventTriggered(ctx, event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            front.counters.refuse(Refusal.TLS);
            Outcome.ignored(ctx.close());
        }
    }
}

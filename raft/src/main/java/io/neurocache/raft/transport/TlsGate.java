package io.neurocache.raft.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyWriter;
import io.neurocache.raft.wire.WireException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the TLS handler: who is behind it hears of the connection when the handshake is
 * over, and of no trouble with TLS. Event loop only.
 */
final class TlsGate extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(TlsGate.class);

    private final Consumer<String> failed;
    private final Runnable proven;
    private boolean isOpen;

    /**
     * A shut gate.
     *
     * @param failed hears why there will be no connection
     * @param proven runs when both ends have shown their certificates
     */
    TlsGate(Consumer<String> failed, Runnable proven) {
        this.failed = failed;
        this.proven = proven;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Passed on when the handshake is over.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            if (isOpen) {
                ctx.fireUserEventTriggered(event);
            } else if (event instanceof ChannelInputShutdownEvent) {
                // Who leaves in the midst of a handshake leaves nobody that waits for an answer.
                var _ = ctx.close();
            }
        } else if (handshake.isSuccess()) {
            isOpen = true;
            proven.run();
            ctx.fireChannelActive();
        } else {
            Throwable cause = handshake.cause();
            log.debug("{} no TLS: {}", ctx.channel().remoteAddress(), cause.getMessage());
            failed.accept(String.valueOf(cause.getMessage()));
            if (cause instanceof NotSslRecordException) {
                answerInTheClear(ctx);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (isOpen) {
            ctx.fireChannelWritabilityChanged();
        }
    }

    /** A client that speaks in the clear can be told so: on its way out past the TLS handler. */
    private static void answerInTheClear(ChannelHandlerContext ctx) {
        ChannelHandlerContext tls = ctx.pipeline().context(SslHandler.class);
        if (tls != null) {
            ByteSink sink = new ByteSink();
            int start = sink.beginFrame();
            ReplyWriter.write(
                    new Reply.Failed(
                            WireException.NO_ID,
                            ErrorCode.UNAUTHORIZED,
                            "this port speaks TLS, with certificates of the cluster's authority"),
                    sink);
            sink.endFrame(start);
            var _ = tls.writeAndFlush(Unpooled.copiedBuffer(sink.array(), 0, sink.length()));
        }
    }

    /** A broken record is the other side's fault, or the network's: no reason for us to stop. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof SSLException
                || (cause instanceof DecoderException
                        && cause.getCause() instanceof SSLException)) {
            log.debug("{} TLS broke: {}", ctx.channel().remoteAddress(), cause.getMessage());
            var _ = ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}

package io.neurocache.edge.peer;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import java.net.PortUnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the UDP socket of a connection, below QUIC: when something came, and whether the peer's
 * host says that nobody listens there (ICMP), which QUIC itself would take for lost packets. Event
 * loop only.
 */
final class PeerDatagrams extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDatagrams.class);

    private final ChannelFutureListener written =
            done -> {
                Throwable cause = done.cause();
                if (cause != null) {
                    failed(cause);
                }
            };
    private @Nullable Runnable onNobodyThere;
    private long heardNanos = System.nanoTime();
    private boolean nobodyThere;

    /** Says what to do when the peer's host refuses datagrams; at once if it did. */
    void onNobodyThere(Runnable then) {
        onNobodyThere = then;
        if (nobodyThere) {
            then.run();
        }
    }

    /** When the last datagram came. */
    long heardNanos() {
        return heardNanos;
    }

    /** A handler for behind QUIC's, where errors of the socket end up. */
    ChannelInboundHandlerAdapter failures() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                failed(cause);
            }
        };
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object datagram) {
        heardNanos = System.nanoTime();
        ctx.fireChannelRead(datagram);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object datagram, ChannelPromise promise) {
        var _ = ctx.write(datagram, promise.unvoid().addListener(written));
    }

    /** What else fails at the socket is as good as a lost packet. */
    private void failed(Throwable cause) {
        if (!isRefusal(cause)) {
            LOG.debug("a datagram to or from a peer failed", cause);
            return;
        }
        if (!nobodyThere) {
            nobodyThere = true;
            Runnable then = onNobodyThere;
            if (then != null) {
                then.run();
            }
        }
    }

    private static boolean isRefusal(Throwable cause) {
        return cause instanceof PortUnreachableException
                || (cause instanceof NativeIoException refused
                        && refused.expectedErr() == Errors.ERROR_ECONNREFUSED_NEGATIVE);
    }
}

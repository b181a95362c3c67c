package io.neurocache.edge.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * First in the pipeline of every TCP connection: counts it, and closes it when its reader makes no
 * progress. Event loop only.
 */
final class TcpGuard extends ChannelInboundHandlerAdapter {
    private final Front front;
    private final Watch watch =
            new Watch() {
                @Override
                void check(long nowNanos) {
                    checkProgress(nowNanos);
                }
            };
    private final Channel channel;
    private long pendingSeen;
    private long progressSeen;
    private long progressNanos = System.nanoTime();

    TcpGuard(Front front, Channel channel) {
        this.front = front;
        this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        front.counters.opened();
        front.sweep(ctx.channel().eventLoop()).add(watch);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        front.counters.closed();
        front.sweep(ctx.channel().eventLoop()).remove(watch);
        ctx.fireChannelInactive();
    }

    /** A kernel that takes bytes shows in the outbound buffer: it shrinks, or its head advances. */
    private void checkProgress(long nowNanos) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            return;
        }
        long pending = buffer.totalPendingWriteBytes();
        long progress = buffer.currentProgress();
        if (pending == 0 || pending < pendingSeen || progress != progressSeen) {
            progressNanos = nowNanos;
        } else if (nowNanos - progressNanos > front.timeouts.stalledWrite().toNanos()) {
            front.counters.refuse(Refusal.TOO_SLOW);
            // From here nothing is in the way: neither close_notify nor GOAWAY could be written.
            Outcome.ignored(channel.pipeline().firstContext().close());
            return;
        }
        pendingSeen = pending;
        progressSeen = progress;
    }
}

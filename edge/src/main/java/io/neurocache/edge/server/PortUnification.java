package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds out from its first bytes what a TCP connection speaks: TLS, HTTP/2 with prior knowledge, or
 * HTTP/1.1. Event loop only.
 */
final class PortUnification extends ByteToMessageDecoder {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final byte[] HTTP2_PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Front front;
    private final Protocols protocols;
    private final long startNanos = System.nanoTime();
    private final Watch watch =
            new Watch() {
                @Override
                void check(long nowNanos) {
                    checkDeadline(nowNanos);
                }
            };
    private final Channel channel;

    PortUnification(Front front, Protocols protocols, Channel channel) {
        this.front = front;
        this.protocols = protocols;
        this.channel = channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        front.sweep(channel.eventLoop()).add(watch);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        front.sweep(channel.eventLoop()).remove(watch);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (in.getUnsignedByte(in.readerIndex()) == TLS_HANDSHAKE) {
            if (!protocols.addTls(pipeline)) {
                front.counters.refuse(Refusal.TLS);
                in.skipBytes(in.readableBytes());
                Outcome.ignored(ctx.close());
                return;
            }
        } else if (matchesPreface(in)) {
            if (in.readableBytes() < HTTP2_PREFACE.length) {
                return;
            }
            protocols.addHttp2(pipeline, false);
        } else {
            protocols.addHttp1(pipeline, false);
        }
        pipeline.remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Drain.EVENT) {
            Outcome.ignored(ctx.close());
        }
        super.userEventTriggered(ctx, event);
    }

    private static boolean matchesPreface(ByteBuf in) {
        int length = Math.min(in.readableBytes(), HTTP2_PREFACE.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != HTTP2_PREFACE[i]) {
                return false;
            }
        }
        return true;
    }

    private void checkDeadline(long nowNanos) {
        if (nowNanos - startNanos > front.timeouts.header().toNanos()) {
            front.counters.refuse(Refusal.TOO_SLOW);
            Outcome.ignored(channel.close());
        }
    }
}

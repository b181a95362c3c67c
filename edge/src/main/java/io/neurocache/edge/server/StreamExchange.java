package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.net.InetSocketAddress;

/** An exchange that is a stream of an HTTP/2 or HTTP/3 connection. Event loop only. */
final class StreamExchange extends BaseExchange {
    /** Longer buffers are cut, so that a slow reader's progress can be seen. */
    private static final int MAX_WRITE_BYTES = 64 << 10;

    private static final Fields EMPTY_BODY = Fields.of("content-length", "0");

    private final StreamOutput output;
    private final Channel channel;
    private final InetSocketAddress remoteAddress;
    private final boolean secure;
    private boolean endSent;
    private boolean continueOwed;
    private long pendingBytes;
    private long progressNanos = System.nanoTime();

    StreamExchange(
            Front front,
            StreamOutput output,
            Protocol protocol,
            RequestHead request,
            long bodyLength,
            InetSocketAddress remoteAddress,
            boolean secure) {
        super(front, output.channel().eventLoop(), protocol, request, bodyLength);
        this.output = output;
        this.channel = output.channel();
        this.remoteAddress = remoteAddress;
        this.secure = secure;
        this.continueOwed = bodyLength != 0 && request.fields().contains("expect");
        demandChanged();
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public boolean isWritable() {
        return !ended() && channel.isWritable();
    }

    /** Whether the client takes nothing although bytes wait for it. */
    boolean stalled(long nowNanos) {
        return pendingBytes > 0
                && nowNanos - progressNanos > front.timeouts.stalledWrite().toNanos();
    }

    @Override
    void bodyTaken() {
        if (continueOwed && !headSent()) {
            continueOwed = false;
            sendInterim(new ResponseHead(100, Fields.EMPTY));
        }
    }

    @Override
    void demandChanged() {
        boolean wanted = body.wanted() || body.inputOver();
        if (channel.config().isAutoRead() != wanted) {
            channel.config().setAutoRead(wanted);
        }
    }

    @Override
    void sendInterim(ResponseHead head) {
        Outcome.ignored(output.head(head.status(), head.fields(), Unpooled.EMPTY_BUFFER, false));
        output.flushLater();
    }

    @Override
    void sendHead(ResponseHead head, ByteBuf storedFields, BodyKind kind) {
        Fields fields = head.fields();
        String alternative = protocol() == Protocol.HTTP_2 && secure ? front.alternative() : null;
        if (alternative != null) {
            fields = fields.toBuilder().add("alt-svc", alternative).build();
        }
        if (kind == BodyKind.EMPTY) {
            fields = fields.toBuilder().addAll(EMPTY_BODY).build();
        }
        endSent = kind == BodyKind.EMPTY || kind == BodyKind.NONE || announcedEmpty();
        Outcome.ignored(output.head(head.status(), fields, storedFields, endSent));
        storedFields.release();
        output.flushLater();
    }

    @Override
    void sendData(ByteBuf data, boolean last) {
        while (data.readableBytes() > MAX_WRITE_BYTES) {
            write(data.readRetainedSlice(MAX_WRITE_BYTES), false);
        }
        endSent = last;
        write(data, last);
        output.flushLater();
    }

    private void write(ByteBuf data, boolean last) {
        int bytes = data.readableBytes();
        if (pendingBytes == 0) {
            progressNanos = System.nanoTime();
        }
        pendingBytes += bytes;
        ChannelFuture future = output.data(data, last);
        Outcome.ignored(future.addListener(new Written(bytes)));
    }

    /** Counts a piece out again when it has gone to the connection. */
    private final class Written implements ChannelFutureListener {
        private final int bytes;

        Written(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void operationComplete(ChannelFuture future) {
            pendingBytes -= bytes;
            progressNanos = System.nanoTime();
            if (!future.isSuccess() && !ended()) {
                // The client has stopped this stream: nothing more will arrive.
                Outcome.ignored(channel.close());
            }
        }
    }

    @Override
    void sendEnd(Fields trailers) {
        if (!endSent) {
            endSent = true;
            Outcome.ignored(output.end(trailers));
            output.flushLater();
        }
    }

    @Override
    void sendAbort() {
        output.reset(StreamOutput.End.ABORTED);
    }

    @Override
    void responseOver(boolean wasComplete) {
        demandChanged();
    }
}

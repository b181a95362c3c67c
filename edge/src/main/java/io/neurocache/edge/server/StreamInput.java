package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.neurocache.edge.exchange.Protocol;
import io.neurocache.edge.rules.Fields;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The request's half of one HTTP/2 or HTTP/3 stream: turns what the frames say into an exchange and
 * its body. Event loop only.
 */
final class StreamInput {
    private static final Logger LOG = LoggerFactory.getLogger(StreamInput.class);

    private final Front front;
    private final StreamOutput output;
    private final Protocol protocol;
    private final InetSocketAddress remoteAddress;
    private final boolean secure;
    private final long startNanos = System.nanoTime();
    private final Watch watch =
            new Watch() {
                @Override
                void check(long nowNanos) {
                    checkDeadlines(nowNanos);
                }
            };
    private @Nullable StreamExchange exchange;
    private StreamHead.Result.@Nullable Valid waiting;
    private boolean headSeen;
    private boolean inputEnded;
    private boolean over;

    StreamInput(
            Front front,
            StreamOutput output,
            Protocol protocol,
            InetSocketAddress remoteAddress,
            boolean secure) {
        this.front = front;
        this.output = output;
        this.protocol = protocol;
        this.remoteAddress = remoteAddress;
        this.secure = secure;
    }

    void opened() {
        front.sweep(output.channel().eventLoop()).add(watch);
    }

    /** Takes a header section: the head, then at most one trailer section. */
    void headers(Iterable<Map.Entry<CharSequence, CharSequence>> section) {
        if (over) {
            return;
        }
        if (headSeen) {
            trailers(section);
            return;
        }
        headSeen = true;
        switch (StreamHead.read(section, checkedAs(), secure, front.limits)) {
            case StreamHead.Result.Valid valid -> waiting = valid;
            case StreamHead.Result.Refused refused -> refuse(refused.status(), refused.reason());
            case StreamHead.Result.Malformed _ -> malformed();
        }
    }

    private io.neurocache.edge.rules.Protocol checkedAs() {
        return protocol == Protocol.HTTP_2
                ? io.neurocache.edge.rules.Protocol.HTTP_2
                : io.neurocache.edge.rules.Protocol.HTTP_3;
    }

    /**
     * The head has been read.
     *
     * <p>A GET or HEAD of unknown length waits for its end or its first byte: HTTP/3 clients often
     * send the end in a packet of its own, and whether there is a body decides whether the cache
     * may answer.
     *
     * @param inputOver whether the client will send nothing more
     */
    void headRead(boolean inputOver) {
        StreamHead.Result.Valid valid = waiting;
        boolean waits =
                valid != null
                        && !inputOver
                        && valid.head().isRead()
                        && valid.length() < 0
                        && !valid.head().fields().contains("expect");
        if (!waits) {
            dispatch(inputOver);
        }
    }

    /** Gives the request to the handler, now that it is known whether a body may come. */
    private void dispatch(boolean bodyless) {
        StreamHead.Result.Valid valid = waiting;
        if (valid == null) {
            return;
        }
        waiting = null;
        if (bodyless && valid.length() > 0) {
            malformed();
            return;
        }
        front.counters.request(protocol);
        StreamExchange started =
                new StreamExchange(
                        front,
                        output,
                        protocol,
                        valid.head(),
                        bodyless ? 0 : valid.length(),
                        remoteAddress,
                        secure);
        exchange = started;
        front.handler.handle(started);
    }

    /** Takes body bytes; ownership passes. */
    void data(ByteBuf data) {
        if (!data.isReadable()) {
            data.release();
            return;
        }
        dispatch(false);
        StreamExchange busy = exchange;
        if (busy == null || over) {
            data.release();
            return;
        }
        long announced = busy.requestBodyLength();
        busy.body.data(data);
        if (announced >= 0 && busy.body.receivedBytes() > announced) {
            malformed();
        } else if (busy.body.receivedBytes() > front.limits.bodyBytes()) {
            giveUpBody(413, "the body is too large");
        } else if (busy.body.tooMuchToDrop()) {
            over = true;
            output.reset(StreamOutput.End.UNWANTED);
        }
    }

    /** The client will send nothing more. */
    void ended() {
        inputEnded = true;
        if (over) {
            return;
        }
        dispatch(true);
        StreamExchange busy = exchange;
        if (busy == null) {
            if (!headSeen) {
                malformed();
            }
        } else if (busy.requestBodyLength() > busy.body.receivedBytes()) {
            malformed();
        } else {
            busy.body.end(Fields.EMPTY);
        }
    }

    void writable() {
        if (exchange != null && output.channel().isWritable()) {
            exchange.writable();
        }
    }

    /** The stream is gone. */
    void closed() {
        over = true;
        waiting = null;
        front.sweep(output.channel().eventLoop()).remove(watch);
        if (exchange != null) {
            exchange.transportClosed("the client went away");
        }
    }

    /** The codec refuses the request and resets the stream by itself. */
    void refused() {
        front.counters.refuse(Refusal.MALFORMED);
        over = true;
        if (exchange != null) {
            exchange.transportClosed("the request is malformed");
        }
    }

    /** An error of ours: the handler threw. */
    void failed(Throwable cause) {
        LOG.error("a request failed inside the server", cause);
        if (exchange != null && !exchange.headSent()) {
            refuse(500, "the server failed");
        } else {
            output.reset(StreamOutput.End.ABORTED);
        }
    }

    /** The request breaks the rules: RFC 9113 §8.1.1. */
    void malformed() {
        front.counters.refuse(Refusal.MALFORMED);
        end(StreamOutput.End.MALFORMED, "the request is malformed");
    }

    private void end(StreamOutput.End why, String reason) {
        over = true;
        output.reset(why);
        if (exchange != null) {
            exchange.transportClosed(reason);
        }
    }

    private void trailers(Iterable<Map.Entry<CharSequence, CharSequence>> section) {
        dispatch(false);
        Fields fields = StreamHead.trailers(section);
        if (fields == null) {
            malformed();
        } else if (exchange != null) {
            StreamExchange busy = exchange;
            if (busy.requestBodyLength() > busy.body.receivedBytes()) {
                malformed();
            } else {
                busy.body.end(fields);
            }
        }
    }

    private void giveUpBody(int status, String reason) {
        StreamExchange busy = exchange;
        if (busy == null) {
            return;
        }
        busy.body.fail(reason);
        if (busy.ended()) {
            front.counters.refuse(Refusal.of(status));
            over = true;
            output.reset(StreamOutput.End.UNWANTED);
        } else if (!busy.headSent()) {
            refuse(status, reason);
        }
    }

    /** Answers instead of the handler. */
    private void refuse(int status, String reason) {
        if (status != 500) {
            front.counters.refuse(Refusal.of(status));
        }
        over = true;
        byte[] text = (reason + "\n").getBytes(StandardCharsets.ISO_8859_1);
        Fields fields =
                Fields.of(
                        "date", Http1Head.date(),
                        "content-type", "text/plain",
                        "content-length", Integer.toString(text.length));
        Outcome.ignored(output.head(status, fields, Unpooled.EMPTY_BUFFER, false));
        ChannelFuture written = output.data(Unpooled.wrappedBuffer(text), true);
        output.channel().flush();
        if (exchange != null) {
            exchange.transportClosed(reason);
        }
        if (!inputEnded) {
            Outcome.ignored(written.addListener(_ -> output.reset(StreamOutput.End.UNWANTED)));
        }
    }

    private void checkDeadlines(long nowNanos) {
        StreamExchange busy = exchange;
        if (output.gone()) {
            // A channel with frames that nobody reads is not closed with its stream.
            Outcome.ignored(output.channel().close());
        } else if (busy == null) {
            if (nowNanos - startNanos > front.timeouts.header().toNanos()) {
                front.counters.refuse(Refusal.TOO_SLOW);
                end(StreamOutput.End.TOO_SLOW, "the request came too slowly");
            }
        } else if (busy.stalled(nowNanos)) {
            front.counters.refuse(Refusal.TOO_SLOW);
            end(StreamOutput.End.TOO_SLOW, "the client does not read");
        } else if (busy.body.tooSlow(nowNanos)) {
            giveUpBody(408, "the body came too slowly");
        }
    }
}

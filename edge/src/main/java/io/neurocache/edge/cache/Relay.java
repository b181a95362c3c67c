package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response passed between client and origin, storing nothing: each side is read
 * only as fast as the other takes it, so neither costs more than a socket's worth of buffers.
 *
 * <p>Event loop only: the exchange's, which is the call's.
 */
final class Relay implements OriginListener {
    /** What the relay asks of its maker. */
    interface Guide {
        /** The head to send to the client for a head from the origin. */
        ResponseHead toClient(ResponseHead fromOrigin);

        /** Answers the client when the origin gave no response. */
        void failed(OriginFailure failure);
    }

    private final Exchange exchange;
    private final Guide guide;
    private @Nullable OriginCall call;
    private boolean responded;
    private boolean ended;

    Relay(Exchange exchange, Guide guide) {
        this.exchange = exchange;
        this.guide = guide;
    }

    /**
     * Joins the relay to a call that was made with the length of the client's body, and sends it.
     */
    void start(OriginCall newCall) {
        startBodyless(newCall);
        if (exchange.requestBodyLength() != 0 && !ended) {
            exchange.receiveBody(new Upload(newCall));
        }
    }

    /** Joins the relay to a call that was made without a body, whatever the client sends. */
    void startBodyless(OriginCall newCall) {
        call = newCall;
        exchange.listen(new Client());
    }

    @Override
    public void interim(ResponseHead head) {
        exchange.interim(head);
    }

    @Override
    public void head(ResponseHead head, long bodyLength) {
        responded = true;
        boolean bodyFollows =
                bodyLength != 0
                        && !exchange.request().method().equals("HEAD")
                        && head.status() != 204
                        && head.status() != 304;
        ended = !bodyFollows;
        exchange.respond(guide.toClient(head), Unpooled.EMPTY_BUFFER, bodyFollows);
        if (ended && bodyLength != 0 && call != null) {
            // A HEAD that became a GET on its way: nobody wants the body.
            call.cancel();
        }
    }

    @Override
    public void data(ByteBuf data) {
        if (ended) {
            data.release();
            return;
        }
        exchange.writeBody(data);
        if (!exchange.isWritable() && call != null) {
            call.pause();
        }
    }

    @Override
    public void end(Fields trailers) {
        if (!ended) {
            ended = true;
            exchange.finish(trailers);
            exchange.resumeBody();
        }
    }

    @Override
    public void failed(OriginFailure failure) {
        if (ended) {
            return;
        }
        ended = true;
        if (responded) {
            exchange.abort();
        } else {
            guide.failed(failure);
        }
    }

    @Override
    public void writable() {
        exchange.resumeBody();
    }

    /** The client: takes more of the response, or leaves. */
    private final class Client implements Exchange.Listener {
        @Override
        public void writable() {
            if (call != null) {
                call.resume();
            }
        }

        @Override
        public void closed(boolean complete) {
            if (!complete && call != null) {
                call.cancel();
            }
            ended = true;
        }
    }

    /** The request's body on its way to the origin. */
    private final class Upload implements Exchange.BodyReceiver {
        private final OriginCall origin;

        Upload(OriginCall origin) {
            this.origin = origin;
        }

        @Override
        public void data(ByteBuf data) {
            origin.sendBody(data);
            // After an early response the origin takes nothing more, and says so by staying full.
            if (!ended && !origin.isWritable()) {
                exchange.pauseBody();
            }
        }

        @Override
        public void end(Fields trailers) {
            origin.endBody(trailers);
        }

        @Override
        public void failed(String reason) {
            origin.cancel();
            ended = true;
        }
    }
}

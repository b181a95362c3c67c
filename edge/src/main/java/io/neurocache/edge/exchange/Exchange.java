package io.neurocache.edge.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.Latencies;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.net.InetSocketAddress;

/**
 * One request and its response, whatever the protocol that carries them.
 *
 * <p>The order of calls for the response is {@code interim* respond (writeBody* finish)?}; {@link
 * #abort} may come at any time and ends it. A call after the end, or after the client went away, is
 * ignored, and the buffers given to it are released.
 *
 * <p>Event loop only: every method, and every call of the listener and receiver, is made on {@link
 * #eventLoop()}.
 */
public interface Exchange {
    /** The request's head, already checked for syntax and framing. */
    RequestHead request();

    /** The protocol the request came in. */
    Protocol protocol();

    /** Whether the connection is encrypted. */
    boolean secure();

    /** The address of the other end of the connection. */
    InetSocketAddress remoteAddress();

    /** The thread that owns this exchange. */
    EventLoop eventLoop();

    /** Length of the request's body in bytes: 0 when there is none, -1 when it is not announced. */
    long requestBodyLength();

    /**
     * Starts the delivery of the request's body; called at most once. An {@code Expect:
     * 100-continue} is answered by this call. A body nobody receives is read and dropped within a
     * bound after the response, or the connection is closed.
     */
    void receiveBody(BodyReceiver receiver);

    /** Stops the delivery of the request's body until {@link #resumeBody}. */
    void pauseBody();

    /** Goes on with the delivery of the request's body. */
    void resumeBody();

    /** Sends an interim response (status 1xx except 101); dropped where the protocol has none. */
    void interim(ResponseHead head);

    /**
     * Sends the head of the final response.
     *
     * @param head status and field lines, connection-specific ones excepted: those are the
     *     protocol's. The framing of a body without {@code Content-Length} is the protocol's too.
     * @param storedFields further field lines in HTTP/1.1 syntax, each ended by CRLF, sent after
     *     the others; ownership passes; may be empty
     * @param bodyFollows whether {@link #writeBody} and {@link #finish} will be called; without it
     *     the response is complete, as for HEAD, 204 and 304
     */
    void respond(ResponseHead head, ByteBuf storedFields, boolean bodyFollows);

    /** Sends bytes of the body; ownership passes. Accepted also when not writable. */
    void writeBody(ByteBuf data);

    /** Ends the response; trailers are dropped where the protocol or client cannot take them. */
    void finish(Fields trailers);

    /**
     * Breaks the response off so that the client can tell it is not complete: the HTTP/1.1
     * connection is closed without its last chunk, the HTTP/2 or HTTP/3 stream is reset.
     */
    void abort();

    /** Whether more body bytes are wanted now; {@link Listener#writable} tells when they are. */
    boolean isWritable();

    /**
     * Has the time from the request's head to the end of the response recorded once that is whole;
     * nothing where time is of no interest.
     */
    default void timeIn(Latencies latencies) {}

    /** Sets who is told about this exchange; one at a time, replaced by the next call. */
    void listen(Listener listener);

    /** Hears of the client's side of an exchange. */
    interface Listener {
        /** The exchange became writable again after {@link Exchange#isWritable} was false. */
        void writable();

        /**
         * The exchange is over: {@code complete} when the whole response has been handed to the
         * transport, otherwise the client went away or the exchange was aborted. Called exactly
         * once, also to a listener that is set after the end.
         */
        void closed(boolean complete);
    }

    /** Takes the body of a request. */
    interface BodyReceiver {
        /** More bytes of the body; ownership passes. */
        void data(ByteBuf data);

        /** The body is complete. */
        void end(Fields trailers);

        /** The body ended early, was malformed, or came too slowly; nothing follows. */
        void failed(String reason);
    }
}

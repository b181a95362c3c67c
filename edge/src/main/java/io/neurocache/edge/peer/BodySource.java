package io.neurocache.edge.peer;

import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;

/** Somewhere an object can be had from: a peer, or its origin. Event loop only. */
public interface BodySource {
    /** Its address, for the log. */
    String name();

    /**
     * Asks for an object or a part of it. The listener hears of the rest on the event loop, never
     * before this method has returned.
     *
     * @throws IllegalArgumentException when this source cannot be sent such a request
     */
    OriginCall start(RequestHead request, OriginListener listener);

    /**
     * Whether a response of this source is an answer to whoever asked. Another one counts as a
     * failure before the head: a peer that has not got the object says so with a status, and then
     * the next source is asked.
     */
    default boolean accepts(ResponseHead head) {
        return true;
    }
}

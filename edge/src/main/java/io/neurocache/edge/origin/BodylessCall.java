package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.rules.Fields;

/** A call whose request has no body: it wants none, and drops what it is given. */
public interface BodylessCall extends OriginCall {
    @Override
    default void sendBody(ByteBuf data) {
        data.release();
    }

    @Override
    default void endBody(Fields trailers) {}

    @Override
    default boolean isWritable() {
        return false;
    }
}

package io.neurocache.edge.supply;

import io.netty.channel.EventLoop;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginGroup;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.peer.BodySource;
import io.neurocache.edge.rules.RequestHead;

/** An object's origin. Event loop only. */
final class OriginSource implements BodySource {
    private final Supply supply;
    private final EventLoop loop;
    private final OriginGroup group;
    private final RequestHead toOrigin;

    OriginSource(Supply supply, EventLoop loop, OriginGroup group, RequestHead toOrigin) {
        this.supply = supply;
        this.loop = loop;
        this.group = group;
        this.toOrigin = toOrigin;
    }

    @Override
    public String name() {
        return group.toString();
    }

    @Override
    public OriginCall start(RequestHead request, OriginListener listener) {
        supply.counters().originFetches.increment();
        return supply.origins().send(loop, group, Part.of(toOrigin, request.fields()), 0, listener);
    }
}

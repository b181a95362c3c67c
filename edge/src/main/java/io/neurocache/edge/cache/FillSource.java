package io.neurocache.edge.cache;

import io.netty.channel.EventLoop;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.PeerAnswer;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.supply.SupplyCall;
import io.neurocache.edge.supply.Wanted;
import org.jspecify.annotations.Nullable;

/**
 * Where a fill gets its response from, and who gave it.
 *
 * <p>Other edges are asked for what is not here at all. What is stored is validated by its origin
 * itself; and so are responses that are for one client alone fetched, and those that another edge
 * asks this one to fetch.
 *
 * <p>Confined to the fill's event loop.
 */
final class FillSource {
    private final Cache cache;
    private final Subject subject;
    private final Exchange first;
    private @Nullable SupplyCall supply;

    FillSource(Cache cache, Subject subject, Exchange first) {
        this.cache = cache;
        this.subject = subject;
        this.first = first;
    }

    /**
     * Makes the call.
     *
     * @param stored a response to validate, or null
     * @param isShared whether others may wait for the response
     */
    OriginCall begin(
            EventLoop loop,
            @Nullable ResponseHead stored,
            boolean isShared,
            OriginListener listener) {
        RequestHead toOrigin = cache.upstream().fill(first, subject, stored);
        boolean mayAskEdges =
                stored == null && subject.asker() == null && (isShared || !hasOrigin());
        if (!mayAskEdges) {
            cache.counters().originFetches.increment();
            return cache.origins().send(loop, RouteRules.group(subject), toOrigin, 0, listener);
        }
        RequestHead toPeers = cache.upstream().toPeers(first, toOrigin);
        Wanted wanted =
                new Wanted(
                        subject.key(),
                        toPeers,
                        toOrigin,
                        hasOrigin() ? RouteRules.group(subject) : null);
        SupplyCall call = cache.supply().ask(loop, wanted, listener);
        supply = call;
        return call;
    }

    private boolean hasOrigin() {
        return subject.route() != null;
    }

    /** What the edge said that gives the response; null where its origin does. */
    @Nullable PeerAnswer answer() {
        return supply == null ? null : supply.answer();
    }

    /** The edge that gives the response, or {@link Observer.Filling#ORIGIN}. */
    int peer() {
        PeerAnswer said = answer();
        return said == null ? Observer.Filling.ORIGIN : said.member();
    }

    /** Who gives the response, as clients are told. */
    Provider provider() {
        PeerAnswer said = answer();
        return said == null
                ? Provider.ORIGIN
                : new Provider((said.isFetched() ? "fill-" : "peer-") + said.member(), true);
    }
}

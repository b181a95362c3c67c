package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.rules.CacheStatus;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HopByHop;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.Invalidation;
import io.neurocache.edge.rules.PeerAnswer;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Tokens;
import java.util.List;
import java.util.Locale;

/**
 * Requests that go past the cache to their origin, and responses that are for one client alone.
 *
 * <p>Safe from any event loop; every exchange is handled on its own.
 */
final class Passing {
    private final Cache cache;

    Passing(Cache cache) {
        this.cache = cache;
    }

    /** Passes a request to the origin, and forgets what an unsafe one may have changed. */
    void forward(Exchange exchange, Subject subject) {
        boolean reads = exchange.request().isRead();
        relay(exchange, subject, reads ? CacheStatus.Reason.REQUEST : CacheStatus.Reason.METHOD);
    }

    /** Passes a request to the origin for a reason. */
    void relay(Exchange exchange, Subject subject, CacheStatus.Reason reason) {
        cache.counters().passed.increment();
        RequestHead request =
                cache.upstream().forwarded(exchange, subject, exchange.request().method());
        Relay relay = new Relay(exchange, guide(exchange, subject, reason, ""));
        long length = exchange.requestBodyLength();
        relay.start(
                cache.origins()
                        .send(
                                exchange.eventLoop(),
                                RouteRules.group(subject),
                                request,
                                length,
                                relay));
    }

    /** How a relayed response reaches the client. */
    Relay.Guide guide(
            Exchange exchange, Subject subject, CacheStatus.Reason reason, String detail) {
        long startNanos = System.nanoTime();
        return new Relay.Guide() {
            @Override
            public ResponseHead toClient(ResponseHead fromOrigin) {
                invalidate(exchange.request(), fromOrigin);
                cache.telling().passed(exchange, subject, fromOrigin.status(), startNanos);
                PeerQuestion asker = PeerQuestion.of(exchange.request().fields());
                return asker == null ? forClient(fromOrigin, reason, detail) : forPeer(fromOrigin);
            }

            @Override
            public void failed(OriginFailure failure) {
                cache.counters().originFailures.increment();
                originFailed(exchange, failure, failure.kind().status());
            }
        };
    }

    /**
     * Forgets what a request by an unsafe method has made invalid (RFC 9111 §4.4): here at once,
     * and on the other edges soon. Its client does not wait for them.
     */
    private void invalidate(RequestHead request, ResponseHead response) {
        List<String> keys =
                Invalidation.targets(request, response).stream()
                        .map(target -> Tokens.lower(request.authority()) + target)
                        .toList();
        if (!keys.isEmpty()) {
            keys.forEach(cache.variants()::remove);
            cache.cluster().orderSoon(new Order(Order.Target.KEYS, keys, false));
        }
    }

    private ResponseHead forClient(
            ResponseHead fromOrigin, CacheStatus.Reason reason, String detail) {
        Fields.Builder fields =
                HopByHop.endToEnd(fromOrigin.fields()).toBuilder().remove(PeerQuestion.NAME);
        if (!fromOrigin.fields().contains("Date")) {
            fields.add("Date", HttpDate.format(cache.clock().millis()));
        }
        CacheStatus status =
                new CacheStatus.Forwarded(
                        reason,
                        fromOrigin.status(),
                        CacheStatus.NO_TTL,
                        CacheStatus.Storing.NOT_STORED,
                        CacheStatus.Collapsing.ALONE,
                        detail);
        fields.add(CacheStatus.NAME, status.after(null));
        return new ResponseHead(fromOrigin.status(), fields.build());
    }

    /** The same for another edge, which tells its client itself. */
    private ResponseHead forPeer(ResponseHead fromOrigin) {
        PeerAnswer answer = new PeerAnswer(cache.supply().self(), PeerAnswer.NOW, true, false);
        Fields.Builder fields = HopByHop.endToEnd(fromOrigin.fields()).toBuilder();
        fields.set(PeerQuestion.NAME, answer.fieldValue());
        return new ResponseHead(fromOrigin.status(), fields.build());
    }

    /**
     * Tells a client that no origin gave a response.
     *
     * @param status the failure's own, or what the stored response demands
     */
    void originFailed(Exchange exchange, OriginFailure failure, int status) {
        String kind = failure.kind().name().toLowerCase(Locale.ROOT);
        CacheStatus cacheStatus =
                new CacheStatus.Forwarded(
                        CacheStatus.Reason.MISS,
                        CacheStatus.NO_STATUS,
                        CacheStatus.NO_TTL,
                        CacheStatus.Storing.NOT_STORED,
                        CacheStatus.Collapsing.ALONE,
                        "origin-" + kind);
        cache.answers()
                .text(
                        exchange,
                        status,
                        "The origin gave no usable response: " + kind + ".",
                        Fields.of(CacheStatus.NAME, cacheStatus.after(null)));
    }
}

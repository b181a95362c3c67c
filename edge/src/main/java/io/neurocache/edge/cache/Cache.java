package io.neurocache.edge.cache;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.Limits;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginGroup;
import io.neurocache.edge.origin.OriginPool;
import io.neurocache.edge.rules.CacheControl;
import io.neurocache.edge.rules.CacheStatus;
import io.neurocache.edge.rules.Conditional;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HopByHop;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Reuse;
import io.neurocache.edge.rules.ReusePolicy;
import io.neurocache.edge.rules.StorePolicy;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache: looks a request's object up, and serves it, validates it, or has it filled.
 *
 * <p>Safe from any event loop; every exchange is handled on its own.
 */
public final class Cache implements AutoCloseable {
    /** How often one exchange may wait for a fill that turns out not to be for it. */
    private static final int MAX_ATTEMPTS = 3;

    private final ObjectStore store;
    private final OriginPool origins;
    private final EdgeCounters counters;
    private final Limits limits;
    private final Clock clock;
    private final Answers answers;
    private final Responder responder;
    private final Upstream upstream = new Upstream();
    private final Variants variants;
    private final Verifier verifier;
    private final Fills fills;
    private final PassMemory passMemory = new PassMemory();
    private final PassMemory tooLarge = new PassMemory();
    private volatile Routes routes = Routes.NONE;

    /**
     * Puts a cache together, without routes; the store and the pool stay the caller's to close.
     *
     * @param clock the wall clock of ages and dates
     */
    public Cache(
            ObjectStore store,
            OriginPool origins,
            EdgeCounters counters,
            Limits limits,
            Clock clock) {
        this.store = store;
        this.origins = origins;
        this.limits = limits;
        this.counters = counters;
        this.clock = clock;
        this.answers = new Answers(clock);
        this.responder = new Responder(clock);
        this.fills = new Fills(limits.maxFills());
        this.variants = new Variants(store, limits.maxVariants(), clock);
        this.verifier = new Verifier(store.slab(), counters);
    }

    /** The routes in force. */
    Routes routes() {
        return routes;
    }

    /** Puts other routes in force, for requests that come from now on. */
    public void replaceRoutes(Routes newRoutes) {
        routes = newRoutes;
    }

    /** Fills under way. */
    public int fillsUnderWay() {
        return fills.running();
    }

    /** Removes an object and all its variants if the condition holds for it. */
    Variants.Removal purge(String key, BooleanSupplier condition) {
        Variants.Removal removal = variants.remove(key, condition);
        if (removal == Variants.Removal.REMOVED) {
            counters.purged.increment();
        }
        return removal;
    }

    boolean hasLooped(RequestHead request) {
        return upstream.hasLooped(request);
    }

    Answers answers() {
        return answers;
    }

    ObjectStore store() {
        return store;
    }

    EdgeCounters counters() {
        return counters;
    }

    Limits limits() {
        return limits;
    }

    Clock clock() {
        return clock;
    }

    Variants variants() {
        return variants;
    }

    Fills fills() {
        return fills;
    }

    PassMemory passMemory() {
        return passMemory;
    }

    /** The keys whose bodies, of unknown length, lately outgrew the slab. */
    PassMemory tooLarge() {
        return tooLarge;
    }

    OriginPool origins() {
        return origins;
    }

    // ---- Requests that a stored response may answer.

    /** Answers a GET or HEAD. */
    void serve(Exchange exchange, Subject subject) {
        counters.requests.increment();
        look(exchange, subject, 0);
    }

    /** Looks the object up, for the first time or after having waited for a fill in vain. */
    void look(Exchange exchange, Subject subject, int attempts) {
        long handle = variants.acquire(subject.keyBytes(), exchange.request().fields());
        if (handle == Slab.NONE) {
            miss(exchange, subject, attempts);
            return;
        }
        if (store.slab().needsVerification(handle)) {
            verifier.check(
                    handle,
                    exchange.eventLoop(),
                    sound -> verified(exchange, subject, handle, sound, attempts));
        } else {
            verified(exchange, subject, handle, true, attempts);
        }
    }

    private void verified(
            Exchange exchange, Subject subject, long handle, boolean sound, int attempts) {
        @Nullable StoredHead head = sound ? StoredHead.read(store.slab().meta(handle)) : null;
        if (head == null) {
            store.slab().release(handle);
            miss(exchange, subject, attempts);
        } else {
            found(exchange, subject, handle, head, attempts);
        }
    }

    private void found(
            Exchange exchange, Subject subject, long handle, StoredHead head, int attempts) {
        CacheControl.Request directives = CacheControl.ofRequest(exchange.request().fields());
        ReusePolicy policy = reusePolicy(subject, directives);
        switch (Reuse.decide(directives, head.freshness(), clock.millis(), policy)) {
            case Reuse.Fresh() -> hit(exchange, handle, head, attempts);
            case Reuse.StaleServable(Reuse.Allowance allowance) -> {
                if (allowance == Reuse.Allowance.STALE_WHILE_REVALIDATE
                        && subject.route() != null) {
                    store.slab().retain(handle);
                    fill(exchange, subject, fillKey(subject, exchange), handle, Fill.NOBODY);
                }
                counters.servedStale.increment();
                hit(exchange, handle, head, attempts);
            }
            case Reuse.MustRevalidate(Reuse.Cause cause) -> {
                if (subject.route() == null) {
                    expired(exchange, handle, head, cause, attempts);
                } else {
                    countMiss(attempts);
                    fill(exchange, subject, fillKey(subject, exchange), handle, attempts);
                }
            }
            case Reuse.GatewayTimeout() -> {
                store.slab().release(handle);
                countMiss(attempts);
                onlyIfCached(exchange);
            }
        }
    }

    /** A request is a hit or a miss by its first look-up, whatever it waited for after that. */
    private void countMiss(int attempts) {
        if (attempts == 0) {
            counters.misses.increment();
        }
    }

    private void hit(Exchange exchange, long handle, StoredHead head, int attempts) {
        if (attempts == 0) {
            counters.hits.increment();
        }
        store.served(handle);
        CacheStatus status = new CacheStatus.Hit(head.freshness().ttlSeconds(clock.millis()));
        Selected selected = Selected.published(store, handle, head);
        responder.send(exchange, selected, status, counters.bytesFromCache);
    }

    Responder responder() {
        return responder;
    }

    /** An object that nobody can renew: gone when its time is over, else as good as it is. */
    private void expired(
            Exchange exchange, long handle, StoredHead head, Reuse.Cause cause, int attempts) {
        if (cause.isByRequest()) {
            hit(exchange, handle, head, attempts);
            return;
        }
        store.slab().remove(handle);
        store.slab().release(handle);
        countMiss(attempts);
        noOrigin(exchange);
    }

    private void miss(Exchange exchange, Subject subject, int attempts) {
        countMiss(attempts);
        RequestHead request = exchange.request();
        CacheControl.Request directives = CacheControl.ofRequest(request.fields());
        if (!Reuse.mayForward(directives, reusePolicy(subject, directives))) {
            onlyIfCached(exchange);
        } else if (subject.route() == null) {
            noOrigin(exchange);
        } else if (request.method().equals("HEAD")
                || tooLarge.remembers(subject.key(), System.nanoTime())) {
            relay(exchange, subject, CacheStatus.Reason.URI_MISS);
        } else {
            fill(exchange, subject, fillKey(subject, exchange), Slab.NONE, attempts);
        }
    }

    private void onlyIfCached(Exchange exchange) {
        answers.text(exchange, 504, "The request wants a stored response only, and none is fresh.");
    }

    private void noOrigin(Exchange exchange) {
        String text =
                exchange.request().target().startsWith(Subject.CACHE_PATH)
                        ? "No such object is cached, and no origin matches its key."
                        : "No origin matches this path.";
        answers.text(exchange, 404, text);
    }

    // ---- Fills.

    /**
     * Starts a fill, or joins the one under way.
     *
     * @param fillKey the name of the fill, shared by requests that one response may answer
     * @param stale a stored response to validate, whose reference passes; or Slab.NONE
     * @param attempts fills this exchange has waited for; {@link Fill#NOBODY} when it does not wait
     */
    void fill(Exchange exchange, Subject subject, String fillKey, long stale, int attempts) {
        boolean alone =
                attempts >= MAX_ATTEMPTS
                        || passMemory.remembers(subject.key(), System.nanoTime())
                        || !Variants.mayCollapse(exchange.request());
        if (alone) {
            newFill(exchange, subject, "", stale).start(exchange, attempts);
            return;
        }
        Fill[] mine = new Fill[1];
        Fill fill =
                fills.joinOrStart(
                        fillKey,
                        () -> {
                            mine[0] = newFill(exchange, subject, fillKey, stale);
                            return mine[0];
                        });
        if (fill == mine[0]) {
            fill.start(exchange, attempts);
            return;
        }
        if (stale != Slab.NONE) {
            store.slab().release(stale);
        }
        if (attempts != Fill.NOBODY) {
            counters.collapsed.increment();
            fill.join(new Fill.Waiter(exchange, subject, attempts, Fill.Part.FOLLOWER));
        }
    }

    private String fillKey(Subject subject, Exchange exchange) {
        return variants.fillKey(subject, exchange);
    }

    private Fill newFill(Exchange exchange, Subject subject, String fillKey, long stale) {
        return new Fill(this, fillKey, subject, exchange, stale);
    }

    /** The request that fetches a whole response, with the validators of a stored one. */
    RequestHead fillRequest(Exchange exchange, Subject subject, @Nullable StoredHead stale) {
        RequestHead forwarded = upstream.forwarded(exchange, subject, "GET");
        if (stale == null) {
            return Conditional.fillRequest(forwarded);
        }
        ResponseHead stored = new ResponseHead(stale.status(), stale.fields());
        return Conditional.validationRequest(forwarded, List.of(stored));
    }

    // ---- Requests that go past the cache.

    /** Passes a request to the origin, and forgets what an unsafe one may have changed. */
    void forward(Exchange exchange, Subject subject) {
        boolean reads = exchange.request().isRead();
        relay(exchange, subject, reads ? CacheStatus.Reason.REQUEST : CacheStatus.Reason.METHOD);
    }

    private void relay(Exchange exchange, Subject subject, CacheStatus.Reason reason) {
        counters.passed.increment();
        RequestHead request = upstream.forwarded(exchange, subject, exchange.request().method());
        Relay relay = new Relay(exchange, guide(exchange, reason, ""));
        long length = exchange.requestBodyLength();
        relay.start(origins.send(exchange.eventLoop(), group(subject), request, length, relay));
    }

    /** How a relayed response reaches the client. */
    Relay.Guide guide(Exchange exchange, CacheStatus.Reason reason, String detail) {
        return new Relay.Guide() {
            @Override
            public ResponseHead toClient(ResponseHead fromOrigin) {
                variants.invalidate(exchange.request(), fromOrigin);
                return forClient(fromOrigin, reason, detail);
            }

            @Override
            public void failed(OriginFailure failure) {
                counters.originFailures.increment();
                originFailed(exchange, failure);
            }
        };
    }

    private ResponseHead forClient(
            ResponseHead fromOrigin, CacheStatus.Reason reason, String detail) {
        Fields.Builder fields = HopByHop.endToEnd(fromOrigin.fields()).toBuilder();
        if (!fromOrigin.fields().contains("Date")) {
            fields.add("Date", HttpDate.format(clock.millis()));
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

    /** Tells a client that no origin gave a response. */
    void originFailed(Exchange exchange, OriginFailure failure) {
        originFailed(exchange, failure, failure.kind().status());
    }

    /** The same with the status that the stored response demands. */
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
        answers.text(
                exchange,
                status,
                "The origin gave no usable response: " + kind + ".",
                Fields.of(CacheStatus.NAME, cacheStatus.after(null)));
    }

    /** What to do when an origin failed while a stored response was being validated. */
    io.neurocache.edge.rules.OriginFailure afterFailure(
            io.neurocache.edge.rules.OriginFailure.Kind kind,
            RequestHead request,
            StoredHead stale,
            Subject subject) {
        CacheControl.Request directives = CacheControl.ofRequest(request.fields());
        return io.neurocache.edge.rules.OriginFailure.decide(
                kind,
                directives,
                stale.freshness(),
                clock.millis(),
                reusePolicy(subject, directives));
    }

    // ---- What the routes say.

    OriginGroup group(Subject subject) {
        Route route = route(subject);
        return new OriginGroup(
                route.origins(),
                route.connectTimeout(),
                route.responseTimeout(),
                route.healthPath());
    }

    StorePolicy storePolicy(Subject subject) {
        return new StorePolicy(
                route(subject).defaultTtl().toSeconds(),
                StorePolicy.Heuristic.LAST_MODIFIED,
                StorePolicy.SetCookie.STORE_WHEN_EXPLICIT,
                StorePolicy.SharedMaxAge.YIELDS_TO_STALE_DIRECTIVES);
    }

    /**
     * What a stored response may do for a request. A client's directives are advice (RFC 9111
     * §5.2.1) that a shared edge does not take: else everybody outside could send requests past it.
     * Only {@code only-if-cached} is heard, which asks for less and not for more.
     */
    private ReusePolicy reusePolicy(Subject subject, CacheControl.Request directives) {
        Route route = subject.route();
        return new ReusePolicy(
                route == null ? 0 : route.staleIfError().toSeconds(),
                route == null ? 0 : route.staleIfUnreachable().toSeconds(),
                directives.onlyIfCached()
                        ? ReusePolicy.ClientDirectives.HONOUR
                        : ReusePolicy.ClientDirectives.IGNORE);
    }

    private static Route route(Subject subject) {
        Route route = subject.route();
        if (route == null) {
            throw new IllegalStateException("a request without a route goes to no origin");
        }
        return route;
    }

    @Override
    public void close() {
        verifier.close();
    }
}

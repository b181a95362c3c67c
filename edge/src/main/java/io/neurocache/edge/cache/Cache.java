package io.neurocache.edge.cache;

import io.netty.channel.EventLoopGroup;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.Limits;
import io.neurocache.edge.Routes;
import io.neurocache.edge.cache.Fetcher.Fallback;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.insight.Insight;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginPool;
import io.neurocache.edge.peer.PeerPool;
import io.neurocache.edge.peer.PeerRing;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.CacheControl;
import io.neurocache.edge.rules.CacheStatus;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.Reuse;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.supply.Supply;
import io.neurocache.slab.Slab;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The cache: looks a request's object up, and serves it, validates it, or has it filled.
 *
 * <p>Safe from any event loop; every exchange is handled on its own.
 */
public final class Cache implements AutoCloseable {
    /** The edge that asks has applied an order a moment before: some milliseconds are usual. */
    private static final long CATCH_UP_MILLIS = 2;

    private static final int CATCH_UP_TURNS = 50;

    private final ObjectStore store;
    private final OriginPool origins;
    private final EdgeCounters counters;
    private final Limits limits;
    private final Clock clock;
    private final Cluster cluster;
    private final Answers answers;
    private final Responder responder;
    private final Upstream upstream = new Upstream();
    private final Supply supply;
    private final Telling telling;
    private final CacheInsight insight = new CacheInsight(this);
    private final Preloader preloader;
    private final Variants variants;
    private final PendingPuts pendingPuts;
    private final Verifier verifier;
    private final Fills fills;
    private final Fetcher fetcher;
    private final Passing passing = new Passing(this);
    private final Writes writes;
    private final Ordering ordering;
    private final PassMemory passMemory = new PassMemory();
    private final Confirmations confirmations = new Confirmations();
    private final PassMemory tooLarge = new PassMemory();
    private volatile Routes routes = Routes.NONE;

    /**
     * Puts a cache together, without routes; the objects and the pool stay the caller's to close.
     *
     * @param loops which drive the pools
     * @param clock the wall clock of ages and dates
     * @param cluster what keeps this edge and the others from serving what was purged
     * @param directory what is known of objects in the cluster
     */
    public Cache(
            StoredObjects objects,
            OriginPool origins,
            PeerPool peers,
            EventLoopGroup loops,
            Limits limits,
            Clock clock,
            Cluster cluster,
            Directory directory) {
        this.store = objects.store();
        this.variants = objects.variants();
        this.pendingPuts = objects.pendingPuts();
        this.counters = objects.counters();
        this.origins = origins;
        this.limits = limits;
        this.clock = clock;
        this.cluster = cluster;
        this.answers = new Answers(clock);
        this.supply = new Supply(origins, peers, directory, cluster, counters);
        this.responder = new Responder(clock, counters, supply::self);
        this.fills = new Fills(limits.maxFills());
        this.fetcher = new Fetcher(this, cluster, fills, passMemory);
        this.verifier = new Verifier(store.slab(), counters);
        this.writes = new Writes(limits.maxWaiters());
        this.telling = new Telling(clock, counters);
        this.preloader = new Preloader(this, loops, counters);
        this.ordering = new Ordering(cluster, directory, answers);
    }

    /** The routes in force. */
    Routes routes() {
        return routes;
    }

    /** Puts other routes in force, for requests that come from now on. */
    public void replaceRoutes(Routes newRoutes) {
        routes = newRoutes;
    }

    /** Other edges are there from now on. */
    public void replacePeers(PeerRing ring) {
        supply.replaceRing(ring);
    }

    /**
     * Fetches objects soon that are not here: each named by its key under /cache/, or as {@code
     * //host/path?query} of a site. A hint; what is too much is dropped.
     */
    public void preload(List<String> names) {
        preloader.fetch(names);
    }

    /** Tells another observer from now on what clients get. */
    public void observeBy(Observer observer) {
        telling.replaceObserver(observer);
    }

    /** What is stored, to look at. */
    public Insight insight() {
        return insight;
    }

    CacheInsight ownInsight() {
        return insight;
    }

    /** How many other edges are asked. */
    public int peers() {
        return supply.peerCount();
    }

    /** Fills under way. */
    public int fillsUnderWay() {
        return fills.running();
    }

    // ---- What the others here work with.

    Answers answers() {
        return answers;
    }

    Telling telling() {
        return telling;
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

    Cluster cluster() {
        return cluster;
    }

    Variants variants() {
        return variants;
    }

    PendingPuts pendingPuts() {
        return pendingPuts;
    }

    Fills fills() {
        return fills;
    }

    Fetcher fetcher() {
        return fetcher;
    }

    Passing passing() {
        return passing;
    }

    Responder responder() {
        return responder;
    }

    Upstream upstream() {
        return upstream;
    }

    Supply supply() {
        return supply;
    }

    Writes writes() {
        return writes;
    }

    Ordering ordering() {
        return ordering;
    }

    PassMemory passMemory() {
        return passMemory;
    }

    /** The keys whose bodies, of unknown length, lately outgrew the slab. */
    PassMemory tooLarge() {
        return tooLarge;
    }

    Confirmations confirmations() {
        return confirmations;
    }

    OriginPool origins() {
        return origins;
    }

    // ---- Requests that a stored response may answer.

    /** Answers a GET or HEAD. */
    void serve(Exchange exchange, Subject subject) {
        PeerQuestion asker = subject.asker();
        if (asker == null) {
            counters.requests.increment();
            look(exchange, subject, 0);
        } else {
            counters.peerRequests.increment();
            serveWhenCaughtUp(exchange, subject, asker, CATCH_UP_TURNS);
        }
    }

    /**
     * Serves another edge once this one has applied the orders that the other has: else it could
     * give what was purged there already, and the other would keep it.
     */
    private void serveWhenCaughtUp(
            Exchange exchange, Subject subject, PeerQuestion asker, int turns) {
        if (cluster.appliedIndex() >= asker.ordered()) {
            look(exchange, subject, 0);
        } else if (turns == 0) {
            answers.unavailable(exchange, "This edge has not heard of the latest purge yet.");
        } else {
            var _ =
                    exchange.eventLoop()
                            .schedule(
                                    () -> serveWhenCaughtUp(exchange, subject, asker, turns - 1),
                                    CATCH_UP_MILLIS,
                                    TimeUnit.MILLISECONDS);
        }
    }

    /** Looks the object up, for the first time or after having waited for a fill in vain. */
    void look(Exchange exchange, Subject subject, int attempts) {
        long seenIndex = cluster.appliedIndex();
        long handle = variants.acquire(subject.keyBytes(), exchange.request().fields());
        if (handle == Slab.NONE) {
            miss(exchange, subject, attempts);
            return;
        }
        if (store.slab().needsVerification(handle)) {
            verifier.check(
                    handle,
                    exchange.eventLoop(),
                    sound -> verified(exchange, subject, attempts, handle, seenIndex, sound));
        } else {
            verified(exchange, subject, attempts, handle, seenIndex, true);
        }
    }

    private void verified(
            Exchange exchange,
            Subject subject,
            int attempts,
            long handle,
            long seenIndex,
            boolean sound) {
        @Nullable StoredHead head = sound ? StoredHead.read(store.slab().meta(handle)) : null;
        if (head == null) {
            store.slab().release(handle);
            miss(exchange, subject, attempts);
        } else {
            found(exchange, subject, attempts, new Found(handle, head, seenIndex));
        }
    }

    /**
     * A stored response that was looked up.
     *
     * @param handle with a reference
     * @param seenIndex up to where the log had been applied before
     */
    private record Found(long handle, StoredHead head, long seenIndex) {}

    private void found(Exchange exchange, Subject subject, int attempts, Found found) {
        CacheControl.Request directives = CacheControl.ofRequest(exchange.request().fields());
        StoredHead head = found.head();
        Verdict verdict = head.verdict(cluster.invalidations(), subject.key());
        long now = clock.millis();
        Freshness freshness =
                verdict == Verdict.STALE ? head.freshness().staleFrom(now) : head.freshness();
        Reuse reuse =
                Reuse.decide(directives, freshness, now, RouteRules.reuse(subject, directives));
        // Last: a pause in all that came before shows in the lease.
        boolean leased = cluster.isLeased(found.seenIndex());
        if (!leased && cluster.isLeased(cluster.appliedIndex())) {
            // A grant came meanwhile, perhaps with a purge that the look-up missed.
            store.slab().release(found.handle());
            look(exchange, subject, attempts);
            return;
        }
        if (leased && verdict == Verdict.CURRENT && head.born() > cluster.appliedIndex()) {
            // Born by the count of another log, of a cluster that this edge was in before.
            verdict = Verdict.DOUBTFUL;
        }
        count(verdict);
        boolean vouchedFor = leased || isConfirmed(found, subject);
        HitDecision.Source source = source(subject, head);
        HitDecision decision =
                HitDecision.of(
                        verdict,
                        reuse,
                        vouchedFor ? HitDecision.Cover.LEASED : RouteRules.cutOff(subject, cluster),
                        source,
                        directives.onlyIfCached());
        if (subject.asker() != null) {
            decision = decision.forPeer(source, directives.onlyIfCached());
        }
        if (!vouchedFor && decision != HitDecision.SERVE_UNLEASED) {
            counters.unleased.increment();
        }
        act(decision, exchange, subject, attempts, found);
    }

    /** What a client put is nothing that an origin knows of, even where one has the same key. */
    private static HitDecision.Source source(Subject subject, StoredHead head) {
        return subject.route() == null || head.provenance() == StoredHead.Provenance.UPLOAD
                ? HitDecision.Source.NONE
                : HitDecision.Source.ORIGIN;
    }

    /** Whether its origin was asked after the request came, by another one that waited with it. */
    private boolean isConfirmed(Found found, Subject subject) {
        return confirmations.isLater(store.slab().sequence(found.handle()), subject.came());
    }

    private void count(Verdict verdict) {
        switch (verdict) {
            case CURRENT -> {}
            case STALE -> counters.foundStaleByOrder.increment();
            case DOUBTFUL -> counters.foundDoubtful.increment();
            case GONE -> counters.foundGone.increment();
        }
    }

    private void act(
            HitDecision decision, Exchange exchange, Subject subject, int attempts, Found found) {
        switch (decision) {
            case SERVE -> hit(exchange, subject, attempts, found, "");
            case SERVE_STALE -> {
                counters.servedStale.increment();
                hit(exchange, subject, attempts, found, "");
            }
            case SERVE_AND_REVALIDATE -> {
                store.slab().retain(found.handle());
                validate(exchange, subject, Waiter.NOBODY, found, Fallback.ALLOWED);
                counters.servedStale.increment();
                hit(exchange, subject, attempts, found, "");
            }
            case SERVE_UNLEASED -> {
                counters.servedUnleased.increment();
                hit(exchange, subject, attempts, found, "lease-lost");
            }
            case VALIDATE -> {
                countMiss(subject, attempts);
                validate(exchange, subject, attempts, found, Fallback.ALLOWED);
            }
            case VALIDATE_STRICTLY -> {
                countMiss(subject, attempts);
                validate(exchange, subject, attempts, found, Fallback.FORBIDDEN);
            }
            case REMOVE -> {
                store.slab().remove(found.handle());
                store.slab().release(found.handle());
                miss(exchange, subject, attempts);
            }
            case REFUSE -> {
                store.slab().release(found.handle());
                countMiss(subject, attempts);
                answers.cutOff(exchange);
            }
            case GATEWAY_TIMEOUT -> {
                store.slab().release(found.handle());
                countMiss(subject, attempts);
                onlyIfCached(exchange);
            }
        }
    }

    private void validate(
            Exchange exchange, Subject subject, int attempts, Found found, Fallback fallback) {
        fetcher.fetch(
                new Waiter(exchange, subject, attempts),
                new Fetcher.Stale(found.handle(), fallback));
    }

    /** A request is a hit or a miss by its first look-up, whatever it waited for after that. */
    private void countMiss(Subject subject, int attempts) {
        if (attempts == 0 && subject.asker() == null) {
            counters.misses.increment();
        }
    }

    private void hit(Exchange exchange, Subject subject, int attempts, Found found, String detail) {
        PeerQuestion asker = subject.asker();
        if (attempts == 0 && asker == null) {
            counters.hits.increment();
        }
        store.served(found.handle());
        long ttl = found.head().freshness().ttlSeconds(clock.millis());
        Selected selected = Selected.published(store, found.handle(), found.head());
        telling.found(exchange, subject, found.head(), selected.length(), ttl, attempts);
        responder.send(
                exchange,
                asker,
                selected,
                new CacheStatus.Hit(ttl, detail),
                counters.bytesFromCache);
    }

    private void miss(Exchange exchange, Subject subject, int attempts) {
        countMiss(subject, attempts);
        RequestHead request = exchange.request();
        CacheControl.Request directives = CacheControl.ofRequest(request.fields());
        if (!Reuse.mayForward(directives, RouteRules.reuse(subject, directives))) {
            onlyIfCached(exchange);
        } else if (subject.route() == null && !mayAskPeers(subject)) {
            noOrigin(exchange);
        } else if (subject.route() != null
                && (request.method().equals("HEAD")
                        || tooLarge.remembers(subject.key(), System.nanoTime()))) {
            passing.relay(exchange, subject, CacheStatus.Reason.URI_MISS);
        } else {
            fetcher.fetch(new Waiter(exchange, subject, attempts), null);
        }
    }

    private boolean mayAskPeers(Subject subject) {
        return subject.asker() == null && supply.hasPeers();
    }

    /** Answers for an object without an origin that no edge has given. */
    void absent(Exchange exchange, OriginFailure failure) {
        if (failure.kind() == OriginFailure.Kind.ABSENT) {
            noOrigin(exchange);
        } else {
            answers.unavailable(
                    exchange, "The edges that are known to hold this object do not give it.");
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

    @Override
    public void close() {
        verifier.close();
    }
}

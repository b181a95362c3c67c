package io.neurocache.edge.cache;

import io.neurocache.edge.insight.Observer.Answer;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.rules.CacheStatus;
import io.neurocache.edge.rules.ResponseHead;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a fill, and what each of them gets.
 *
 * <p>When a response is for one client alone, the request that started the fill gets it and the
 * others ask for themselves. The same when an order to forget has come meanwhile that covers the
 * response: those who joined may have come after it.
 *
 * <p>Confined to the fill's event loop; each exchange is answered on its own.
 */
final class Audience {
    private final Cache cache;
    private final Birth birth;
    private final Waiters waiters;
    private final long startNanos = System.nanoTime();

    /** Whether nobody has to stand behind the fill any more. */
    private boolean past;

    Audience(Cache cache, Birth birth, Waiter leader) {
        this.cache = cache;
        this.birth = birth;
        this.waiters = new Waiters(cache.limits().maxWaiters());
        if (leader.waits()) {
            waiters.lead(leader);
        }
    }

    // ---- They come.

    /** Takes one who gets the response if it may be shared. */
    void join(Waiter waiter) {
        if (!waiters.follow(waiter)) {
            refuse(waiter);
        }
    }

    /** Takes one who asks anew when the fill is past. */
    void standBehind(Waiter waiter) {
        if (past) {
            askAnew(waiter);
        } else if (!waiters.standBehind(waiter)) {
            refuse(waiter);
        }
    }

    // ---- They get a response.

    /** Sends an interim response to the one who started the fill. */
    void interim(ResponseHead head) {
        Waiter leader = waiters.leader();
        if (leader != null) {
            leader.exchange().interim(head);
        }
    }

    /** When the fill began. */
    long startNanos() {
        return startNanos;
    }

    /** Gives a response that is on its way to all who wait. */
    void stream(Storing now, CacheStatus.Reason reason, Provider provider) {
        Waiter leader = waiters.takeLeader();
        if (leader != null) {
            stream(leader, now, reason, provider, CacheStatus.Collapsing.ALONE);
        }
        waiters.takeFollowers().forEach(waiter -> follow(waiter, now, reason, provider));
    }

    /** The same for one who joins, as long as it may be shared. */
    void follow(Waiter waiter, Storing now, CacheStatus.Reason reason, Provider provider) {
        if (now.overflowing() || !birth.isCurrent()) {
            askAnew(waiter);
        } else {
            stream(waiter, now, reason, provider, CacheStatus.Collapsing.COLLAPSED);
        }
    }

    private void stream(
            Waiter waiter,
            Storing now,
            CacheStatus.Reason reason,
            Provider provider,
            CacheStatus.Collapsing collapsing) {
        if (!now.matches(waiter.exchange().request().fields())) {
            askForVariant(waiter, now.placement());
            return;
        }
        CacheStatus status =
                new CacheStatus.Forwarded(
                        reason,
                        now.status(),
                        CacheStatus.NO_TTL,
                        collapsing == CacheStatus.Collapsing.ALONE
                                ? CacheStatus.Storing.STORED
                                : CacheStatus.Storing.NOT_STORED,
                        collapsing,
                        provider.detail());
        Selected selected = now.open(waiter.exchange().eventLoop());
        LongAdder bytes =
                provider.isPeer()
                        ? cache.counters().bytesFromPeers
                        : cache.counters().bytesFromOrigin;
        waiter.onLoop(w -> send(w, selected, status, bytes, Answer.FETCHED));
    }

    private void send(
            Waiter waiter, Selected selected, CacheStatus status, LongAdder bytes, Answer how) {
        cache.telling().fetched(waiter.exchange(), waiter.subject(), selected, how, startNanos);
        cache.responder()
                .send(waiter.exchange(), waiter.subject().asker(), selected, status, bytes);
    }

    private void askForVariant(Waiter waiter, Variants.Placement placement) {
        waiter.onLoop(w -> {
            String key = Variants.fillKey(w.subject(), w.exchange(), placement.vary());
            cache.fetcher()
                    .fetch(new Waiter(w.exchange(), w.subject(), w.attempts() + 1), key, null);
        });
    }

    /** Gives a published response to all who wait, each with a reference of its own. */
    void serve(Validation.Ready ready) {
        Waiter leader = waiters.takeLeader();
        if (leader != null) {
            serve(leader, ready);
        }
        boolean shared = birth.isCurrent();
        for (Waiter waiter : waiters.takeFollowers()) {
            if (shared) {
                serve(waiter, ready);
            } else {
                askAnew(waiter);
            }
        }
        ready.done().run();
    }

    private void serve(Waiter waiter, Validation.Ready ready) {
        cache.store().slab().retain(ready.handle());
        LongAdder bytes = cache.counters().bytesFromCache;
        waiter.onLoop(
                w -> send(w, ready.selection().get(), ready.status(), bytes, Answer.VALIDATED));
    }

    /** Takes the one who started the fill, if he waits still; the others ask anew. */
    @Nullable Waiter leaveLeader() {
        Waiter leader = waiters.takeLeader();
        waiters.takeFollowers().forEach(this::askAnew);
        return leader;
    }

    // ---- They get none.

    /** Sends all who wait to ask anew. */
    void askAnew() {
        Waiter leader = leaveLeader();
        if (leader != null) {
            askAnew(leader);
        }
    }

    /** Sends one to ask anew. */
    void askAnew(Waiter waiter) {
        waiter.onLoop(w -> cache.look(w.exchange(), w.subject(), w.attempts() + 1));
    }

    /** Sends those to ask anew who stand behind the fill, and whoever comes to stand there. */
    void bePast() {
        past = true;
        waiters.takeBehind().forEach(this::askAnew);
    }

    /** Tells all who wait that the origin gave no response. */
    void fail(OriginFailure failure, int status) {
        Waiter leader = waiters.takeLeader();
        if (leader != null) {
            fail(leader, failure, status);
        }
        waiters.takeFollowers().forEach(waiter -> fail(waiter, failure, status));
    }

    private void fail(Waiter waiter, OriginFailure failure, int status) {
        waiter.onLoop(w -> cache.passing().originFailed(w.exchange(), failure, status));
    }

    /** Tells all who wait that nobody has the object, or nobody who has it can be reached. */
    void absent(OriginFailure failure) {
        Waiter leader = waiters.takeLeader();
        if (leader != null) {
            absent(leader, failure);
        }
        waiters.takeFollowers().forEach(waiter -> absent(waiter, failure));
    }

    private void absent(Waiter waiter, OriginFailure failure) {
        waiter.onLoop(w -> cache.absent(w.exchange(), failure));
    }

    /** Tells all who wait that there is too much to do. */
    void refuse() {
        Waiter leader = waiters.takeLeader();
        if (leader != null) {
            refuse(leader);
        }
        waiters.takeFollowers().forEach(this::refuse);
    }

    private void refuse(Waiter waiter) {
        waiter.onLoop(w -> cache.answers().overloaded(w.exchange()));
    }
}

package io.neurocache.edge.cache;

import static io.neurocache.edge.rules.OriginFailure.isFailure;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.CacheStatus;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshening;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.OriginFailure.ForwardError;
import io.neurocache.edge.rules.OriginFailure.Generate;
import io.neurocache.edge.rules.OriginFailure.Kind;
import io.neurocache.edge.rules.OriginFailure.ServeStale;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Storability;
import io.neurocache.edge.rules.StorePolicy;
import io.neurocache.edge.rules.Times;
import io.neurocache.edge.rules.VaryKey;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import io.neurocache.slab.WriteResult;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call to an origin for one object, and everybody who waits for it (request collapsing).
 *
 * <pre>
 * ASKING    -- head that may be stored ----------------> STREAMING
 * ASKING    -- head that may not be stored ------------> RELAYING
 * ASKING    -- 304 for the stored response, or failure -> OVER
 * STREAMING -- end of the body, or failure ------------> OVER
 * RELAYING  -- end of the body, or failure ------------> OVER
 * </pre>
 *
 * When a response may not be stored only the request that started the fill gets it; the others ask
 * for themselves. A fill whose clients have all gone goes on: the object is wanted.
 *
 * <p>Confined to one event loop, that of the request that started it; {@link #join} may be called
 * from any.
 */
final class Fill implements OriginListener {
    /** In place of a count of attempts: the exchange has its answer and does not wait. */
    static final int NOBODY = -1;

    private final Cache cache;
    private final String fillKey;
    private final Subject subject;
    private final RequestHead request;
    private final EventLoop loop;
    private final long requestTimeMillis;
    private final long generation;

    /** The stale response being validated, with a reference of this fill; or Slab.NONE. */
    private long validating;

    private List<Waiter> waiting = new ArrayList<>(4);
    private Phase phase = Phase.ASKING;

    /** Whether it holds one of the places for running fills. */
    private boolean counted;

    private @Nullable OriginCall call;
    private @Nullable Relay relay;
    private @Nullable Storing storing;

    private enum Phase {
        ASKING,
        STREAMING,
        RELAYING,
        OVER
    }

    /** What an exchange is to a fill. */
    enum Part {
        /** It started the fill, and gets the response whatever it is. */
        LEADER,
        /** It joined, and gets the response if it may be shared. */
        FOLLOWER
    }

    /**
     * Somebody who waits for the outcome.
     *
     * @param attempts how many fills the exchange had waited for before
     */
    record Waiter(Exchange exchange, Subject subject, int attempts, Part part) {}

    /** A response on its way into the slab. */
    @SuppressWarnings("ArrayRecordComponent") // a bundle for this class alone; never compared
    private record Storing(
            ObjectWriter writer,
            FillBody body,
            Variants.Placement placement,
            StoredHead head,
            byte[] meta,
            long length) {}

    /**
     * Prepares a fill; {@link #start} makes the call.
     *
     * @param fillKey where others find it; empty when they do not
     * @param exchange the exchange whose request it makes
     * @param validating a stored response to validate, whose reference passes; or Slab.NONE
     */
    Fill(Cache cache, String fillKey, Subject subject, Exchange exchange, long validating) {
        this.cache = cache;
        this.fillKey = fillKey;
        this.subject = subject;
        this.request = exchange.request();
        this.loop = exchange.eventLoop();
        this.validating = validating;
        this.requestTimeMillis = cache.clock().millis();
        this.generation = cache.variants().generation(subject.key());
    }

    /** Whether its object was purged or put since it began: a new request asks the origin anew. */
    boolean isSuperseded() {
        return cache.variants().generation(subject.key()) != generation;
    }

    /** Makes the call; on the event loop of the exchange. */
    void start(Exchange exchange, int attempts) {
        if (attempts != NOBODY) {
            waiting.add(new Waiter(exchange, subject, attempts, Part.LEADER));
        }
        counted = cache.fills().tryBegin();
        if (!counted) {
            takeWaiting().forEach(w -> cache.answers().overloaded(w.exchange()));
            over();
            return;
        }
        RequestHead toOrigin = cache.fillRequest(exchange, subject, staleHead());
        cache.counters().originFetches.increment();
        call = cache.origins().send(loop, cache.group(subject), toOrigin, 0, this);
    }

    private @Nullable StoredHead staleHead() {
        return validating == Slab.NONE
                ? null
                : StoredHead.read(cache.store().slab().meta(validating));
    }

    /** Waits for the outcome, or asks anew when it is already past. Safe from any thread. */
    void join(Waiter waiter) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> join(waiter));
            return;
        }
        Storing now = storing;
        if (phase == Phase.ASKING && waiting.size() >= cache.limits().maxWaiters()) {
            onLoopOf(waiter, w -> cache.answers().overloaded(w.exchange()));
        } else if (phase == Phase.ASKING) {
            waiting.add(waiter);
        } else if (phase == Phase.STREAMING && now != null) {
            stream(waiter, now);
        } else {
            askAnew(waiter);
        }
    }

    private void askAnew(Waiter waiter) {
        onLoopOf(waiter, w -> cache.look(w.exchange(), w.subject(), w.attempts() + 1));
    }

    private static void onLoopOf(Waiter waiter, Consumer<Waiter> work) {
        EventLoop waitersLoop = waiter.exchange().eventLoop();
        if (waitersLoop.inEventLoop()) {
            work.accept(waiter);
        } else {
            waitersLoop.execute(() -> work.accept(waiter));
        }
    }

    @Override
    public void interim(ResponseHead head) {
        for (Waiter waiter : waiting) {
            if (waiter.part() == Part.LEADER) {
                waiter.exchange().interim(head);
            }
        }
    }

    @Override
    public void head(ResponseHead head, long bodyLength) {
        long now = Math.max(requestTimeMillis, cache.clock().millis());
        Times times = new Times(requestTimeMillis, now);
        StoredHead stale = staleHead();
        if (head.status() == 304 && stale != null) {
            revalidated(head, stale, times);
        } else if (stale != null && mayStandIn(stale, head.status())) {
            cancelCall();
            serveStale(head.status());
        } else {
            switch (Storability.decide(request, head, times, cache.storePolicy(subject))) {
                case Storability.Store store -> store(head, store, bodyLength);
                case Storability.DoNotStore(Storability.Reason reason) ->
                        relay(head, bodyLength, reason.detail());
            }
        }
    }

    private boolean mayStandIn(StoredHead stale, int status) {
        return isFailure(status)
                && cache.afterFailure(Kind.ERROR_RESPONSE, request, stale, subject)
                        instanceof ServeStale;
    }

    // ---- The response may be stored.

    private void store(ResponseHead received, Storability.Store store, long bodyLength) {
        Fields fields = store.head().fields();
        byte[] meta = encode(store.head(), store.freshness());
        if (!VaryKey.isUsable(fields)) {
            relay(received, bodyLength, "vary");
            return;
        }
        Variants.Placement placement = cache.variants().place(subject, request, fields);
        if (bodyLength > cache.limits().maxBodyBytes()
                || !cache.store().fits(placement.key(), meta, bodyLength)) {
            relay(received, bodyLength, "too-large");
            return;
        }
        ObjectWriter writer = cache.store().writer(placement.key(), meta, bodyLength);
        if (writer.handle() == Slab.NONE) {
            writer.abort();
            cache.counters().notStored.increment();
            relay(received, bodyLength, "no-room");
            return;
        }
        FillBody body = new FillBody(cache.store().slab(), writer, loop, this::pace);
        StoredHead head = StoredHead.of(meta);
        Storing now = new Storing(writer, body, placement, head, meta, bodyLength);
        storing = now;
        phase = Phase.STREAMING;
        takeWaiting().forEach(waiter -> stream(waiter, now));
    }

    private List<Waiter> takeWaiting() {
        List<Waiter> taken = waiting;
        waiting = List.of();
        return taken;
    }

    private void stream(Waiter waiter, Storing now) {
        if (now.body().overflowing()) {
            askAnew(waiter);
            return;
        }
        if (!now.placement().matches(waiter.exchange().request().fields())) {
            askForVariant(waiter, now.placement());
            return;
        }
        FillBody.Follower follower = now.body().open(waiter.exchange().eventLoop());
        CacheStatus status = forwarded(now.head().status(), waiter.part());
        Selected selected = Selected.growing(now.head(), now.meta(), follower, now.length());
        onLoopOf(waiter, w -> send(w, selected, status, cache.counters().bytesFromOrigin));
    }

    private void send(Waiter waiter, Selected selected, CacheStatus status, LongAdder bytes) {
        cache.responder().send(waiter.exchange(), selected, status, bytes);
    }

    private CacheStatus forwarded(int status, Part part) {
        boolean leads = part == Part.LEADER;
        return new CacheStatus.Forwarded(
                validating == Slab.NONE ? CacheStatus.Reason.URI_MISS : CacheStatus.Reason.STALE,
                status,
                CacheStatus.NO_TTL,
                leads ? CacheStatus.Storing.STORED : CacheStatus.Storing.NOT_STORED,
                leads ? CacheStatus.Collapsing.ALONE : CacheStatus.Collapsing.COLLAPSED,
                "");
    }

    private void askForVariant(Waiter waiter, Variants.Placement placement) {
        onLoopOf(
                waiter,
                w -> {
                    String key = Variants.fillKey(w.subject(), w.exchange(), placement.vary());
                    cache.fill(w.exchange(), w.subject(), key, Slab.NONE, w.attempts() + 1);
                });
    }

    @Override
    public void data(ByteBuf data) {
        Storing now = storing;
        if (phase == Phase.RELAYING && relay != null) {
            relay.data(data);
        } else if (phase == Phase.STREAMING && now != null) {
            store(data, now);
        } else {
            data.release();
        }
    }

    private void store(ByteBuf data, Storing now) {
        if (!now.body().overflowing() && now.writer().write(data) == WriteResult.OK) {
            data.release();
            now.body().grown();
            return;
        }
        if (!now.body().overflowing()) {
            leaveFills();
            cache.tooLarge().remember(subject.key(), System.nanoTime());
            cache.counters().notStored.increment();
        }
        if (now.body().overflow(data) && call != null) {
            call.pause();
        }
        pace();
    }

    /** Goes on, or gives up, when readers of an overflowing body have moved or left. */
    private void pace() {
        Storing now = storing;
        if (phase != Phase.STREAMING || now == null || !now.body().overflowing()) {
            return;
        }
        if (!now.body().followed()) {
            cancelCall();
            end(now, BodySource.State.BROKEN);
        } else if (now.body().wantsMore() && call != null) {
            call.resume();
        }
    }

    @Override
    public void end(Fields trailers) {
        Storing now = storing;
        if (phase == Phase.RELAYING && relay != null) {
            over();
            relay.end(trailers);
        } else if (phase == Phase.STREAMING && now != null) {
            if (!now.body().overflowing()) {
                commit(now);
            }
            end(now, BodySource.State.COMPLETE);
        }
    }

    private void commit(Storing now) {
        // Published before the fill leaves the list: whoever comes next finds the one or the other.
        long handle = cache.variants().publish(now.writer(), now.placement(), generation);
        if (handle == Slab.NONE) {
            cache.counters().notStored.increment();
            return;
        }
        cache.counters().stored.increment();
        cache.store().slab().release(handle);
    }

    private void end(Storing now, BodySource.State state) {
        now.writer().abort();
        over();
        now.body().end(state);
    }

    // ---- The stored response may be used again.

    private void revalidated(ResponseHead head, StoredHead stale, Times times) {
        ResponseHead stored = new ResponseHead(stale.status(), stale.fields());
        if (Freshening.identified(List.of(stored), head).isEmpty()) {
            // A 304 for something else: fetch it whole, without validators that mislead.
            cache.store().slab().remove(validating);
            takeWaiting().forEach(this::askAnew);
            over();
            return;
        }
        cache.counters().revalidated.increment();
        StorePolicy policy = cache.storePolicy(subject);
        switch (Freshening.notModified(request, stored, head, times, policy)) {
            case Freshening.Updated(ResponseHead updated, Freshness freshness) ->
                    renew(updated, freshness);
            case Freshening.ServeOnce(ResponseHead updated, Storability.Reason _) ->
                    serveOnce(encode(updated, stale.freshness()));
            case Freshening.Outdated() -> throw new IllegalStateException("only a HEAD says that");
        }
    }

    private void renew(ResponseHead updated, Freshness freshness) {
        Slab slab = cache.store().slab();
        byte[] meta = encode(updated, freshness);
        long renewed = slab.replaceMeta(validating, meta);
        if (renewed == Slab.NONE) {
            // Purged or replaced meanwhile, or no room: what was validated still answers now.
            serveOnce(meta);
            return;
        }
        serve(
                renewed,
                waiter -> Selected.published(cache.store(), renewed, StoredHead.of(meta)),
                validated());
        slab.release(renewed);
    }

    private void serveOnce(byte[] meta) {
        long handle = validating;
        StoredHead head = StoredHead.of(meta);
        serve(handle, waiter -> Selected.published(cache.store(), handle, head, meta), validated());
    }

    private static CacheStatus validated() {
        return new CacheStatus.Forwarded(
                CacheStatus.Reason.STALE,
                304,
                CacheStatus.NO_TTL,
                CacheStatus.Storing.NOT_STORED,
                CacheStatus.Collapsing.ALONE,
                "");
    }

    private static byte[] encode(ResponseHead head, Freshness freshness) {
        Fields fields =
                head.fields().toBuilder()
                        .remove("Content-Length")
                        .set("Accept-Ranges", "bytes")
                        .build();
        return StoredHead.encode(StoredHead.Provenance.ORIGIN, head.status(), freshness, fields);
    }

    /** Serves the stored response although the origin could not confirm it (RFC 5861 §4). */
    private void serveStale(int originStatus) {
        cache.counters().servedStale.increment();
        long handle = validating;
        CacheStatus status =
                new CacheStatus.Forwarded(
                        CacheStatus.Reason.STALE,
                        originStatus,
                        CacheStatus.NO_TTL,
                        CacheStatus.Storing.NOT_STORED,
                        CacheStatus.Collapsing.ALONE,
                        originStatus == CacheStatus.NO_STATUS ? "unreachable" : "stale-if-error");
        MemorySegment meta = cache.store().slab().meta(handle);
        serve(
                handle,
                waiter ->
                        Selected.published(
                                cache.store(),
                                handle,
                                Objects.requireNonNull(StoredHead.read(meta))),
                status);
    }

    /** Gives a published response to all who wait, each with a reference of its own, and ends. */
    private void serve(long handle, Function<Waiter, Selected> selection, CacheStatus status) {
        for (Waiter waiter : takeWaiting()) {
            cache.store().slab().retain(handle);
            LongAdder bytes = cache.counters().bytesFromCache;
            onLoopOf(waiter, w -> send(w, selection.apply(w), status, bytes));
        }
        over();
    }

    // ---- The response is for one client only.

    private void relay(ResponseHead head, long bodyLength, String detail) {
        leaveFills();
        cache.passMemory().remember(subject.key(), System.nanoTime());
        phase = Phase.RELAYING;
        @Nullable Waiter leader = null;
        for (Waiter waiter : takeWaiting()) {
            if (waiter.part() == Part.LEADER) {
                leader = waiter;
            } else {
                askAnew(waiter);
            }
        }
        OriginCall running = call;
        if (leader == null || running == null) {
            cancelCall();
            over();
            return;
        }
        Exchange exchange = leader.exchange();
        Relay passing =
                new Relay(exchange, cache.guide(exchange, CacheStatus.Reason.URI_MISS, detail));
        relay = passing;
        passing.startBodyless(running);
        passing.head(head, bodyLength);
    }

    // ---- There is no response, or not all of one.

    @Override
    public void failed(OriginFailure failure) {
        cache.counters().originFailures.increment();
        Storing now = storing;
        switch (phase) {
            case RELAYING -> {
                over();
                if (relay != null) {
                    relay.failed(failure);
                }
            }
            case STREAMING -> {
                if (now != null) {
                    end(now, BodySource.State.BROKEN);
                }
            }
            case ASKING -> failedToAnswer(failure);
            case OVER -> {}
        }
    }

    private void failedToAnswer(OriginFailure failure) {
        StoredHead stale = staleHead();
        if (stale == null) {
            fail(failure, failure.kind().status());
            return;
        }
        Kind kind = failure.kind() == OriginFailure.Kind.TIMEOUT ? Kind.TIMEOUT : Kind.BROKEN;
        switch (cache.afterFailure(kind, request, stale, subject)) {
            case ServeStale() -> serveStale(CacheStatus.NO_STATUS);
            case ForwardError() -> fail(failure, failure.kind().status());
            case Generate(int status) -> fail(failure, status);
        }
    }

    private void fail(OriginFailure failure, int status) {
        for (Waiter waiter : takeWaiting()) {
            onLoopOf(waiter, w -> cache.originFailed(w.exchange(), failure, status));
        }
        over();
    }

    @Override
    public void writable() {
        // A fill's request has no body.
    }

    private void cancelCall() {
        if (call != null) {
            call.cancel();
        }
    }

    private void leaveFills() {
        if (!fillKey.isEmpty()) {
            cache.fills().remove(fillKey, this);
        }
    }

    private void over() {
        phase = Phase.OVER;
        storing = null;
        leaveFills();
        if (counted) {
            counted = false;
            cache.fills().ended();
        }
        if (validating != Slab.NONE) {
            cache.store().slab().release(validating);
            validating = Slab.NONE;
        }
    }
}

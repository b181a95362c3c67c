package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Storability;
import io.neurocache.edge.rules.Times;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import io.neurocache.slab.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
        } else if (stale != null
                && cache.mayServeStaleAfter(head.status(), request, stale, subject)) {
            cancelCall();
            serveStale(stale, "fwd-status=" + head.status());
        } else {
            switch (Storability.decide(request, head, times, cache.storePolicy(subject))) {
                case Storability.Store store -> store(head, store, bodyLength);
                case Storability.DoNotStore(Storability.Reason reason) ->
                        relay(head, bodyLength, reason.detail());
            }
        }
    }

    // ---- The response may be stored.

    private void store(ResponseHead received, Storability.Store store, long bodyLength) {
        Fields fields =
                store.head().fields().toBuilder()
                        .remove("Content-Length")
                        .set("Accept-Ranges", "bytes")
                        .build();
        byte[] meta =
                StoredHead.encode(
                        StoredHead.Provenance.ORIGIN,
                        store.head().status(),
                        store.freshness(),
                        fields);
        Variants.Placement placement = cache.variants().place(subject, request, fields);
        if (!cache.store().fits(placement.key(), meta, bodyLength)) {
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
        boolean late = now.body().overflowing();
        if (late || !now.placement().matches(waiter.exchange().request().fields())) {
            askAnew(waiter);
            return;
        }
        FillBody.Follower follower = now.body().open(waiter.exchange().eventLoop());
        String status =
                validating == Slab.NONE
                        ? "NeuroCache; fwd=uri-miss"
                        : "NeuroCache; fwd=stale; fwd-status=" + now.head().status();
        String role = waiter.part() == Part.LEADER ? "; stored" : "; collapsed";
        onLoopOf(
                waiter,
                w ->
                        cache.responder()
                                .send(
                                        w.exchange(),
                                        Selected.growing(
                                                now.head(), now.meta(), follower, now.length()),
                                        status + role,
                                        cache.counters().bytesFromOrigin));
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
        long handle = now.writer().commit();
        if (handle == Slab.NONE) {
            cache.counters().notStored.increment();
            return;
        }
        // Published before the fill leaves the list: whoever comes next finds the one or the other.
        cache.variants().published(now.placement());
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
        cache.counters().revalidated.increment();
        Slab slab = cache.store().slab();
        byte[] meta = cache.freshened(stale, head, times, subject);
        long renewed = slab.replaceMeta(validating, meta);
        StoredHead newHead = StoredHead.of(meta);
        if (renewed == Slab.NONE) {
            // Purged or replaced meanwhile, or no room: what was validated still answers now.
            slab.retain(validating);
            renewed = validating;
            newHead = stale;
        }
        serve(renewed, newHead, "NeuroCache; fwd=stale; fwd-status=304");
        slab.release(renewed);
    }

    private void serveStale(StoredHead stale, String detail) {
        cache.counters().servedStale.increment();
        serve(validating, stale, "NeuroCache; hit; fwd=stale; " + detail);
    }

    /** Gives a published response to all who wait, and ends. */
    private void serve(long handle, StoredHead head, String status) {
        Slab slab = cache.store().slab();
        for (Waiter waiter : takeWaiting()) {
            slab.retain(handle);
            onLoopOf(
                    waiter,
                    w ->
                            cache.respond(
                                    w.exchange(),
                                    handle,
                                    head,
                                    status,
                                    cache.counters().bytesFromCache));
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
        String forwarded = "fwd=uri-miss; detail=" + detail;
        Exchange exchange = leader.exchange();
        Relay passing = new Relay(exchange, cache.guide(exchange, subject, forwarded));
        relay = passing;
        passing.start(running);
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
            case ASKING -> {
                StoredHead stale = staleHead();
                if (stale != null && cache.mayServeStaleAfter(failure, request, stale, subject)) {
                    serveStale(stale, "detail=origin-failed");
                } else {
                    fail(failure);
                }
            }
            case OVER -> {}
        }
    }

    private void fail(OriginFailure failure) {
        for (Waiter waiter : takeWaiting()) {
            onLoopOf(waiter, w -> cache.originFailed(w.exchange(), failure));
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

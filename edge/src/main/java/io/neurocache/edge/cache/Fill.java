package io.neurocache.edge.cache;

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
import io.neurocache.edge.rules.PeerAnswer;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Storability;
import io.neurocache.edge.rules.Times;
import io.neurocache.edge.rules.VaryKey;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import java.util.List;
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
 * A fill whose clients have all gone goes on: the object is wanted.
 *
 * <p>Confined to one event loop, that of the request that started it; {@link #join}, {@link
 * #standBehind} and {@link #isSuperseded} may be called from any.
 */
final class Fill implements OriginListener {
    private final Cache cache;
    private final String fillKey;
    private final Subject subject;
    private final Exchange first;
    private final RequestHead request;
    private final EventLoop loop;
    private final long requestTimeMillis;
    private final Birth birth;
    private final Audience audience;

    /** The stale response being validated; null for none, or when it has been given back. */
    private @Nullable Validation validation;

    private Phase phase = Phase.ASKING;

    /** Whether it holds one of the places for running fills. */
    private boolean counted;

    private final FillSource source;
    private @Nullable OriginCall call;
    private @Nullable Relay relay;
    private @Nullable Storing storing;

    private enum Phase {
        ASKING,
        STREAMING,
        RELAYING,
        OVER
    }

    /**
     * Prepares a fill; {@link #start} makes the call.
     *
     * @param fillKey where others find it; empty when they do not
     * @param leader whose request it makes, and who gets the response if he waits
     * @param stale a stored response to validate, whose reference passes; or null
     */
    Fill(Cache cache, String fillKey, Waiter leader, Fetcher.@Nullable Stale stale) {
        this.cache = cache;
        this.fillKey = fillKey;
        this.subject = leader.subject();
        this.first = leader.exchange();
        this.request = first.request();
        this.loop = first.eventLoop();
        this.requestTimeMillis = cache.clock().millis();
        this.birth =
                new Birth(
                        cache.cluster(),
                        cache.variants(),
                        subject.key(),
                        cache.fills().nextNumber());
        this.audience = new Audience(cache, birth, leader);
        this.validation = stale == null ? null : new Validation(cache, subject, birth, stale);
        this.source = new FillSource(cache, subject, first);
    }

    /** Its place among the fills: who came when there were fewer, came before it began. */
    long number() {
        return birth.number();
    }

    /**
     * Whether its object was purged or put since it began: a new request asks the origin anew. Safe
     * from any thread.
     */
    boolean isSuperseded() {
        return !birth.isCurrent();
    }

    /** Makes the call; on the event loop of the leader. */
    void start() {
        counted = cache.fills().tryBegin();
        if (!counted) {
            audience.refuse();
            over();
            return;
        }
        ResponseHead stored = validation == null ? null : validation.stored();
        call = source.begin(loop, stored, !fillKey.isEmpty(), this);
    }

    /** Waits for the outcome, or asks anew when it is already past. Safe from any thread. */
    void join(Waiter waiter) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> join(waiter));
            return;
        }
        Storing now = storing;
        if (phase == Phase.ASKING) {
            audience.join(waiter);
        } else if (phase == Phase.STREAMING && now != null) {
            audience.follow(waiter, now, reason(), source.provider());
        } else {
            audience.askAnew(waiter);
        }
    }

    /** Waits until the fill is past, and asks anew then. Safe from any thread. */
    void standBehind(Waiter waiter) {
        if (loop.inEventLoop()) {
            audience.standBehind(waiter);
        } else {
            loop.execute(() -> audience.standBehind(waiter));
        }
    }

    // ---- The origin answers.

    @Override
    public void interim(ResponseHead head) {
        audience.interim(head);
    }

    @Override
    public void head(ResponseHead head, long bodyLength) {
        long now = Math.max(requestTimeMillis, cache.clock().millis());
        Times times = new Times(requestTimeMillis, now);
        Validation stale = validation;
        PeerAnswer said = source.answer();
        if (said != null) {
            cache.counters().peerFills.increment();
            if (said.born() != PeerAnswer.NOW) {
                birth.earlier(said.born());
            }
        }
        if (said != null && said.isUpload()) {
            store(head, Upload.storable(head, times), StoredHead.Provenance.UPLOAD, bodyLength);
        } else if (head.status() == 304 && stale != null) {
            confirmed(head, stale, times);
        } else if (stale != null && stale.standsInFor(head.status(), request)) {
            cancelCall();
            audience.serve(stale.standIn(head.status()));
            over();
        } else {
            switch (Storability.decide(request, head, times, RouteRules.store(subject))) {
                case Storability.Store store ->
                        store(head, store, StoredHead.Provenance.ORIGIN, bodyLength);
                case Storability.DoNotStore(Storability.Reason reason) ->
                        relay(head, bodyLength, reason.detail());
            }
        }
    }

    // ---- The response may be stored.

    private void store(
            ResponseHead received,
            Storability.Store store,
            StoredHead.Provenance provenance,
            long bodyLength) {
        Fields fields = store.head().fields();
        if (!VaryKey.isUsable(fields)) {
            relay(received, bodyLength, "vary");
            return;
        }
        byte[] meta = Validation.encode(provenance, store.head(), store.freshness(), birth);
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
        Storing now =
                new Storing(
                        cache,
                        subject,
                        birth,
                        placement,
                        writer,
                        meta,
                        bodyLength,
                        loop,
                        this::pace);
        storing = now;
        phase = Phase.STREAMING;
        audience.stream(now, reason(), source.provider());
        if (!now.isShort()) {
            audience.bePast();
        }
    }

    private CacheStatus.Reason reason() {
        return validation == null ? CacheStatus.Reason.URI_MISS : CacheStatus.Reason.STALE;
    }

    @Override
    public void data(ByteBuf data) {
        Storing now = storing;
        if (phase == Phase.RELAYING && relay != null) {
            relay.data(data);
        } else if (phase == Phase.STREAMING && now != null) {
            if (!now.store(data)) {
                overflow(data, now);
            }
        } else {
            data.release();
        }
    }

    private void overflow(ByteBuf data, Storing now) {
        if (!now.overflowing()) {
            cache.tooLarge().remember(subject.key(), System.nanoTime());
            cache.counters().notStored.increment();
            leaveFills();
        }
        if (now.overflow(data) && call != null) {
            call.pause();
        }
        pace();
    }

    /** Goes on, or gives up, when readers of an overflowing body have moved or left. */
    private void pace() {
        Storing now = storing;
        if (phase != Phase.STREAMING || now == null || !now.overflowing()) {
            return;
        }
        if (!now.followed()) {
            cancelCall();
            end(now, BodySource.State.BROKEN);
        } else if (now.wantsMore() && call != null) {
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
            if (!now.overflowing()) {
                // Before the fill leaves the list: who comes next finds the one or the other.
                now.commit(source.peer(), audience.startNanos());
            }
            end(now, BodySource.State.COMPLETE);
        }
    }

    private void end(Storing now, BodySource.State state) {
        over();
        now.end(state);
    }

    // ---- The stored response may be used again.

    private void confirmed(ResponseHead head, Validation stale, Times times) {
        ResponseHead stored = stale.stored();
        if (Freshening.identified(List.of(stored), head).isEmpty()) {
            // A 304 for something else: fetch it whole, without validators that mislead.
            stale.drop();
            audience.askAnew();
            over();
            return;
        }
        cache.counters().revalidated.increment();
        switch (Freshening.notModified(request, stored, head, times, RouteRules.store(subject))) {
            case Freshening.Updated(ResponseHead updated, Freshness freshness) ->
                    audience.serve(stale.renew(updated, freshness));
            case Freshening.ServeOnce(ResponseHead updated, Storability.Reason _) ->
                    audience.serve(stale.once(updated));
            case Freshening.Outdated() -> throw new IllegalStateException("only a HEAD says that");
        }
        over();
    }

    // ---- The response is for one client only.

    private void relay(ResponseHead head, long bodyLength, String detail) {
        cache.passMemory().remember(subject.key(), System.nanoTime());
        phase = Phase.RELAYING;
        leaveFills();
        Waiter leader = audience.leaveLeader();
        OriginCall running = call;
        if (leader == null || running == null) {
            cancelCall();
            over();
            return;
        }
        Exchange exchange = leader.exchange();
        Relay passing =
                new Relay(
                        exchange,
                        cache.passing()
                                .guide(exchange, subject, CacheStatus.Reason.URI_MISS, detail));
        relay = passing;
        passing.startBodyless(running);
        passing.head(head, bodyLength);
    }

    // ---- There is no response, or not all of one.

    @Override
    public void failed(OriginFailure failure) {
        if (failure.kind() != OriginFailure.Kind.ABSENT) {
            cache.counters().originFailures.increment();
        }
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
        Validation stale = validation;
        int status = failure.kind().status();
        if (stale == null && subject.route() == null) {
            audience.absent(failure);
        } else if (stale == null) {
            audience.fail(failure, status);
        } else {
            Kind kind = failure.kind() == OriginFailure.Kind.TIMEOUT ? Kind.TIMEOUT : Kind.BROKEN;
            switch (stale.afterFailure(kind, request)) {
                case ServeStale() -> audience.serve(stale.standIn(CacheStatus.NO_STATUS));
                case ForwardError() -> audience.fail(failure, status);
                case Generate(int demanded) -> audience.fail(failure, demanded);
            }
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

    /** Leaves the list: nobody can join, and nobody has to stand behind it. */
    private void leaveFills() {
        if (!fillKey.isEmpty()) {
            cache.fills().remove(fillKey, this);
        }
        audience.bePast();
    }

    private void over() {
        phase = Phase.OVER;
        storing = null;
        leaveFills();
        if (counted) {
            counted = false;
            cache.fills().ended();
        }
        if (validation != null) {
            validation.close();
            validation = null;
        }
    }
}

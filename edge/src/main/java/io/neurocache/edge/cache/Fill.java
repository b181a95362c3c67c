package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshening;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Storability;
import io.neurocache.edge.rules.StorePolicy;
import io.neurocache.edge.rules.Times;
import io.neurocache.edge.rules.VaryKey;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import io.neurocache.slab.SlabWriter;
import io.neurocache.slab.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call to an origin for one object, and everybody who waits for it (request collapsing).
 *
 * <pre>
 * ASKING    -- head that may be stored -----------> STREAMING -- end of body --> OVER
 * ASKING    -- 304 for what is stored ------------> OVER
 * ASKING    -- failure, a stale one may be served -> OVER
 * ASKING    -- head that may not be stored -------> RELAYING  -- end of body --> OVER
 * ASKING    -- failure ---------------------------> OVER
 * STREAMING -- failure, or no reader of an overflow -> OVER
 * </pre>
 *
 * When a response may not be stored only the request that started the fill gets it; the others ask
 * for themselves. A fill whose clients have all gone goes on: the object is wanted.
 *
 * <p>Confined to one event loop, that of the request that started it; {@link #join} may be called
 * from any.
 */
final class Fill implements OriginListener {
    /** More waiting for one object than this get 503: they would only wait for their own timeout. */
    private static final int MAX_WAITING = 20_000;

    private final CacheParts parts;
    private final String fillKey;
    private final Subject subject;
    private final RequestHead request;
    private final EventLoop loop;
    private final long requestTimeMillis;

    /** The stale response being validated: this fill holds a reference; or {@link Slab#NONE}. */
    private final long validating;

    private List<Waiter> waiting = new ArrayList<>(4);
    private Phase phase = Phase.ASKING;
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
     * Somebody who waits for the outcome.
     *
     * @param attempts how many fills the exchange has waited for in vain
     */
    record Waiter(Exchange exchange, Subject subject, int attempts, boolean leader) {}

    /** What a response being stored consists of. */
    private record Storing(
            SlabWriter writer, FillBody body, StoredHead head, Fields vary, byte[] meta) {}

    /**
     * Prepares a fill; {@link #start} makes the call.
     *
     * @param request the client's request that started it
     * @param validating a stored response to validate, whose reference passes; or Slab.NONE
     */
    Fill(
            CacheParts parts,
            String fillKey,
            Subject subject,
            RequestHead request,
            EventLoop loop,
            long validating) {
        this.parts = parts;
        this.fillKey = fillKey;
        this.subject = subject;
        this.request = request;
        this.loop = loop;
        this.validating = validating;
        this.requestTimeMillis = parts.clock().millis();
    }

    /** Makes the call, on the fill's event loop. */
    void start(RequestHead toOrigin) {
        parts.counters().originFetches.increment();
        call = parts.origins().send(loop, parts.group(subject), toOrigin, 0, this);
    }

    /** Waits for the outcome, or asks anew when it is already past. */
    void join(Waiter waiter) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> join(waiter));
            return;
        }
        switch (phase) {
            case ASKING -> {
                if (waiting.size() >= MAX_WAITING) {
                    run(waiter, w -> parts.answers().overloaded(w.exchange()));
                } else {
                    waiting.add(waiter);
                }
            }
            case STREAMING -> {
                if (storing != null) {
                    stream(waiter, storing);
                }
            }
            case RELAYING, OVER -> run(waiter, parts.again());
        }
    }

    @Override
    public void interim(ResponseHead head) {
        for (Waiter waiter : waiting) {
            if (waiter.leader()) {
                waiter.exchange().interim(head);
            }
        }
    }

    @Override
    public void head(ResponseHead head, long bodyLength) {
        Times times = new Times(requestTimeMillis, Math.max(requestTimeMillis, now()));
        if (head.status() == 304 && validating != Slab.NONE) {
            revalidated(head, times);
        } else if (mayServeStale(head.status())) {
            serveStale("fwd-status=" + head.status());
        } else {
            StorePolicy policy = parts.storePolicy(subject);
            switch (Storability.decide(request, head, times, policy)) {
                case Storability.Store store -> store(head, store, bodyLength);
                case Storability.DoNotStore(Storability.Reason reason) ->
                        relay(head, bodyLength, reason.detail());
            }
        }
    }

    private long now() {
        return parts.clock().millis();
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
        if (bodyLength > parts.store().maxBodyBytes()) {
            relay(received, bodyLength, "too-large");
            return;
        }
        @Nullable VaryKey vary = VaryKey.of(fields, request);
        byte[] key = parts.variants().keyFor(subject, vary);
        SlabWriter writer = parts.store().writer(key, meta, bodyLength);
        FillBody body = new FillBody(parts.store(), writer, loop, this::pace);
        StoredHead head = parts.read(meta);
        Storing now = new Storing(writer, body, head, fields, meta);
        storing = now;
        phase = Phase.STREAMING;
        List<Waiter> joined = waiting;
        waiting = List.of();
        joined.forEach(waiter -> stream(waiter, now));
    }
}

package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.rules.CacheControl;
import io.neurocache.edge.rules.CacheStatus;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.OriginFailure;
import io.neurocache.edge.rules.OriginFailure.Kind;
import io.neurocache.edge.rules.OriginFailure.ServeStale;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A stored response that a fill asks its origin about: renewed by a 304, or standing in for an
 * origin that fails. It holds a reference to it until it is closed.
 *
 * <p>Confined to the fill's event loop.
 */
final class Validation implements AutoCloseable {
    private final Cache cache;
    private final Subject subject;
    private final Birth birth;
    private final long handle;
    private final StoredHead head;
    private final Fetcher.Fallback fallback;

    /**
     * A published response that answers those who wait.
     *
     * @param handle with a reference, given back by {@link #done}
     * @param selection makes it an answer; each call takes over a reference of its own
     */
    record Ready(long handle, Supplier<Selected> selection, CacheStatus status, Runnable done) {}

    Validation(Cache cache, Subject subject, Birth birth, Fetcher.Stale stale) {
        this.cache = cache;
        this.subject = subject;
        this.birth = birth;
        this.handle = stale.handle();
        this.fallback = stale.fallback();
        this.head = read(cache.store().slab(), handle);
        birth.tagged(head.tags());
    }

    private static StoredHead read(Slab slab, long handle) {
        return Objects.requireNonNull(StoredHead.read(slab.meta(handle)), "it was read before");
    }

    /** The head of the stored response. */
    StoredHead head() {
        return head;
    }

    /** The stored response as the rules take it. */
    ResponseHead stored() {
        return new ResponseHead(head.status(), head.fields());
    }

    // ---- The origin failed.

    /** What to do now. */
    OriginFailure afterFailure(Kind kind, RequestHead request) {
        // An order that came while the origin was asked forbids it as well; a soft one does not.
        if (fallback == Fetcher.Fallback.FORBIDDEN
                || birth.verdict().compareTo(Verdict.STALE) > 0) {
            return OriginFailure.decide(kind);
        }
        CacheControl.Request directives = CacheControl.ofRequest(request.fields());
        return OriginFailure.decide(
                kind,
                directives,
                head.freshness(),
                cache.clock().millis(),
                RouteRules.reuse(subject, directives));
    }

    /** Whether it answers in place of a response with this status. */
    boolean standsInFor(int status, RequestHead request) {
        return OriginFailure.isFailure(status)
                && afterFailure(Kind.ERROR_RESPONSE, request) instanceof ServeStale;
    }

    /** It answers although the origin could not confirm it (RFC 5861 §4). */
    Ready standIn(int originStatus) {
        cache.counters().servedStale.increment();
        CacheStatus status =
                new CacheStatus.Forwarded(
                        CacheStatus.Reason.STALE,
                        originStatus,
                        CacheStatus.NO_TTL,
                        CacheStatus.Storing.NOT_STORED,
                        CacheStatus.Collapsing.ALONE,
                        originStatus == CacheStatus.NO_STATUS ? "unreachable" : "stale-if-error");
        return new Ready(
                handle,
                () -> Selected.published(cache.store(), handle, read(cache.store().slab(), handle)),
                status,
                () -> {});
    }

    // ---- The origin confirmed it.

    /** The origin's 304 was for something else: it is of no use any more. */
    void drop() {
        cache.store().slab().remove(handle);
    }

    /** It gets its new head, unless an order has come that covers what the origin said. */
    Ready renew(ResponseHead updated, Freshness freshness) {
        byte[] meta = encode(updated, freshness, birth);
        StoredHead newHead = StoredHead.of(meta);
        birth.tagged(newHead.tags());
        long renewed = cache.variants().renew(handle, meta, subject.key(), birth);
        if (renewed == Slab.NONE) {
            // Purged or replaced meanwhile, or no room: what was validated still answers now.
            return once(meta, newHead);
        }
        cache.confirmations().note(cache.store().slab().sequence(renewed), birth.number());
        return new Ready(
                renewed,
                () -> Selected.published(cache.store(), renewed, StoredHead.of(meta)),
                validated(),
                () -> cache.store().slab().release(renewed));
    }

    /** It answers with a head that is not stored. */
    Ready once(ResponseHead updated) {
        byte[] meta = encode(updated, head.freshness(), birth);
        StoredHead newHead = StoredHead.of(meta);
        birth.tagged(newHead.tags());
        return once(meta, newHead);
    }

    private Ready once(byte[] meta, StoredHead newHead) {
        return new Ready(
                handle,
                () -> Selected.published(cache.store(), handle, newHead, meta),
                validated(),
                () -> {});
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

    /** The bytes to store for a head from the origin. */
    private static byte[] encode(ResponseHead head, Freshness freshness, Birth birth) {
        return encode(StoredHead.Provenance.ORIGIN, head, freshness, birth);
    }

    /** The bytes to store for a head that somebody gave. */
    static byte[] encode(
            StoredHead.Provenance provenance, ResponseHead head, Freshness freshness, Birth birth) {
        Fields fields =
                head.fields().toBuilder()
                        .remove("Content-Length")
                        .remove(PeerQuestion.NAME)
                        .set("Accept-Ranges", "bytes")
                        .build();
        return StoredHead.encode(provenance, head.status(), freshness, birth.index(), fields);
    }

    @Override
    public void close() {
        cache.store().slab().release(handle);
    }
}

package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Conditional;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import org.jspecify.annotations.Nullable;

/**
 * The preconditions of a PUT or DELETE (RFC 9110 §13.1), held against what lies under the key on
 * this edge at the moment of asking. With {@code If-None-Match: *} a client creates and never
 * replaces, with {@code If-Match} it replaces only what it has seen.
 *
 * <p>Safe from any thread.
 */
final class WriteCondition {
    private final Cache cache;
    private final Exchange exchange;
    private final Subject subject;

    WriteCondition(Cache cache, Exchange exchange, Subject subject) {
        this.cache = cache;
        this.exchange = exchange;
        this.subject = subject;
    }

    /** How the write runs beside others of its key. */
    Writes.Manner manner() {
        return Conditional.isConditional(exchange.request().fields())
                ? Writes.Manner.ALONE
                : Writes.Manner.TOGETHER;
    }

    /** Says whether the request may change the object now. */
    boolean holds() {
        if (manner() == Writes.Manner.TOGETHER) {
            return true;
        }
        byte[] key = subject.keyBytes();
        long handle = cache.variants().acquire(key, exchange.request().fields());
        if (handle == Slab.NONE) {
            return holdsFor(null);
        }
        StoredHead head = StoredHead.read(cache.store().slab().meta(handle));
        boolean counts =
                head != null
                        && head.verdict(cache.cluster().invalidations(), subject.key())
                                != Verdict.GONE;
        boolean holds =
                holdsFor(
                        head == null || !counts
                                ? null
                                : new ResponseHead(head.status(), head.fields()));
        cache.store().slab().release(handle);
        return holds;
    }

    private boolean holdsFor(@Nullable ResponseHead stored) {
        long now = cache.clock().millis();
        return Conditional.evaluate(exchange.request(), stored, Conditional.Role.ORIGIN, now)
                == Conditional.Outcome.PROCEED;
    }
}

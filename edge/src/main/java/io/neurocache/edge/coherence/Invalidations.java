package io.neurocache.edge.coherence;

import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The orders in force on one edge, as epochs: each is the index of its entry in the log, and covers
 * what was <i>born</i> before it, that is, asked for by an edge that had applied less of the log.
 *
 * <p>A key that is purged hard is in no table: whoever applies the order removes its object. A
 * key's soft order, a tag and a prefix have an entry each, everything has two numbers. What does
 * not fit any more is forgotten, the oldest first, and leaves a floor: what was born before it is
 * in doubt, so that a forgotten order costs validations and nothing else.
 *
 * <p>Orders are applied on one thread, in the order of their indices; the rest is safe from any.
 */
public final class Invalidations {
    private static final int MAX_PREFIXES = 256;

    private final int maxNames;
    private final Map<Long, Epoch> names = new ConcurrentHashMap<>();
    private volatile List<PrefixEpoch> prefixes = List.of();
    private volatile Epoch everything = Epoch.NONE;

    /** Orders up to here may have been forgotten. */
    private volatile long floor;

    /** The last order that a look-up has to look for. Written last, so that it covers the rest. */
    private volatile long last;

    /** The index of the last order of each kind; 0 for none. */
    private record Epoch(long hard, long soft) {
        static final Epoch NONE = new Epoch(0, 0);

        Epoch with(long index, boolean isSoft) {
            return isSoft ? new Epoch(hard, index) : new Epoch(index, soft);
        }

        long latest() {
            return Math.max(hard, soft);
        }

        Verdict of(long born) {
            return born < hard ? Verdict.GONE : born < soft ? Verdict.STALE : Verdict.CURRENT;
        }
    }

    private record PrefixEpoch(String prefix, Epoch epoch) {}

    /** What an object is worth. */
    public enum Verdict {
        /** No order covers it. */
        CURRENT,
        /** It may be served once it is validated, or where a stale response may. */
        STALE,
        /** It may be served once it is validated, and not before. */
        DOUBTFUL,
        /** It must not be served. */
        GONE;

        private Verdict or(Verdict other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /**
     * Makes an empty table.
     *
     * @param maxNames tags and softly purged keys that it remembers, from 2
     */
    public Invalidations(int maxNames) {
        Check.argument(maxNames >= 2, "a table remembers two names at least", maxNames);
        this.maxNames = maxNames;
    }

    /** The last order that may cover something; what was born at it or later is current. */
    public long last() {
        return last;
    }

    /**
     * What an object is worth.
     *
     * @param born up to where its edge had applied the log when the object was asked for
     * @param tags numbers of {@link Names#tag}
     */
    public Verdict of(long born, String key, long[] tags) {
        if (born >= last) {
            return Verdict.CURRENT;
        }
        Verdict verdict = everything.of(born).or(named(Names.key(key), born));
        for (long tag : tags) {
            verdict = verdict.or(named(tag, born));
        }
        for (PrefixEpoch prefix : prefixes) {
            if (key.startsWith(prefix.prefix())) {
                verdict = verdict.or(prefix.epoch().of(born));
            }
        }
        return born < floor ? verdict.or(Verdict.DOUBTFUL) : verdict;
    }

    private Verdict named(long name, long born) {
        Epoch epoch = names.get(name);
        return epoch == null ? Verdict.CURRENT : epoch.of(born);
    }

    /** Puts an order in force. Whoever applies it removes keys that are purged hard themselves. */
    public void apply(long index, Order order) {
        switch (order.target()) {
            case KEYS -> {
                if (!order.isSoft()) {
                    return;
                }
                order.names().forEach(key -> name(Names.key(key), index, true));
            }
            case TAGS -> order.names().forEach(tag -> name(Names.tag(tag), index, order.isSoft()));
            case PREFIX -> prefix(order.names().getFirst(), index, order.isSoft());
            case ALL -> everything = everything.with(index, order.isSoft());
        }
        last = Math.max(last, index);
    }

    /** Puts what was born before an index in doubt: orders up to there may have been missed. */
    public void missed(long index) {
        floor = Math.max(floor, index);
        last = Math.max(last, index);
    }

    private void name(long name, long index, boolean isSoft) {
        if (names.size() >= maxNames && !names.containsKey(name)) {
            forgetHalf();
        }
        names.merge(name, Epoch.NONE.with(index, isSoft), (old, _) -> old.with(index, isSoft));
    }

    private void forgetHalf() {
        long[] latest = names.values().stream().mapToLong(Epoch::latest).sorted().toArray();
        long median = latest[(latest.length - 1) / 2];
        missed(median);
        names.values().removeIf(epoch -> epoch.latest() <= median);
    }

    private void prefix(String prefix, long index, boolean isSoft) {
        @Nullable PrefixEpoch same = null;
        for (PrefixEpoch other : prefixes) {
            if (other.prefix().equals(prefix)) {
                same = other;
            }
        }
        Epoch epoch = (same == null ? Epoch.NONE : same.epoch()).with(index, isSoft);
        List<PrefixEpoch> next = new ArrayList<>(prefixes);
        next.remove(same);
        next.add(new PrefixEpoch(prefix, epoch));
        if (next.size() > MAX_PREFIXES) {
            // The one whose latest order is the oldest stands first.
            missed(next.removeFirst().epoch().latest());
        }
        prefixes = List.copyOf(next);
    }
}

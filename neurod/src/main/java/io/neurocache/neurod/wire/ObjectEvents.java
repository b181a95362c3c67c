package io.neurocache.neurod.wire;

import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.insight.EvictionWatch;
import io.neurocache.edge.insight.Observer;
import io.neurocache.predict.next.preload.Shelf;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What happens to single objects, as events, so many of each kind a second. Safe from any thread.
 */
final class ObjectEvents implements Observer, EvictionWatch {
    private static final int A_SECOND = 50;
    private static final int MOST_NAMES = 4;
    private static final int MOST_BEGUN = 4_096;
    private static final double MICROS_A_MILLI = 1_000;
    private static final double NANOS_A_MILLI = 1e6;

    private final BiConsumer<String, String> tell;
    private final String policy;
    private final Ration fills = new Ration(A_SECOND);
    private final Ration evictions = new Ration(A_SECOND);
    private final Ration guesses = new Ration(A_SECOND);
    private final Ration ends = new Ration(A_SECOND);
    private final Ration purges = new Ration(A_SECOND);
    private final ThreadLocal<Integer> sample = ThreadLocal.withInitial(() -> 1);

    /** When the pre-loads began that are in sight; guarded by itself. */
    private final Map<String, Long> begun =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_BEGUN;
                }
            };

    /**
     * Makes it.
     *
     * @param policy the name of what chooses what has to go
     */
    ObjectEvents(String policy, BiConsumer<String, String> tell) {
        this.policy = policy;
        this.tell = tell;
    }

    @Override
    public void answered(
            InetAddress client,
            String key,
            boolean isOfSite,
            Answer how,
            long bytes,
            long ttlSeconds,
            long waitedMicros) {
        // Answers are summed up elsewhere.
    }

    @Override
    public void stored(String key, boolean isOfSite, int id, Filling how) {
        int standsFor = fills.ask(System.nanoTime());
        if (standsFor == 0) {
            return;
        }
        String from =
                switch (how.peer()) {
                    case Filling.ORIGIN -> "origin";
                    case Filling.CLIENT -> "put";
                    default -> "peer";
                };
        Members told =
                new Members()
                        .key("key", isOfSite ? "//" + key : key)
                        .text("from", from)
                        .number("bytes", how.bytes())
                        .real("ms", how.tookMicros() / MICROS_A_MILLI);
        if (how.peer() > 0) {
            told.number("peer", how.peer());
        }
        tell.accept("fill", told.number("sample", standsFor).toString());
    }

    @Override
    public void preloaded(String name, boolean isStored) {
        // Its end is told when it is known what it was good for.
    }

    @Override
    public boolean isWanted() {
        int standsFor = evictions.ask(System.nanoTime());
        sample.set(standsFor);
        return standsFor > 0;
    }

    @Override
    public void evicted(String key, long bytes) {
        tell.accept(
                "evict",
                new Members()
                        .key("key", key)
                        .number("bytes", bytes)
                        .text("policy", policy)
                        .number("sample", Math.max(1, sample.get()))
                        .toString());
    }

    /** A fetch ahead begins; odds of NaN where an object is fetched anew before it goes stale. */
    void guessed(String key, float odds) {
        long now = System.nanoTime();
        synchronized (begun) {
            begun.put(key, now);
        }
        int standsFor = guesses.ask(now);
        if (standsFor > 0) {
            tell.accept(
                    "preload",
                    new Members()
                            .key("key", key)
                            .real("score", odds)
                            .text("reason", Float.isNaN(odds) ? "refresh" : "session")
                            .number("sample", standsFor)
                            .toString());
        }
    }

    /** What became of it is known. */
    void ended(String key, Shelf.End end) {
        long now = System.nanoTime();
        Long began;
        synchronized (begun) {
            began = begun.remove(key);
        }
        int standsFor = ends.ask(now);
        if (standsFor > 0) {
            double lead =
                    began == null || end == Shelf.End.UNUSED
                            ? Double.NaN
                            : (now - began) / NANOS_A_MILLI;
            tell.accept(
                    "preload",
                    new Members()
                            .key("key", key)
                            .truth("used", end != Shelf.End.UNUSED)
                            .truth("late", end == Shelf.End.LATE)
                            .real("lead_ms", lead)
                            .number("sample", standsFor)
                            .toString());
        }
    }

    /**
     * An order was carried out here. One that names keys of which none was found is not told: each
     * PUT is one, everywhere.
     */
    void purged(long index, Order order, int found) {
        boolean isTold = order.target() != Order.Target.KEYS || found > 0;
        if (!isTold || purges.ask(System.nanoTime()) == 0) {
            return;
        }
        String scope =
                switch (order.target()) {
                    case KEYS -> "keys";
                    case PREFIX -> "prefix";
                    case TAGS -> "tags";
                    case ALL -> "all";
                };
        List<String> names = order.names().stream().limit(MOST_NAMES).map(Members::cut).toList();
        tell.accept(
                "purge",
                new Members()
                        .text("scope", scope)
                        .texts("names", names)
                        .truth("soft", order.isSoft())
                        .number("count", found)
                        .number("index", index)
                        .number("by", 0)
                        .toString());
    }
}

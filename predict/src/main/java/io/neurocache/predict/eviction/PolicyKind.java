package io.neurocache.predict.eviction;

import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** The policies there are. */
public enum PolicyKind {
    /** Least recently used. */
    LRU("lru"),
    /** First in, first out. */
    FIFO("fifo"),
    /** Least frequently used. */
    LFU("lfu"),
    /** SIEVE. */
    SIEVE("sieve"),
    /** S3-FIFO. */
    S3FIFO("s3fifo"),
    /** 2Q. */
    TWO_Q("2q"),
    /** Adaptive replacement. */
    ARC("arc"),
    /** Low inter-reference recency set. */
    LIRS("lirs"),
    /** W-TinyLFU with a window that adapts. */
    TINYLFU("tinylfu"),
    /** Greedy dual, size and frequency. */
    GDSF("gdsf"),
    /** Values objects by what it has learnt of when they are asked for again, under guard. */
    LEARNED("learned"),
    /** The same with nothing that guards it, to see what the guard costs and saves. */
    UNGUARDED("unguarded");

    private final String label;

    PolicyKind(String label) {
        this.label = label;
    }

    /** What the policy is called on a command line. */
    public String label() {
        return label;
    }

    /** The policy called so, in any case. */
    public static Optional<PolicyKind> of(String label) {
        for (PolicyKind kind : values()) {
            if (kind.label.equals(label.toLowerCase(Locale.ROOT))) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Makes a policy for an empty cache. */
    public Policy create(PolicyConfig config) {
        long capacity = config.capacity();
        return switch (this) {
            case LRU -> new LruPolicy();
            case FIFO -> new FifoPolicy();
            case LFU -> new LfuPolicy();
            case SIEVE -> new SievePolicy();
            case S3FIFO -> new S3FifoPolicy(capacity);
            case TWO_Q -> new TwoQPolicy(capacity);
            case ARC -> new ArcPolicy(capacity);
            case LIRS -> new LirsPolicy(capacity);
            case TINYLFU ->
                    new TinyLfuPolicy(
                            capacity, config.unitSizes(), new SplittableRandom(config.seed()));
            case GDSF -> new GdsfPolicy();
            case LEARNED -> new GuardedPolicy(config);
            case UNGUARDED -> new LearnedPolicy(config);
        };
    }
}

package io.neurocache.predict.eviction;

import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The learned policy under guard: beside it, S3-FIFO and LRU run on a sample of the keys in shadow,
 * and when one of them has been far ahead of the cache itself on the same keys, it takes over, and
 * the value model goes on learning, and in a shadow of its own, until that is far ahead again
 * ({@link Guard}).
 *
 * <p>Whoever takes over begins with what is cached ({@link StandIn}), so that a change costs no
 * more than a request. All keys are sampled until the shadow LRU holds 2,048 objects, then half of
 * them, and so on: 0.1 MB for each shadow; while the value model is in shadow, 6 MB.
 */
final class GuardedPolicy implements TunablePolicy, LearningPolicy {
    private final PolicyConfig config;
    private final LearnedPolicy learned;
    private final Guard guard;
    private final ShadowCache s3fifo;
    private final WindowTally tally = new WindowTally();
    private Knobs knobs = Knobs.DEFAULT;
    private long capacity;
    private int sampledBits;

    /** Who decides while the value model does not, and how that would do meanwhile. */
    private @Nullable StandIn standIn;

    private @Nullable ShadowCache learnedShadow;

    GuardedPolicy(PolicyConfig config) {
        this.config = config;
        guard = new Guard(config.objective());
        capacity = config.capacity();
        learned = new LearnedPolicy(config);
        s3fifo = new ShadowCache(new S3FifoPolicy(capacity), capacity);
    }

    @Override
    public boolean admit(long hash, long bytes) {
        boolean isKnown = learned.objects().find(hash) != NONE;
        boolean admitted;
        if (standIn == null) {
            admitted = learned.admit(hash, bytes);
            compare(hash, bytes, false);
        } else {
            learned.observe(hash, bytes);
            // Shadows first: a follower does what its leader has done.
            compare(hash, bytes, false);
            admitted = standIn.admit(hash, bytes);
        }
        tally.miss(bytes, isKnown, admitted);
        decide();
        return admitted;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        learned.added(id, hash, bytes);
        if (standIn != null) {
            standIn.added(id, hash, bytes);
        }
    }

    @Override
    public void hit(int id) {
        int node = learned.objects().nodeOf(id);
        if (node == NONE) {
            return;
        }
        learned.hit(id);
        long hash = learned.objects().hash(node);
        long bytes = learned.objects().bytes(node);
        if (standIn != null) {
            if (standIn.knows(id)) {
                standIn.hit(id);
            } else {
                standIn.adopt(id, hash, bytes);
            }
        }
        compare(hash, bytes, true);
        tally.hit(bytes);
        decide();
    }

    @Override
    public void removed(int id) {
        learned.removed(id);
        if (standIn != null) {
            standIn.removed(id);
        }
    }

    @Override
    public int victim() {
        StandIn other = standIn;
        if (other == null) {
            return learned.victim();
        }
        long unknown = learned.objects().cachedBytes() - other.knownBytes();
        int victim = NONE;
        if (unknown > 0 && !other.sparesUnknown(unknown)) {
            victim = oldestUnknown(other);
        }
        victim = victim == NONE ? other.victim() : victim;
        return victim == NONE ? oldest(_ -> true) : victim;
    }

    @Override
    public void capacity(long bytes) {
        if (bytes == capacity) {
            return;
        }
        capacity = bytes;
        learned.capacity(bytes);
        if (standIn != null) {
            standIn.capacity(bytes);
        }
        resample();
    }

    @Override
    public PolicyWindow window() {
        float turnover = learned.learner().turnover();
        return tally.end(turnover, learned.objects().cached(), guard.live());
    }

    @Override
    public Knobs knobs() {
        return knobs;
    }

    @Override
    public void tune(Knobs turned) {
        knobs = turned;
        learned.tune(turned);
    }

    @Override
    public Optional<GuardStats> guardStats() {
        return Optional.of(guard.stats(learned.learner().modelResets(), sampledBits));
    }

    @Override
    public Optional<ValueTables> tables() {
        return learned.tables();
    }

    @Override
    public void restore(ValueTables tables) {
        learned.restore(tables);
    }

    /**
     * The object that was not asked for the longest of those the stand-in does not know; what it
     * knows has been asked for since it took over, and so stands behind all others of its class.
     */
    private int oldestUnknown(StandIn other) {
        return oldest(id -> !other.knows(id));
    }

    private int oldest(IntPredicate eligible) {
        ObjectTable objects = learned.objects();
        int now = learned.learner().now();
        int found = NONE;
        int age = -1;
        // From the end, because an empty class is replaced by the last one.
        for (int place = objects.activeClasses() - 1; place >= 0; place--) {
            int node = objects.oldest(place);
            if (node != NONE && eligible.test(objects.idOf(node))) {
                int itsAge = now - learned.learner().last(node);
                if (itsAge > age) {
                    age = itsAge;
                    found = objects.idOf(node);
                }
            }
        }
        return found;
    }

    private void compare(long hash, long bytes, boolean hit) {
        Turnover lru = learned.learner().shadow();
        if (!lru.wasSampled()) {
            return;
        }
        double weight = config.objective() == Objective.BYTES ? bytes : 1;
        guard.request(weight, hit);
        boolean s3fifoHit = s3fifo.request(hash, bytes);
        if (lru.wasHit()) {
            guard.hit(Expert.LRU, weight);
        }
        if (s3fifoHit) {
            guard.hit(Expert.S3FIFO, weight);
        }
        tally.compared(weight, hit, s3fifoHit, lru.wasHit());
        if (learnedShadow != null && learnedShadow.request(hash, bytes)) {
            guard.hit(Expert.LEARNED, weight);
        }
    }

    private void decide() {
        Turnover lru = learned.learner().shadow();
        if (lru.sampledBits() != sampledBits) {
            resample();
            guard.restart();
        }
        Expert before = guard.live();
        Expert now = guard.decide(lru.requests() / (1L << sampledBits));
        if (now != before) {
            handOver(now);
        }
    }

    /** Puts an expert in charge, with what is cached as it is. */
    void handOver(Expert to) {
        s3fifo.onEviction(null);
        standIn =
                switch (to) {
                    case LEARNED -> null;
                    case S3FIFO -> s3fifoStandIn();
                    case LRU -> new LruPolicy();
                };
        if (to == Expert.LEARNED) {
            learnedShadow = null;
        } else if (learnedShadow == null) {
            long share = Math.max(1, capacity >> sampledBits);
            LearnedPolicy shadow =
                    new LearnedPolicy(
                            new PolicyConfig(
                                    share, config.unitSizes(), config.objective(), config.seed()));
            shadow.learner().learnFrom(learned.learner());
            learnedShadow = new ShadowCache(shadow, share);
        }
    }

    private StandIn s3fifoStandIn() {
        return sampledBits == 0
                ? new Follower(s3fifo, learned.objects())
                : new S3FifoPolicy(capacity);
    }

    /** Follows the shadow LRU to another sample or capacity. */
    private void resample() {
        sampledBits = learned.learner().shadow().sampledBits();
        long mask = (1L << sampledBits) - 1;
        s3fifo.thin(mask, capacity >> sampledBits);
        if (learnedShadow != null) {
            learnedShadow.thin(mask, capacity >> sampledBits);
        }
        if (standIn instanceof Follower && sampledBits > 0) {
            handOver(Expert.S3FIFO);
        }
    }
}

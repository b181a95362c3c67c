package io.neurocache.predict.eviction;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Watches requests, trains the model with what it sees, and values objects by it.
 *
 * <p>Time is the number of the request; ages are measured in turnovers. For each request three
 * objects begin to be watched: the one asked for, a cached one and a ghost at their present ages.
 * Later, and where turnovers are so long that too many would be watched at a time, only a part.
 */
final class Learner {
    /** Objects that are watched at a time. */
    private static final int MAX_SAMPLES = 1 << 16;

    private static final int SAMPLES_A_REQUEST = 3;

    /** Requests with all of their samples; of later ones a part is enough to follow changes. */
    private static final int SCHOOL_REQUESTS = 100_000;

    private static final float LATER_RATE = 0.25f;

    /** In turnovers: ghosts of a greater age teach nothing that is asked. */
    private static final int OLDEST_GHOST = 16;

    /** Head 1 is believed when ten of its intervals have passed: before, it has too few labels. */
    private static final int BELIEVED_AFTER = 10;

    private final ObjectTable objects;
    private final SplittableRandom random;
    private final Histories histories = new Histories();
    private final SurvivalModel model = new SurvivalModel();
    private final OpenSamples samples = new OpenSamples(model, MAX_SAMPLES);
    private final Turnover turnover;
    private final float objectiveWeight;
    private float sizeWeight;
    private boolean shortOnly;
    private boolean isFrozen;
    private long requests;

    /** From how many requests was learnt what it began with. */
    private long requestsBefore;

    /** The low half of the number of requests: what is long ago may wrap, ages do not. */
    private int now;

    private float turnoverLog;

    /** 1 / the turnover. */
    private float turnovers;

    Learner(PolicyConfig config, ObjectTable objects, SplittableRandom random) {
        this.objects = objects;
        this.random = random;
        turnover = new Turnover(config.capacity());
        objectiveWeight = config.objective() == Objective.BYTES ? 0 : 1;
        sizeWeight = objectiveWeight;
    }

    /** The cache has another capacity from now on. */
    void capacity(long bytes) {
        turnover.capacity(bytes, now);
    }

    /** The shadow LRU, which tells what it did with the last request, too. */
    Turnover shadow() {
        return turnover;
    }

    /** Turns the knobs that are its own. */
    void tune(Knobs knobs) {
        sizeWeight = objectiveWeight + knobs.sizeExponent();
        shortOnly = knobs.heads() == 1;
        model.learningRate(knobs.learningRate());
    }

    /** Knows from now on what another has learnt so far. */
    void learnFrom(Learner other) {
        model.copy(other.model);
    }

    /** What it has learnt; nothing where the model's weights are beyond all bounds. */
    Optional<ValueTables> tables() {
        return model.tables(requestsBefore + requests);
    }

    /** Goes on from what was learnt before. */
    void restore(ValueTables tables) {
        model.restore(tables);
        requestsBefore = tables.requests();
    }

    /** Leaves the model as it is from now on. */
    void freeze() {
        isFrozen = true;
    }

    /** How often the model's weights were no numbers any more. */
    long modelResets() {
        return model.resets();
    }

    /** The number of the last request. */
    int now() {
        return now;
    }

    /** How long an object would live in an LRU cache, in requests. */
    float turnover() {
        return turnover.requests();
    }

    /** The time of an object's last request. */
    int last(int node) {
        return histories.last(node);
    }

    /** Begins with an object that nothing is known of. */
    void begin(int node) {
        histories.begin(node, now + 1);
        samples.forget(node);
    }

    /** Notes a request for an object. */
    void request(int node) {
        requests++;
        now = (int) requests;
        turnover.request(objects.hash(node), objects.bytes(node), now);
        turnoverLog = FastLog.log2(turnover());
        turnovers = 1 / turnover();
        if (isFrozen) {
            histories.request(node, now, turnovers);
            return;
        }
        samples.requested(node, now);
        samples.expire(now);
        histories.request(node, now, turnovers);
        float rate = requests < SCHOOL_REQUESTS ? 1 : LATER_RATE;
        float room = MAX_SAMPLES / (SAMPLES_A_REQUEST * SurvivalModel.horizon(1) * turnover());
        if (random.nextFloat() < Math.min(rate, room)) {
            sample(node);
            sample(objects.randomCached());
            int ghost = objects.randomGhost();
            if (ghost != ObjectTable.NONE && now - last(ghost) < OLDEST_GHOST * turnover()) {
                sample(ghost);
            }
        }
    }

    /**
     * The binary logarithm of what keeping an object brings now: hits per turnover, for each of its
     * bytes unless byte hits are wanted.
     */
    float value(int node) {
        return model.value(features(node), prior(node), believesBoth()) - cost(node);
    }

    private boolean believesBoth() {
        return !shortOnly
                && SurvivalModel.horizon(1) * turnover() * BELIEVED_AFTER
                        <= (float) (requestsBefore + requests);
    }

    /** What an object's bytes take from its value. */
    private float cost(int node) {
        return sizeWeight * FastLog.log2((float) objects.bytes(node));
    }

    /** Begins a choice that somebody else makes. */
    void begin(Choice choice) {
        choice.clear(believesBoth());
    }

    /** Puts an object up for choice as it is now. */
    void add(int node, Choice choice) {
        choice.add(features(node), prior(node), cost(node));
    }

    /**
     * The class of an object: its size's octave, how often it was asked for, and its last gap.
     * Among those of a class the value depends on little but the age.
     */
    int classOf(int node) {
        int count = histories.count(node);
        int kind = 0;
        if (count > 1) {
            int gap = Features.gap(histories.gap(node), turnoverLog);
            int gapClass = gap <= 4 ? 0 : gap <= 7 ? 1 : gap <= 9 ? 2 : 3;
            kind = (count == 2 ? 1 : count <= 6 ? 5 : 9) + gapClass;
        }
        return Features.sizeClass(objects.bytes(node)) * Features.KINDS + kind;
    }

    private void sample(int node) {
        if (node != ObjectTable.NONE) {
            samples.add(node, features(node), prior(node), now, turnover());
        }
    }

    private long features(int node) {
        return histories.features(node, now, turnovers, turnoverLog)
                | (long) Features.sizeClass(objects.bytes(node)) << Features.SIZE
                | (objects.isCached(node) ? 1L << Features.CACHED : 0);
    }

    private float prior(int node) {
        int age = now - last(node);
        float rate = histories.longRate(node, age, turnovers);
        return SurvivalModel.prior(rate, age, turnovers);
    }
}

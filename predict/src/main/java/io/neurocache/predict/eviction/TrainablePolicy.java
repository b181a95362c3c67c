package io.neurocache.predict.eviction;

import io.neurocache.slab.Check;
import java.util.Optional;

/**
 * The learned policy with nothing that guards it, for whoever trains its tables by what comes of
 * its choices: its model can be kept from learning, and its choices be made by somebody else.
 * Object hits only. Confined as policies are.
 */
public final class TrainablePolicy implements LearningPolicy {
    private final LearnedPolicy policy;

    /** A policy that decides and learns by itself at first. */
    public TrainablePolicy(PolicyConfig config) {
        Check.argument(config.objective() == Objective.OBJECTS, "not for byte hits");
        policy = new LearnedPolicy(config);
    }

    /** Keeps the tables as they are from now on; it goes on learning about objects. */
    public void freeze() {
        policy.learner().freeze();
    }

    /** Lets somebody choose from now on. */
    public void chooseBy(Chooser chooser) {
        policy.chooseBy(chooser);
    }

    /** How long an object would live in an LRU cache, in requests. */
    public float turnover() {
        return policy.learner().turnover();
    }

    @Override
    public boolean admit(long hash, long bytes) {
        return policy.admit(hash, bytes);
    }

    @Override
    public void added(int id, long hash, long bytes) {
        policy.added(id, hash, bytes);
    }

    @Override
    public void hit(int id) {
        policy.hit(id);
    }

    @Override
    public void removed(int id) {
        policy.removed(id);
    }

    @Override
    public int victim() {
        return policy.victim();
    }

    @Override
    public void capacity(long bytes) {
        policy.capacity(bytes);
    }

    @Override
    public Optional<ValueTables> tables() {
        return policy.tables();
    }

    @Override
    public void restore(ValueTables tables) {
        policy.restore(tables);
    }
}

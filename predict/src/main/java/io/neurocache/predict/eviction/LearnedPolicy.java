package io.neurocache.predict.eviction;

import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the objects that are worth most by what it has learnt of when objects are asked for again,
 * and refuses one that is worth less than what would have to go for it.
 *
 * <p>The problem: no fixed rule is good everywhere. LRU fails on scans, frequency on change, both
 * on sizes. Following whichever rule did best of late loses to the best one by the time it takes to
 * notice. So objects are valued one by one: from when and how often each was asked for, and how
 * large it is, a small model learns all the time how likely the next request is within a short and
 * a longer horizon ({@link SurvivalModel}); the value is hits per time and byte held. What was
 * learnt of an object outlives its stay in the cache ({@link ObjectTable}), and the model learns
 * from the cached, the refused and the forgotten alike ({@link Learner}), or it would never find
 * out about its mistakes. Victims are looked for among few ({@link VictimSearch}).
 *
 * <p>Near relatives: Beckmann, Chen, Cidon, "LHD: improving cache hit rate by maximizing hit
 * density", NSDI 2018 (value by time and byte, from age); Song, Berger, Li, Lloyd, "Learning
 * relaxed Belady for content distribution network caching", NSDI 2020 (a model trained online on
 * gaps and decayed counts); Aggarwal, Wolf, Yu 1999 (an LRU list for each size class).
 *
 * <p>About 64 bytes for each object, cached or remembered, 2 MB for samples, 34 KB for the model. A
 * hit costs two list moves and its share of learning; a miss of a full cache some 30 values.
 */
final class LearnedPolicy implements LearningPolicy {
    private final ObjectTable objects;
    private final Learner learner;
    private final VictimSearch search;
    private long capacity;
    private float admissionMargin;
    private @Nullable Chooser chooser;

    LearnedPolicy(PolicyConfig config) {
        capacity = config.capacity();
        SplittableRandom random = new SplittableRandom(config.seed());
        objects = new ObjectTable(Features.CLASSES, random);
        learner = new Learner(config, objects, random);
        search = new VictimSearch(Features.CLASSES, config.objective(), objects, learner);
    }

    @Override
    public boolean admit(long hash, long bytes) {
        int node = requestOutside(hash, bytes);
        if (chooser != null) {
            return search.plan(objects.cachedBytes() + bytes - capacity, node, chooser);
        }
        float value = learner.value(node) - admissionMargin;
        return search.plan(objects.cachedBytes() + bytes - capacity, value, bytes);
    }

    @Override
    public void added(int id, long hash, long bytes) {
        int node = objects.find(hash);
        if (node == NONE) {
            node = requestOutside(hash, bytes);
        } else if (objects.isCached(node)) {
            // Replaced by a newer response, which comes before the older one is removed.
            objects.uncache(node);
        }
        objects.refresh(node, bytes);
        objects.cache(node, id, bytes, learner.classOf(node));
    }

    @Override
    public void hit(int id) {
        int node = objects.nodeOf(id);
        if (node != NONE) {
            learner.request(node);
            objects.move(node, learner.classOf(node));
        }
    }

    @Override
    public void removed(int id) {
        int node = objects.nodeOf(id);
        if (node != NONE) {
            objects.uncache(node);
            objects.trimGhosts();
        }
    }

    @Override
    public int victim() {
        int node = search.next();
        if (node == NONE && objects.cached() > 0) {
            search.plan(1, Float.POSITIVE_INFINITY, 1);
            node = search.next();
        }
        return node == NONE ? NONE : objects.idOf(node);
    }

    /** Learns from a request for an object that is not cached, as {@link #admit} does. */
    void observe(long hash, long bytes) {
        requestOutside(hash, bytes);
    }

    /** Turns the knobs. */
    void tune(Knobs knobs) {
        learner.tune(knobs);
        admissionMargin = knobs.admissionMargin();
    }

    /** Lets somebody choose from now on. */
    void chooseBy(Chooser other) {
        chooser = other;
    }

    /** What it knows of objects. */
    ObjectTable objects() {
        return objects;
    }

    /** What it learns with. */
    Learner learner() {
        return learner;
    }

    @Override
    public void capacity(long bytes) {
        capacity = bytes;
        learner.capacity(bytes);
    }

    @Override
    public Optional<ValueTables> tables() {
        return learner.tables();
    }

    @Override
    public void restore(ValueTables tables) {
        learner.restore(tables);
    }

    /** Notes a request for an object that is not cached; its node is the youngest ghost. */
    private int requestOutside(long hash, long bytes) {
        int node = objects.find(hash);
        if (node == NONE) {
            objects.trimGhosts();
            node = objects.enter(hash, bytes);
            learner.begin(node);
        } else {
            objects.refresh(node, bytes);
        }
        learner.request(node);
        return node;
    }
}

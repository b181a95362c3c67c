package io.neurocache.learner.values;

import io.neurocache.predict.eviction.TrainablePolicy;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.replay.CacheRun;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Tunes the tables of a value model by what comes of its choices.
 *
 * <p>The model learns when objects are asked for again, and an index makes values of that. Nothing
 * tells it whether its choices served more: which objects it is wrong about matters only near the
 * border between what stays and what goes, and how long one stays depends on the others. Here
 * values are turned into chances, the same requests are played some times over with other draws,
 * and what was chosen where more was served than in the other plays becomes more likely. The score
 * of a choice has a simple gradient, since a value is a sum of one weight per table: no automatic
 * differentiation is needed.
 *
 * <p>Confined to one thread.
 */
final class PolicyGradient implements TableTuner {
    /** Requests of the shortest window. */
    private static final int LEAST_WINDOW = 16;

    private static final double TINY = 1e-9;

    private final TuningConfig config;
    private final SplittableRandom random;
    private final ValueTables start;
    private final float[] weights;

    /** Begins with tables. */
    PolicyGradient(TuningConfig config, ValueTables start, long seed) {
        this.config = config;
        this.start = start;
        random = new SplittableRandom(seed);
        weights = start.weights();
    }

    @Override
    public ValueTables tables() {
        return start.with(weights);
    }

    @Override
    public void round(TuningEpisode episode) {
        long seed = random.nextLong();
        List<Rollout> rollouts = new ArrayList<>();
        List<int[]> hits = new ArrayList<>();
        for (int i = 0; i < config.rollouts(); i++) {
            Rollout rollout = new Rollout(weights, config, random.split());
            hits.add(play(episode, rollout, seed));
            rollouts.add(rollout);
        }
        double[][] advantages = Advantages.of(hits, config.discount(), config.trace());
        List<Decision> all = new ArrayList<>();
        for (int i = 0; i < rollouts.size(); i++) {
            for (Decision decision : rollouts.get(i).decisions()) {
                decision.advantage = advantages[i][decision.window];
                all.add(decision);
            }
        }
        if (!all.isEmpty()) {
            learn(all);
        }
    }

    /**
     * Hits by window; the length of one depends on the requests alone, so it is always the same.
     */
    private int[] play(TuningEpisode episode, Rollout rollout, long seed) {
        TrainablePolicy policy = episode.frozen(tables(), seed);
        CacheRun cache = new CacheRun(episode.trace(), policy, episode.capacity());
        cache.hits(episode.begin(), episode.from());
        int length = Math.max(LEAST_WINDOW, (int) (policy.turnover() / config.windows()));
        policy.chooseBy(rollout);
        int[] hits = new int[(episode.to() - episode.from() + length - 1) / length];
        for (int window = 0; window < hits.length; window++) {
            rollout.window(window);
            int from = episode.from() + window * length;
            hits[window] = cache.hits(from, Math.min(episode.to(), from + length));
        }
        return hits;
    }

    private void learn(List<Decision> decisions) {
        scale(decisions);
        Surrogate surrogate = new Surrogate(weights, config);
        for (int epoch = 0; epoch < config.epochs(); epoch++) {
            Collections.shuffle(decisions, new Random(random.nextLong()));
            for (int from = 0; from < decisions.size(); from += config.batch()) {
                int to = Math.min(decisions.size(), from + config.batch());
                step(surrogate.gradient(decisions.subList(from, to)));
            }
        }
    }

    /**
     * A step of fixed length. Adam would move weights that are rarely looked at, where the gradient
     * is noise, as far as those that matter.
     */
    private void step(double[] gradient) {
        double length = TINY;
        for (double part : gradient) {
            length = Math.hypot(length, part);
        }
        Check.invariant(Double.isFinite(length), "a gradient that is no number");
        for (int i = 0; i < weights.length; i++) {
            float moved = (float) (weights[i] + config.learningRate() / length * gradient[i]);
            weights[i] = Math.clamp(moved, -ValueTables.MOST_WEIGHT, ValueTables.MOST_WEIGHT);
        }
    }

    private static void scale(List<Decision> decisions) {
        double square = 0;
        for (Decision decision : decisions) {
            square += decision.advantage * decision.advantage;
        }
        double deviation = Math.sqrt(square / decisions.size()) + TINY;
        for (Decision decision : decisions) {
            decision.advantage /= deviation;
        }
    }
}

package io.neurocache.learner.ppo;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.neurocache.predict.agent.KnobAction;
import io.neurocache.predict.agent.Observer;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Plays episodes with the actor as it is, and then makes what turned out better than the critic had
 * expected more likely, but not by much at a time. The same seed and episodes give the same
 * network. Confined to one thread.
 */
public final class PpoTrainer {
    private static final float CRITIC = 0.5f;

    private final Engine engine;
    private final PpoConfig config;
    private final SplittableRandom random;
    private final ActorCritic network;
    private final Adam adam;
    private double lastReward;

    /** Begins with a network at random. */
    public PpoTrainer(Engine engine, PpoConfig config, long seed) {
        this.engine = engine;
        this.config = config;
        random = new SplittableRandom(seed);
        network = new ActorCritic(random);
        adam = new Adam(config.learningRate(), network.parameters());
    }

    /** Trains for all rounds; takes about as long as to replay so many episodes. */
    public ActorCritic train(List<Episode> episodes) {
        Check.argument(!episodes.isEmpty(), "no episodes");
        for (int round = 0; round < config.iterations(); round++) {
            round(episodes);
        }
        return network;
    }

    /** The network as it is. */
    ActorCritic network() {
        return network;
    }

    /** Plays and learns once. */
    void round(List<Episode> episodes) {
        List<Rollout.Step> steps = new ArrayList<>();
        for (int i = 0; i < config.episodes(); i++) {
            Rollout rollout = new Rollout(network, random.split());
            Episode episode = episodes.get(random.nextInt(episodes.size()));
            episode.play(rollout, random.nextLong());
            steps.addAll(rollout.finish(config));
        }
        if (!steps.isEmpty()) {
            lastReward = steps.stream().mapToDouble(step -> step.reward).average().orElseThrow();
            learn(steps);
        }
    }

    /** The mean reward of the decisions of the last round, as {@link Rollout} scales it. */
    double lastReward() {
        return lastReward;
    }

    /** Learns from decisions, some times over. */
    void learn(List<Rollout.Step> steps) {
        normalise(steps);
        List<Rollout.Step> order = new ArrayList<>(steps);
        for (int epoch = 0; epoch < config.epochs(); epoch++) {
            Collections.shuffle(order, new Random(random.nextLong()));
            for (int from = 0; from < order.size(); from += config.batch()) {
                int to = Math.min(order.size(), from + config.batch());
                adam.step(network.parameters(), gradients(order.subList(from, to)));
            }
        }
    }

    private static void normalise(List<Rollout.Step> steps) {
        double mean = steps.stream().mapToDouble(step -> step.advantage).average().orElse(0);
        double square = 0;
        for (Rollout.Step step : steps) {
            square += (step.advantage - mean) * (step.advantage - mean);
        }
        double deviation = Math.sqrt(square / steps.size()) + 1e-6;
        for (Rollout.Step step : steps) {
            step.advantage = (float) ((step.advantage - mean) / deviation);
        }
    }

    private float[][] gradients(List<Rollout.Step> batch) {
        try (NDManager manager = engine.newBaseManager()) {
            NDList parameters = new NDList();
            for (int i = 0; i < network.parameters().length; i++) {
                NDArray array =
                        manager.create(
                                network.parameters()[i], new Shape(ActorCritic.shapes().get(i)));
                array.setRequiresGradient(true);
                parameters.add(array);
            }
            try (GradientCollector collector = engine.newGradientCollector()) {
                collector.backward(loss(manager, parameters, batch));
            }
            float[][] gradients = new float[parameters.size()][];
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] = parameters.get(i).getGradient().toFloatArray();
            }
            return gradients;
        }
    }

    private NDArray loss(NDManager manager, NDList parameters, List<Rollout.Step> batch) {
        int size = batch.size();
        float[] observations = new float[size * Observer.LENGTH];
        float[] chosen = new float[size * KnobAction.count()];
        float[] before = new float[size];
        float[] advantages = new float[size];
        float[] targets = new float[size];
        for (int i = 0; i < size; i++) {
            Rollout.Step step = batch.get(i);
            System.arraycopy(
                    step.observation, 0, observations, i * Observer.LENGTH, Observer.LENGTH);
            chosen[i * KnobAction.count() + step.action] = 1;
            before[i] = step.logOdds;
            advantages[i] = step.advantage;
            targets[i] = step.target;
        }
        NDArray x = manager.create(observations, new Shape(size, Observer.LENGTH));
        NDArray hidden = layer(layer(x, parameters, 0).tanh(), parameters, 2).tanh();
        NDArray odds = layer(hidden, parameters, 4).logSoftmax(1);
        NDArray value = layer(hidden, parameters, 6).reshape(size);
        NDArray mask = manager.create(chosen, new Shape(size, KnobAction.count()));
        NDArray ratio = odds.mul(mask).sum(new int[] {1}).sub(manager.create(before)).exp();
        NDArray advantage = manager.create(advantages);
        NDArray clipped = ratio.clip(1 - config.clip(), 1 + config.clip());
        NDArray gain = ratio.mul(advantage).minimum(clipped.mul(advantage)).mean();
        NDArray miss = value.sub(manager.create(targets)).square().mean();
        NDArray entropy = odds.exp().mul(odds).sum(new int[] {1}).mean().neg();
        return miss.mul(CRITIC).sub(gain).sub(entropy.mul(config.entropy()));
    }

    private static NDArray layer(NDArray x, NDList parameters, int at) {
        return x.matMul(parameters.get(at)).add(parameters.get(at + 1));
    }
}

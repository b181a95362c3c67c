package io.neurocache.learner.ppo;

import io.neurocache.predict.agent.KnobAction;
import io.neurocache.predict.agent.KnobAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Plays by drawing actions, and keeps what was decided and what came of it. */
final class Rollout implements KnobAgent {
    /** Hit ratios are hundredths: they are made larger. */
    private static final float REWARD_SCALE = 10;

    /** A decision; reward and what follows are filled in later. */
    static final class Step {
        final float[] observation;
        final int action;
        final float logOdds;
        final float value;
        float reward;
        float advantage;
        float target;

        Step(float[] observation, int action, float logOdds, float value) {
            this.observation = observation;
            this.action = action;
            this.logOdds = logOdds;
            this.value = value;
        }
    }

    private final ActorCritic network;
    private final SplittableRandom random;
    private final float[] logits = new float[KnobAction.count()];
    private final List<Step> steps = new ArrayList<>();

    Rollout(ActorCritic network, SplittableRandom random) {
        this.network = network;
        this.random = random;
    }

    @Override
    public KnobAction act(float[] observation, double reward) {
        if (!steps.isEmpty()) {
            steps.getLast().reward = REWARD_SCALE * (float) reward;
        }
        float value = network.forward(observation, logits);
        int action = draw();
        steps.add(new Step(observation.clone(), action, logOdds(action), value));
        return KnobAction.of(action);
    }

    /**
     * The decisions that have got their reward, with advantages and targets for the critic: of the
     * last one nothing came any more.
     */
    List<Step> finish(PpoConfig config) {
        if (steps.isEmpty()) {
            return steps;
        }
        float advantage = 0;
        float next = steps.removeLast().value;
        for (Step step : steps.reversed()) {
            float surprise = step.reward + config.discount() * next - step.value;
            advantage = surprise + config.discount() * config.trace() * advantage;
            step.advantage = advantage;
            step.target = advantage + step.value;
            next = step.value;
        }
        return steps;
    }

    private int draw() {
        // The maximum of log odds and Gumbel noise is a draw from the odds.
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length; i++) {
            double noise = -Math.log(-Math.log(random.nextDouble() + 1e-300) + 1e-300);
            if (logits[i] + noise > most) {
                most = logits[i] + noise;
                best = i;
            }
        }
        return best;
    }

    private float logOdds(int action) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return (float) (logits[action] - most - Math.log(sum));
    }
}

package io.neurocache.learner.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.neurocache.learner.Torch;
import io.neurocache.predict.agent.KnobAction;
import io.neurocache.predict.agent.Observer;
import io.neurocache.predict.agent.OnnxKnobAgent;
import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.replay.SyntheticLoad;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trainer: what it makes of decisions, of whole replays, and what is left of it in a file. */
class PpoTrainerTest {
    private static final PpoConfig FAST = new PpoConfig(2, 2, 4, 64, 3e-3f, 0.9f, 0.95f, 0.2f, 0);

    private final float[] logits = new float[KnobAction.count()];

    @BeforeEach
    void needsTorch() {
        assumeTrue(Torch.isAvailable(), Torch.absence());
    }

    @Test
    void whatIsRewardedBecomesLikely() throws IOException {
        PpoTrainer trainer = new PpoTrainer(Torch.start(), FAST, 1);
        ActorCritic network = trainer.network();
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 40; round++) {
            Rollout rollout = new Rollout(network, random.split());
            KnobAction last = KnobAction.NONE;
            float[] observation = new float[Observer.LENGTH];
            for (int i = 0; i < 200; i++) {
                // What is right depends on what is seen.
                KnobAction right = observation[0] > 0 ? KnobAction.MARGIN_UP : KnobAction.SIZE_DOWN;
                double reward = last == right ? 0.1 : 0;
                observation = new float[Observer.LENGTH];
                observation[0] = i == 0 || random.nextBoolean() ? 1 : -1;
                last = rollout.act(observation, reward);
            }
            trainer.learn(rollout.finish(FAST));
        }
        assertEquals(KnobAction.MARGIN_UP, likeliest(network, 1));
        assertEquals(KnobAction.SIZE_DOWN, likeliest(network, -1));
    }

    private KnobAction likeliest(ActorCritic network, float seen) {
        float[] observation = new float[Observer.LENGTH];
        observation[0] = seen;
        network.forward(observation, logits);
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return KnobAction.of(best);
    }

    @Test
    void advantagesAreThoseOfTheFormula() {
        ActorCritic network = new ActorCritic(new SplittableRandom(1));
        Rollout rollout = new Rollout(network, new SplittableRandom(1));
        for (double reward : new double[] {0, 0.1, 0.2}) {
            rollout.act(new float[Observer.LENGTH], reward);
        }
        float value = network.forward(new float[Observer.LENGTH], logits);
        List<Rollout.Step> steps = rollout.finish(FAST);
        assertEquals(2, steps.size());
        float last = 2 + 0.9f * value - value;
        assertEquals(last, steps.get(1).advantage, 1e-5f);
        assertEquals(1 + 0.9f * value - value + 0.9f * 0.95f * last, steps.get(0).advantage, 1e-5f);
        assertEquals(steps.get(0).advantage + value, steps.get(0).target, 1e-5f);
    }

    @Test
    void aGradientThatIsNoNumberChangesNothing() {
        float[][] parameters = {{1, 2}};
        Adam adam = new Adam(0.1, parameters);
        assertFalse(adam.step(parameters, new float[][] {{Float.NaN, 0}}));
        assertArrayEquals(new float[] {1, 2}, parameters[0]);
        assertTrue(adam.step(parameters, new float[][] {{5, -5}}));
        assertArrayEquals(new float[] {0.9f, 2.1f}, parameters[0], 1e-3f);
    }

    @Test
    void itLearnsFromReplaysAndRunsInOnnxRuntimeAsItWas() throws IOException {
        List<Episode> episodes = new ArrayList<>();
        for (SyntheticLoad load : List.of(SyntheticLoad.DRIFT, SyntheticLoad.LOOPS)) {
            episodes.add(new Episode(load.trace(20_000, 1), 100, Objective.OBJECTS));
        }
        ActorCritic network = new PpoTrainer(Torch.start(), FAST, 1).train(episodes);
        ModelFile file = ModelFile.parse(PolicyExport.model(network).toByteArray());
        try (OnnxKnobAgent agent = OnnxKnobAgent.load(file)) {
            double hitRatio = episodes.getFirst().play(agent, 1);
            assertTrue(hitRatio > 0.2 && !agent.hasFailed(), "hit ratio " + hitRatio);
        }
    }
}

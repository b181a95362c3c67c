package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MixerTest {
    private static final int INPUTS = new Layout(0).inputs();
    private static final int[] VECTORS = {1, 2, 2};

    private final float[] start = new float[INPUTS];
    private final Step step = new Step(3, new Layout(0));

    @Test
    void withoutWeightsAllAreEqual() {
        fill();
        new Mixer(start, VECTORS, 2).mix(step);
        for (int index = 0; index < 3; index++) {
            assertEquals(.25, step.probabilities[index], 1e-6);
        }
        assertEquals(.25, step.otherProbability, 1e-6);
    }

    @Test
    void learnsWhichInputTells() {
        Mixer mixer = new Mixer(start, VECTORS, 2);
        for (int round = 0; round < 500; round++) {
            fill();
            mixer.mix(step);
            mixer.learn(step, 1);
        }
        fill();
        mixer.mix(step);
        assertTrue(step.probabilities[1] > .8, "" + step.probabilities[1]);
    }

    @Test
    void learnsThatItIsNoneOfThem() {
        Mixer mixer = new Mixer(start, VECTORS, 2);
        for (int round = 0; round < 500; round++) {
            fill();
            mixer.mix(step);
            mixer.learn(step, Step.OTHER);
        }
        fill();
        mixer.mix(step);
        assertTrue(step.otherProbability > .8, "" + step.otherProbability);
    }

    @Test
    void whatIsLearntUnderOneVectorStaysThere() {
        Mixer mixer = new Mixer(start, new int[] {1, 2, 2}, 2);
        for (int round = 0; round < 500; round++) {
            fill();
            step.stepVectors[1] = round % 2;
            mixer.mix(step);
            mixer.learn(step, round % 2);
        }
        for (int vector = 0; vector < 2; vector++) {
            fill();
            step.stepVectors[1] = vector;
            mixer.mix(step);
            assertTrue(
                    step.probabilities[vector] > step.probabilities[1 - vector],
                    "vector " + vector);
        }
    }

    @Test
    void extremeScoresStayProbabilities() {
        start[0] = 1_000;
        fill();
        step.setInput(2, 0, 1_000);
        new Mixer(start, VECTORS, 2).mix(step);
        assertEquals(1, step.probabilities[2], 1e-6);
        assertEquals(0, step.otherProbability, 1e-6);
    }

    /** Three candidates; each has an input of its own. */
    private void fill() {
        step.count = 3;
        for (int index = 0; index < 3; index++) {
            step.setInput(index, index, 1);
            step.candidateVectors[index] = (byte) (index % 2);
        }
    }
}

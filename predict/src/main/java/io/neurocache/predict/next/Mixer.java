package io.neurocache.predict.next;

import java.util.Arrays;

/**
 * Weighs the inputs of a step's candidates, and learns to.
 *
 * <p>A candidate's score is the product of its inputs with the sum of a few weight vectors: some
 * picked by the step, one by the class of the candidate. A softmax over the scores and that of
 * "some other key" gives the probabilities. The loss is the negative logarithm of what the true key
 * was given, and Adagrad follows its gradient. After the context mixing of Mahoney's PAQ, with one
 * choice out of many in place of one bit. Confined to one thread.
 */
final class Mixer {
    /** How many weight vectors a step picks. */
    static final int STEP_SETS = 3;

    private static final float RATE = .012f;
    private static final float FIRST_SQUARE = .5f;
    private static final int LANES = 4;

    private final int inputs;
    private final int[] firstVectors = new int[STEP_SETS];
    private final int firstOfCandidates;
    private final float[] weights;
    private final float[] squares;
    private final float[] otherWeights;
    private final float[] otherSquares;
    private final float[] sums;
    private final float[] classSums;
    private final float[] gradient;

    /** The gradients by class of candidate, and which classes there were. */
    private final float[] classGradients;

    private final boolean[] isPresent;

    /**
     * @param start the weights to begin with, one an input
     * @param stepVectors how many vectors each set has that a step picks from; one is added to all
     * @param candidateVectors how many classes of candidates there are
     */
    Mixer(float[] start, int[] stepVectors, int candidateVectors) {
        this.inputs = start.length;
        int count = 0;
        for (int set = 0; set < STEP_SETS; set++) {
            firstVectors[set] = count;
            count += stepVectors[set];
        }
        this.firstOfCandidates = count;
        this.weights = new float[(count + candidateVectors) * inputs];
        System.arraycopy(start, 0, weights, 0, inputs);
        this.squares = new float[weights.length];
        Arrays.fill(squares, FIRST_SQUARE);
        this.otherWeights = new float[count];
        this.otherSquares = new float[count];
        Arrays.fill(otherSquares, FIRST_SQUARE);
        this.sums = new float[inputs];
        this.classSums = new float[candidateVectors * inputs];
        this.gradient = new float[inputs];
        this.classGradients = new float[candidateVectors * inputs];
        this.isPresent = new boolean[candidateVectors];
    }

    /** Turns the inputs of a step into probabilities. */
    void mix(Step step) {
        Arrays.fill(sums, 0);
        float other = 0;
        for (int set = 0; set < STEP_SETS; set++) {
            int vector = firstVectors[set] + step.stepVectors[set];
            other += otherWeights[vector];
            add(sums, 0, weights, vector * inputs, 1);
        }
        Arrays.fill(isPresent, false);
        for (int index = 0; index < step.count; index++) {
            int kind = step.candidateVectors[index];
            if (!isPresent[kind]) {
                isPresent[kind] = true;
                sumForClass(kind);
            }
            step.probabilities[index] = score(step.inputs, index * inputs, kind * inputs);
        }
        softmax(step, other);
    }

    private void sumForClass(int kind) {
        int vector = (firstOfCandidates + kind) * inputs;
        int first = kind * inputs;
        for (int i = 0; i < inputs; i++) {
            classSums[first + i] = sums[i] + weights[vector + i];
        }
    }

    /** Four sums at a time: the additions of one would wait for each other. */
    private float score(float[] rows, int row, int sum) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i < inputs; i += LANES) {
            s0 += rows[row + i] * classSums[sum + i];
            s1 += rows[row + i + 1] * classSums[sum + i + 1];
            s2 += rows[row + i + 2] * classSums[sum + i + 2];
            s3 += rows[row + i + 3] * classSums[sum + i + 3];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static void softmax(Step step, float other) {
        float[] scores = step.probabilities;
        float highest = other;
        for (int i = 0; i < step.count; i++) {
            highest = Math.max(highest, scores[i]);
        }
        float ofOther = (float) Math.exp(other - highest);
        float sum = ofOther;
        for (int i = 0; i < step.count; i++) {
            scores[i] = (float) Math.exp(scores[i] - highest);
            sum += scores[i];
        }
        for (int i = 0; i < step.count; i++) {
            scores[i] /= sum;
        }
        step.otherProbability = ofOther / sum;
    }

    /** Moves the weights towards the candidate that was right, or {@link Step#OTHER}. */
    void learn(Step step, int right) {
        Arrays.fill(gradient, 0);
        Arrays.fill(classGradients, 0);
        Arrays.fill(isPresent, false);
        for (int index = 0; index < step.count; index++) {
            float error = step.probabilities[index] - (index == right ? 1 : 0);
            int kind = step.candidateVectors[index];
            isPresent[kind] = true;
            add(classGradients, kind * inputs, step.inputs, index * inputs, error);
        }
        for (int kind = 0; kind < isPresent.length; kind++) {
            if (isPresent[kind]) {
                add(gradient, 0, classGradients, kind * inputs, 1);
                descend((firstOfCandidates + kind) * inputs, classGradients, kind * inputs);
            }
        }
        float otherError = step.otherProbability - (right == Step.OTHER ? 1 : 0);
        for (int set = 0; set < STEP_SETS; set++) {
            int vector = firstVectors[set] + step.stepVectors[set];
            descend(vector * inputs, gradient, 0);
            otherSquares[vector] += otherError * otherError;
            otherWeights[vector] -= RATE * otherError / (float) Math.sqrt(otherSquares[vector]);
        }
    }

    private void add(float[] to, int first, float[] from, int firstFrom, float factor) {
        for (int i = 0; i < inputs; i++) {
            to[first + i] += factor * from[firstFrom + i];
        }
    }

    private void descend(int first, float[] slopes, int firstSlope) {
        for (int i = 0; i < inputs; i++) {
            float slope = slopes[firstSlope + i];
            squares[first + i] += slope * slope;
            weights[first + i] -= RATE * slope / (float) Math.sqrt(squares[first + i]);
        }
    }
}

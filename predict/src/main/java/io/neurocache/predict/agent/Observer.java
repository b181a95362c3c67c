package io.neurocache.predict.agent;

import io.neurocache.predict.eviction.Expert;
import io.neurocache.predict.eviction.Knobs;
import io.neurocache.predict.eviction.PolicyWindow;
import java.util.Arrays;

/**
 * Puts a window into numbers of about the size of 1: six about what happened and their changes
 * since the window before, six about the cache, five knobs, and a 1. Confined to one thread.
 */
public final class Observer {
    /** How many numbers an observation has. */
    public static final int LENGTH = 24;

    private static final int CHANGING = 6;

    /** Leads are hundredths: they are made larger. */
    private static final float LEAD_SCALE = 10;

    private static final float OCTAVES = 24;

    private final float[] numbers = new float[LENGTH];
    private final float[] before = new float[CHANGING];
    private long windows;

    /** The observation; the array is used again. */
    public float[] observe(PolicyWindow window, Knobs knobs) {
        float requests = Math.max(1, window.requests());
        float misses = Math.max(1, window.requests() - window.hits());
        double sampled = Math.max(1, window.sampled());
        System.arraycopy(numbers, 0, before, 0, CHANGING);
        numbers[0] = window.hits() / requests;
        numbers[1] = window.refused() / misses;
        numbers[2] = window.unknown() / misses;
        numbers[3] = LEAD_SCALE * (float) ((window.liveHits() - window.s3fifoHits()) / sampled);
        numbers[4] = LEAD_SCALE * (float) ((window.liveHits() - window.lruHits()) / sampled);
        numbers[5] = (float) window.sizeLog() / OCTAVES;
        for (int i = 0; i < CHANGING; i++) {
            numbers[CHANGING + i] = windows == 0 ? 0 : numbers[i] - before[i];
        }
        int at = 2 * CHANGING;
        numbers[at++] = (float) log2(window.turnover()) / OCTAVES;
        numbers[at++] = (float) log2(window.cached()) / OCTAVES;
        numbers[at++] = window.live() == Expert.LEARNED ? 1 : 0;
        numbers[at++] = window.live() == Expert.S3FIFO ? 1 : 0;
        numbers[at++] = window.live() == Expert.LRU ? 1 : 0;
        numbers[at++] = Math.min(1, ++windows / 100f);
        numbers[at++] = knobs.sizeExponent() / 0.3f;
        numbers[at++] = knobs.admissionMargin() * 2;
        numbers[at++] = (float) log2(knobs.learningRate() / Knobs.DEFAULT.learningRate());
        numbers[at++] = knobs.heads() - 1;
        numbers[at++] = knobs.preloadShare();
        numbers[at] = 1;
        return numbers;
    }

    /** Forgets the window before. */
    public void restart() {
        windows = 0;
        Arrays.fill(numbers, 0);
    }

    private static double log2(double x) {
        return Math.log(Math.max(x, 1e-3)) / Math.log(2);
    }
}

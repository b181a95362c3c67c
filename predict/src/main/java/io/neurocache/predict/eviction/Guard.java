package io.neurocache.predict.eviction;

import java.util.Arrays;

/**
 * Decides who is in charge, from what each would have hit.
 *
 * <p>For every expert that is not live it sums up by how much it is ahead of the live one, less a
 * margin, and never below nothing (Page, "Continuous inspection schemes", Biometrika 1954): a gross
 * failure shows within two short windows, a small one after long. Whoever was far enough ahead at
 * the ends of two windows in a row takes over. The value model, once found out, has to wait, four
 * times as long each time; so what a load that fools it again and again can cost grows with the
 * logarithm of time only.
 */
final class Guard {
    /** Sampled requests. */
    static final int WINDOW = 250;

    private static final int EXPERTS = Expert.values().length;

    /**
     * Hits of a request, by what the policy maximizes: that much the live expert may be behind for
     * ever. Of bytes, which come in lumps, few requests say little.
     */
    private static final double OBJECT_MARGIN = 0.003;

    private static final double BYTE_MARGIN = 0.03;
    private static final double BYTE_PATIENCE = 8;

    /**
     * Hits that an expert must be ahead by, the margin left out: those of a turnover in which it
     * hits all and the live one nothing, since any expert may need one to find into a new phase.
     */
    private static final double LEAST_FAR = 150;

    /** In those hits: more is not kept, or a change would be seen late. */
    private static final double FARTHEST = 2;

    private static final int STRIKES = 2;

    // In windows.
    private static final int FIRST_WAIT = 16;
    private static final int LONGEST_WAIT = 1 << 16;

    /** No request weighs more than this many mean ones. */
    private static final double HEAVIEST = 16;

    /** Requests over which weights are averaged. */
    private static final double MEMORY = 4 * WINDOW;

    private static final double SMOOTHING = 1.0 / 16;

    private final double margin;
    private final double patience;
    private Expert live = Expert.LEARNED;
    private final double[] hits = new double[EXPERTS];
    private final double[] ratio = new double[EXPERTS];
    private final double[] ahead = new double[EXPERTS];
    private final int[] strikes = new int[EXPERTS];
    private double far;
    private double liveHits;
    private double liveRatio;
    private double weights;
    private double meanWeight;
    private double meanSquare;
    private int requests;
    private long allRequests;
    private long windowsSinceChange;
    private int wait = FIRST_WAIT;
    private long fallbacks;
    private long returns;

    Guard(Objective objective) {
        margin = objective == Objective.BYTES ? BYTE_MARGIN : OBJECT_MARGIN;
        patience = objective == Objective.BYTES ? BYTE_PATIENCE : 1;
    }

    /** Who is in charge. */
    Expert live() {
        return live;
    }

    /** Begins to note a sampled request that counts for so much, say 1 or bytes. */
    void request(double weight, boolean liveHit) {
        meanWeight = allRequests == 0 ? weight : meanWeight + (weight - meanWeight) / MEMORY;
        double counted = Math.min(weight, HEAVIEST * meanWeight);
        meanSquare +=
                (counted * counted - meanSquare) / Math.min(MEMORY, (double) (allRequests + 1));
        allRequests++;
        requests++;
        weights += counted;
        liveHits += liveHit ? counted : 0;
    }

    /** Notes that an expert would have hit the request that was noted last. */
    void hit(Expert expert, double weight) {
        hits[expert.place] += Math.min(weight, HEAVIEST * meanWeight);
    }

    /**
     * To be called after all of a request: who is to be in charge from now on.
     *
     * @param turnover in sampled requests
     */
    Expert decide(double turnover) {
        if (requests < WINDOW) {
            return live;
        }
        far = patience * Math.max(LEAST_FAR, turnover);
        windowsSinceChange++;
        Expert best = live;
        for (Expert expert : Expert.values()) {
            if (expert != live && isFarAhead(expert) && ahead(expert) > ahead(best)) {
                best = expert;
            }
        }
        smooth();
        if (best != live) {
            change(best);
        }
        requests = 0;
        liveHits = 0;
        weights = 0;
        Arrays.fill(hits, 0);
        return live;
    }

    /** Forgets who was ahead: shadows have changed. */
    void restart() {
        Arrays.fill(ahead, 0);
        Arrays.fill(strikes, 0);
    }

    GuardStats stats(long modelResets, int sampledBits) {
        double learned = live == Expert.LEARNED ? liveRatio : ratio[Expert.LEARNED.place];
        return new GuardStats(
                live,
                liveRatio,
                ratio[Expert.S3FIFO.place],
                ratio[Expert.LRU.place],
                learned,
                fallbacks,
                returns,
                modelResets,
                sampledBits,
                allRequests);
    }

    private double ahead(Expert expert) {
        return expert == live ? 0 : ahead[expert.place];
    }

    private boolean isFarAhead(Expert expert) {
        int at = expert.place;
        // In lumps, as bytes come, a lead is worth less, as its variance says.
        double unit = meanSquare / meanWeight;
        double more = (hits[at] - liveHits - margin * weights) / unit;
        ahead[at] = Math.max(0, Math.min(FARTHEST * far, ahead[at] + more));
        strikes[at] = ahead[at] > far ? strikes[at] + 1 : 0;
        boolean mayCome = expert != Expert.LEARNED || windowsSinceChange >= wait;
        return strikes[at] >= STRIKES && mayCome;
    }

    private void change(Expert to) {
        if (live == Expert.LEARNED) {
            fallbacks++;
            // A long good time makes up for an earlier failure.
            wait = windowsSinceChange > 16L * wait ? FIRST_WAIT : wait;
        } else if (to == Expert.LEARNED) {
            returns++;
            wait = Math.min(LONGEST_WAIT, wait * 4);
        }
        live = to;
        windowsSinceChange = 0;
        restart();
    }

    private void smooth() {
        liveRatio = smoothed(liveRatio, liveHits);
        for (int i = 0; i < EXPERTS; i++) {
            ratio[i] = smoothed(ratio[i], hits[i]);
        }
    }

    private double smoothed(double before, double sum) {
        double now = weights == 0 ? 0 : sum / weights;
        return allRequests <= WINDOW ? now : before + SMOOTHING * (now - before);
    }
}

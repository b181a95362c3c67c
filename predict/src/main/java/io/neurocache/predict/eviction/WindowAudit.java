package io.neurocache.predict.eviction;

/**
 * Re-tests a size of the window that has been stable for some samples: hits per byte are even
 * between the regions there, which need not mean that most hits are had. It walks away, keeps where
 * it got to when the hit ratio is better for some samples in a row, and holds that for a while;
 * else it goes back and waits longer.
 */
final class WindowAudit {
    private static final double STEP = 0.0625;
    private static final double DECAY = 0.98;
    private static final double STABLE = 0.02;
    private static final double BETTER = 0.01;
    private static final double CRASH = 0.05;
    private static final double CRASH_SHARE = 0.15;
    private static final double SMOOTHING = 0.2;
    private static final int FIRST_WAIT = 4;
    private static final int WAIT = 32;
    private static final int SHORT_WAIT = 16;
    private static final int MAX_WAIT = 512;
    private static final int COMMITTED = 5;
    private static final int CONFIRMED = 4;
    private static final int MAX_SAMPLES = 16;

    private long capacity;
    private double smoothed = -1;
    private long lastWindow = -1;
    private int still;
    private int wait = FIRST_WAIT;
    private int failedWait = SHORT_WAIT;
    private boolean down;

    private boolean walking;
    private boolean held;
    private double step;
    private long base;
    private double baseRatio;
    private double reference;
    private int samples;
    private int better;

    WindowAudit(long capacity) {
        this.capacity = capacity;
    }

    /** Notes a sample's hit ratio and the window it was had with. */
    void sample(long windowMax, double ratio, double previousRatio) {
        boolean same = lastWindow < 0 || Math.abs(windowMax - lastWindow) <= STABLE * capacity;
        still = same ? still + 1 : Math.max(0, still - 1);
        lastWindow = windowMax;
        if (Math.abs(ratio - previousRatio) >= CRASH) {
            held = false;
        }
        smoothed = smoothed < 0 ? ratio : smoothed + SMOOTHING * (ratio - smoothed);
    }

    /** The cache has another capacity from now on; sizes keep their shares. */
    void capacity(long bytes) {
        double scale = (double) bytes / capacity;
        if (lastWindow >= 0) {
            lastWindow = (long) (lastWindow * scale);
        }
        step *= scale;
        base = (long) (base * scale);
        capacity = bytes;
    }

    boolean isWalking() {
        return walking;
    }

    /** Whether a confirmed size is held against what the densities say. */
    boolean isHeld() {
        return held;
    }

    boolean isDue() {
        return still >= wait;
    }

    /** Begins to walk; the first step. */
    double begin(long windowMax, double ratio) {
        still = 0;
        walking = true;
        samples = 1;
        better = 0;
        base = windowMax;
        baseRatio = ratio;
        reference = smoothed;
        double room = down ? 0.75 * capacity - windowMax : windowMax - STABLE * capacity;
        if (windowMax <= 2 * STABLE * capacity) {
            down = false;
        } else if (windowMax >= 0.75 * capacity) {
            down = true;
        } else if (room >= STEP * capacity) {
            down = !down;
        }
        step = (down ? -STEP : STEP) * capacity;
        return bounded(windowMax);
    }

    /** The next step, or the way back. */
    double next(long windowMax, double ratio) {
        better = ratio > reference + BETTER ? better + 1 : 0;
        if (ratio <= baseRatio - Math.min(CRASH, CRASH_SHARE * baseRatio)) {
            wait = SHORT_WAIT;
            return end(false, windowMax);
        }
        if (samples >= COMMITTED && better >= CONFIRMED) {
            wait = WAIT;
            failedWait = SHORT_WAIT;
            return end(true, windowMax);
        }
        if (samples >= MAX_SAMPLES) {
            failedWait = Math.min(MAX_WAIT, failedWait * 2);
            wait = failedWait;
            return end(false, windowMax);
        }
        samples++;
        step *= DECAY;
        return bounded(windowMax);
    }

    private double end(boolean confirmed, long windowMax) {
        walking = false;
        held = confirmed;
        return confirmed ? 0 : base - windowMax;
    }

    private double bounded(long windowMax) {
        return Math.max(step, Math.min(0, STABLE * capacity - windowMax));
    }
}

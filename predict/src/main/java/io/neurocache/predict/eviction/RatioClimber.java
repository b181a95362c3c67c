package io.neurocache.predict.eviction;

/**
 * Keeps moving the window's size in a direction while the hit ratio rises from sample to sample,
 * turns when it falls, and makes steps smaller until the ratio changes much (Einziger, Eytan,
 * Friedman, Manes, "Adaptive software cache management", Middleware 2018, section 4.2).
 *
 * <p>Parameters are those of Caffeine 3.3: a window of a few objects opens by growing, and waits
 * for longer samples as its steps get smaller.
 */
final class RatioClimber implements WindowClimber {
    private static final double STEP = 0.0625;
    private static final double MIN_STEP = 2;
    private static final double DECAY = 0.98;
    private static final double SLOW_DECAY = 0.995;
    private static final long SLOW_CAPACITY = 512;
    private static final double MAX_STRETCH = 4;

    /** A change of the hit ratio after which steps start large again. */
    private static final double RESTART = 0.05;

    private final double firstStep;
    private final double flatStep;
    private final boolean slow;
    private double step;
    private double previousRatio;
    private long hits;
    private long requests;

    RatioClimber(long capacity) {
        flatStep = STEP * capacity;
        firstStep = Math.max(flatStep, MIN_STEP);
        slow = capacity <= SLOW_CAPACITY;
        step = slow ? firstStep : -firstStep;
    }

    @Override
    public void hitInWindow() {
        hits++;
        requests++;
    }

    @Override
    public void hitInMain(boolean probation) {
        hits++;
        requests++;
    }

    @Override
    public void missed() {
        requests++;
    }

    @Override
    public WindowClimber resized(long capacity) {
        // Its steps begin anew: a cache as small as this has soon taken them.
        return WindowClimber.of(capacity);
    }

    @Override
    public void restart() {
        hits = 0;
        requests = 0;
        previousRatio = 0;
    }

    @Override
    public boolean isComplete(long sketchSample) {
        if (!slow) {
            return requests >= sketchSample;
        }
        double magnitude = Math.max(Math.abs(step), flatStep / MAX_STRETCH);
        double stretch = Math.max(1, Math.min(MAX_STRETCH, flatStep / magnitude));
        return requests >= (long) (sketchSample * stretch);
    }

    @Override
    public long adjustment(long windowMax, long protectedMax) {
        double ratio = (double) hits / requests;
        double change = ratio - previousRatio;
        double amount = change >= 0 ? step : -step;
        step =
                Math.abs(change) >= RESTART
                        ? Math.copySign(firstStep, amount)
                        : (slow ? SLOW_DECAY : DECAY) * amount;
        restart();
        previousRatio = ratio;
        return (long) amount;
    }
}

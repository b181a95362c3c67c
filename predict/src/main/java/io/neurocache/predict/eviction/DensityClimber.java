package io.neurocache.predict.eviction;

/**
 * Moves room to the region, window or main, that has more hits per byte in a sample, the farther
 * the more they differ. Immune to a load that changes from sample to sample, but blind where a
 * region is too small to have hits: there it walks out of the corner for some samples, stays when
 * the window then earns more per byte than main's probation did at the start, and else goes back
 * and waits.
 *
 * <p>The law and its parameters are those of Caffeine 3.3 for caches of more than 4,096 objects, in
 * a simpler form; {@link WindowAudit} re-tests a size that has been stable.
 */
final class DensityClimber implements WindowClimber {
    /** Smaller caches have too few hits in a sample. */
    static final long MIN_CAPACITY = 4_096;

    private static final int SAMPLE_OF_CAPACITY = 4;
    private static final double GAIN = 0.03;
    private static final double MAX_STEP = 0.30;
    private static final double WALK_STEP = 0.0625;
    private static final double FLOOR = 0.02;
    private static final int MIN_HITS = 4;

    /** The share of the fewest telling hits that a region without hits is taken to have. */
    private static final double BLANK = 0.125;

    private static final double EPSILON = 1e-9;
    private static final double CRASH = 0.05;
    private static final int WALK_SAMPLES = 16;
    private static final int FIRST_WAIT = 16;
    private static final int MAX_WAIT = 64;

    private long capacity;
    private final WindowAudit audit;
    private long windowHits;
    private long probationHits;
    private long mainHits;
    private long misses;

    private boolean walking;
    private boolean down;
    private int walked;
    private int wait = FIRST_WAIT;
    private int waiting;
    private long base;
    private double baseRatio;
    private double baseDensity;
    private double undo;
    private double previousRatio;

    DensityClimber(long capacity) {
        this.capacity = capacity;
        audit = new WindowAudit(capacity);
    }

    @Override
    public void hitInWindow() {
        windowHits++;
    }

    @Override
    public void hitInMain(boolean probation) {
        mainHits++;
        if (probation) {
            probationHits++;
        }
    }

    @Override
    public void missed() {
        misses++;
    }

    @Override
    public WindowClimber resized(long bytes) {
        if (bytes <= MIN_CAPACITY) {
            return WindowClimber.of(bytes);
        }
        double scale = (double) bytes / capacity;
        base = (long) (base * scale);
        baseDensity /= scale;
        undo *= scale;
        audit.capacity(bytes);
        capacity = bytes;
        return this;
    }

    @Override
    public void restart() {
        windowHits = 0;
        mainHits = 0;
        probationHits = 0;
        misses = 0;
    }

    @Override
    public boolean isComplete(long sketchSample) {
        long requests = windowHits + mainHits + misses;
        return requests >= sketchSample || requests / SAMPLE_OF_CAPACITY >= capacity;
    }

    @Override
    public long adjustment(long windowMax, long protectedMax) {
        long telling = Math.max(MIN_HITS, (windowHits + mainHits + misses) >> 10);
        double amount = amount(windowMax, protectedMax, telling);
        restart();
        return (long) amount;
    }

    private double amount(long windowMax, long protectedMax, long telling) {
        double ratio = (double) (windowHits + mainHits) / (windowHits + mainHits + misses);
        audit.sample(windowMax, ratio, previousRatio);
        previousRatio = ratio;
        if (walking) {
            return walk(windowMax, telling, ratio);
        }
        if (audit.isWalking()) {
            double step = audit.next(windowMax, ratio);
            undo = audit.isWalking() ? 0 : step;
            return audit.isWalking() ? step : undoStep();
        }
        if (undo != 0) {
            return undoStep();
        }
        boolean windowBlind = windowHits < telling;
        boolean mainBlind = mainHits < telling;
        boolean top = mainBlind && windowMax >= capacity - (capacity >> 2);
        boolean bottom = windowBlind && windowMax <= capacity >> 2;
        boolean blind = top || bottom || (windowBlind && mainBlind);
        if (audit.isDue() && (!blind || waiting > 0)) {
            return audit.begin(windowMax, ratio);
        }
        if (!blind) {
            return audit.isHeld() ? 0 : steer(windowMax, telling);
        }
        if (waiting > 0) {
            waiting--;
            return Math.max(0, FLOOR * capacity - windowMax);
        }
        down = top || (!bottom && windowMax >= capacity >> 1);
        return beginWalk(windowMax, protectedMax, ratio);
    }

    private double beginWalk(long windowMax, long protectedMax, double ratio) {
        walking = true;
        walked = 1;
        base = windowMax;
        baseRatio = ratio;
        baseDensity = (double) probationHits / Math.max(1, capacity - windowMax - protectedMax);
        return stride(windowMax);
    }

    private double walk(long windowMax, long telling, double ratio) {
        boolean crashed = ratio <= baseRatio - CRASH;
        boolean decided = (down ? mainHits : windowHits) >= 4 * telling;
        if (!crashed && !decided && walked < WALK_SAMPLES) {
            walked++;
            return stride(windowMax);
        }
        walking = false;
        if (!crashed && decided && confirms(windowMax)) {
            wait = 1;
            waiting = 0;
            return steer(windowMax, telling);
        }
        wait = crashed ? wait : Math.min(MAX_WAIT, wait * 2);
        waiting = wait;
        undo = base - windowMax;
        return undoStep();
    }

    private boolean confirms(long windowMax) {
        double window = (double) windowHits / windowMax;
        double main = (double) mainHits / Math.max(1, capacity - windowMax);
        double reference = down ? main : baseDensity;
        return Math.log((window + EPSILON) / (reference + EPSILON)) * (down ? -1 : 1) > 0;
    }

    private double stride(long windowMax) {
        double step = WALK_STEP * capacity;
        return down ? Math.max(-step, Math.min(0, FLOOR * capacity - windowMax)) : step;
    }

    private double undoStep() {
        double step = Math.max(-MAX_STEP * capacity, Math.min(MAX_STEP * capacity, undo));
        undo -= step;
        return step;
    }

    private double steer(long windowMax, long telling) {
        double least = BLANK * telling;
        double window = Math.max((double) windowHits, least) / Math.max(1, windowMax);
        double main = Math.max((double) mainHits, least) / Math.max(1, capacity - windowMax);
        double error = Math.log(window / main);
        double step = Math.min(MAX_STEP, Math.abs(error) * GAIN) * capacity;
        double floor = FLOOR * capacity - windowMax;
        return Math.max(error >= 0 ? step : Math.max(-step, Math.min(0, floor)), floor);
    }
}

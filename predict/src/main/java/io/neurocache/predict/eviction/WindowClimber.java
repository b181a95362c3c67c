package io.neurocache.predict.eviction;

/** Decides how large W-TinyLFU's window should be, from what a sample of requests met. */
interface WindowClimber {
    /** Notes a hit in the window. */
    void hitInWindow();

    /** Notes a hit in the main region's probation or protected part. */
    void hitInMain(boolean probation);

    /** Notes a miss. */
    void missed();

    /** Forgets the sample that is being taken. */
    void restart();

    /**
     * Whether the sample is complete.
     *
     * @param sketchSample the requests after which the sketch ages
     */
    boolean isComplete(long sketchSample);

    /**
     * Ends the sample.
     *
     * @return the bytes by which the window should grow; below 0 it should shrink
     */
    long adjustment(long windowMax, long protectedMax);

    /** A climber for another capacity: this one, going on from where it is, or a new one. */
    WindowClimber resized(long capacity);

    /** The climber that suits a capacity. */
    static WindowClimber of(long capacity) {
        return capacity > DensityClimber.MIN_CAPACITY
                ? new DensityClimber(capacity)
                : new RatioClimber(capacity);
    }
}

package io.neurocache.predict.eviction;

/** Who decides what goes when the learned policy is guarded. */
public enum Expert {
    /** The value model. */
    LEARNED(0),
    /** S3-FIFO. */
    S3FIFO(1),
    /** Least recently used. */
    LRU(2);

    /** Where it stands in arrays by expert. */
    final int place;

    Expert(int place) {
        this.place = place;
    }
}

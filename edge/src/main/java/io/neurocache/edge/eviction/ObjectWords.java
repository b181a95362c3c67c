package io.neurocache.edge.eviction;

/** Off-heap words that belong to an object for as long as it is cached, for its policy's use. */
public interface ObjectWords {
    /** Words that each object has. */
    int PER_OBJECT = 2;

    /** Reads word {@code n} of the object; plain memory access. */
    long word(int id, int n);

    /** Writes word {@code n} of the object; plain memory access. */
    void word(int id, int n, long value);
}

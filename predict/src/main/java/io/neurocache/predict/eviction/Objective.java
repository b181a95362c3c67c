package io.neurocache.predict.eviction;

/** What a policy that can choose shall maximize. */
public enum Objective {
    /** The share of requests that are hits. */
    OBJECTS,
    /** The share of the bytes asked for that are hits. */
    BYTES
}

package io.neurocache.neurod.config;

import io.neurocache.predict.eviction.PolicyKind;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What makes room when the cache is full. */
public enum Eviction {
    /** The object that was not asked for the longest. */
    LRU(PolicyKind.LRU),
    /** The oldest that was not asked for since a hand passed it. */
    SIEVE(PolicyKind.SIEVE),
    /** Three queues: on trial, in use, and the names of what left lately. */
    S3FIFO(PolicyKind.S3FIFO),
    /** A window of the new before what is asked for often. */
    TINYLFU(PolicyKind.TINYLFU),
    /** The large and seldom asked for first. */
    GDSF(PolicyKind.GDSF),
    /** Recency and frequency, as each has been of use. */
    ARC(PolicyKind.ARC),
    /** What is worth least by what has been learnt of when objects are asked for again. */
    PPO(PolicyKind.LEARNED);

    /** What {@link #parse} takes, for messages. */
    static final String ACCEPTED =
            Arrays.stream(values()).map(Eviction::label).collect(Collectors.joining(", "));

    private final PolicyKind kind;

    Eviction(PolicyKind kind) {
        this.kind = kind;
    }

    /** The policy itself. */
    public PolicyKind kind() {
        return kind;
    }

    /** What it is called on the command line. */
    public String label() {
        return this == PPO ? "ppo" : kind.label();
    }

    /**
     * Reads a policy's name.
     *
     * @throws IllegalArgumentException saying what is accepted
     */
    static Eviction parse(String text) {
        for (Eviction each : values()) {
            if (each.label().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("not a policy of this version; accepted: " + ACCEPTED);
    }
}

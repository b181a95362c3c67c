package io.neurocache.raft.client;

import io.neurocache.raft.wire.Content;

/** What became of a compare-and-set. Immutable; safe from any thread. */
public sealed interface CasResult {
    /**
     * Set.
     *
     * @param index of the write in the log
     */
    record Swapped(long index) implements CasResult {}

    /** Not set: something else was there, or nothing. */
    record Different(Content actual) implements CasResult {}

    /** Not set; what was there instead was too long for the server to remember across a retry. */
    record DifferentUnknown() implements CasResult {}
}

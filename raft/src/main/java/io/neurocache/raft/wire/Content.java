package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;

/** What is under a key, or that nothing is. Immutable; safe from any thread. */
public sealed interface Content {
    /** Nothing is there. */
    record Absent() implements Content {}

    /** A value is there, if only an empty one. */
    record Value(Bytes bytes) implements Content {}
}

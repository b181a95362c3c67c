package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;

/**
 * A key, what is under it, and since when. Immutable; safe from any thread.
 *
 * @param index of the log's entry that last set it
 */
public record KvEntry(Bytes key, Bytes value, long index) {}

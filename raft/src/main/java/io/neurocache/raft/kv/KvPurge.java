package io.neurocache.raft.kv;

import io.neurocache.raft.wire.Request;

/**
 * A purge in the log. Immutable; safe from any thread.
 *
 * @param index of its entry
 */
public record KvPurge(long index, Request.Purge purge) {}

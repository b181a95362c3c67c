package io.neurocache.raft.store;

/**
 * How storage is doing.
 *
 * <pre>
 * from      to        cause
 * Ready     DiskFull  no room for the next segment or for a write
 * DiskFull  Ready     there is room again: nothing was lost, and nothing acknowledged meanwhile
 * any       Failed    a write or sync failed otherwise; final
 * any       Closed    closed; final
 * </pre>
 *
 * <p>Immutable; safe from any thread.
 */
public sealed interface StorageStatus {

    /** Everything is written as it comes. */
    record Ready() implements StorageStatus {}

    /**
     * Refuse clients' writes. The rest of the current segment is a reserve: terms, votes and what a
     * leader sends are still written while it lasts, and wait when it is used up.
     *
     * @param sinceNanos by the clock given at open
     * @param message what there was no room for
     */
    record DiskFull(long sinceNanos, String message) implements StorageStatus {}

    /**
     * The node must stop: after a failed sync nobody knows what is on disk, and asking again may
     * get a success that means nothing.
     */
    record Failed(String message) implements StorageStatus {}

    /** Nothing is taken any more. */
    record Closed() implements StorageStatus {}
}

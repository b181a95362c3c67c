package io.neurocache.raft.sim.check;

import io.neurocache.raft.Configuration;

/**
 * What can be seen of one server after a step. Filled in by whoever drives the cluster, read by the
 * rules; plain fields, because both happen after every event. One thread.
 */
public final class Observation {
    /** The server. */
    public final int id;

    /** Its log, from what it has asked to be written. */
    public final LogMirror log;

    /** Its disk. */
    public final Disk disk;

    /** Whether it leads. */
    public boolean leads;

    /** {@code currentTerm}. */
    public long term;

    /** {@code votedFor}. */
    public int votedFor;

    /** {@code commitIndex}. */
    public long commitIndex;

    /** {@code lastApplied}. */
    public long lastApplied;

    /** The last entry's index. */
    public long lastIndex;

    /** The configuration it goes by. */
    public Configuration configuration = Configuration.EMPTY;

    /** Counts its starts: what it forgot in a crash it may see again. */
    public int incarnation;

    /** A server of which nothing has been seen. */
    public Observation(int id, LogMirror log, Disk disk) {
        this.id = id;
        this.log = log;
        this.disk = disk;
    }

    /** Who and when, for messages. */
    @Override
    public String toString() {
        return "n" + id + " t" + term;
    }
}

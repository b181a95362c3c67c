package io.neurocache.raft.sim.check;

/** What a server's disk has reported as written. */
public interface Disk {
    /** Whether the entry, or a snapshot that stands for it, is on the disk. */
    boolean holds(long index, long term);

    /** The last entry on the disk. */
    long lastIndex();

    /** The term on the disk. */
    long currentTerm();

    /** The vote on the disk, in that term. */
    int votedFor();
}

package io.neurocache.raft.sim.check;

import io.neurocache.raft.Entry;
import java.util.List;

/**
 * One rule that holds after every step of every server. A rule does work in proportion to what is
 * new, never to the length of a log. One thread.
 *
 * <p>A broken rule throws {@link Violation}.
 */
public abstract class Invariant {
    /** The server has made a step, and its observation is up to date. */
    public void stepped(Observation node) {}

    /** The server has started (again); its log mirror is what its disk gave back. */
    public void started(Observation node) {}

    /**
     * The server has asked for entries to be written; its log mirror has them.
     *
     * @param entries not empty
     */
    public void appended(Observation node, List<Entry> entries) {}

    /** The server, with its term, is the first whose commitIndex passes these indices. */
    public void committed(Observation node, long first, long last) {}

    /** The server's state machine is given this entry. */
    public void applied(Observation node, Entry entry) {}

    /** The server has won an election. */
    public void becameLeader(Observation node) {}

    /** The server has sent a vote. */
    public void voted(Observation node, long term, int candidate) {}

    /** The server has told a leader that it has the log up to there. */
    public void promised(Observation node, long term, long matchIndex) {}

    /** A client has its answer: this entry was applied. */
    public void acknowledged(Observation node, Entry entry) {}

    /** Breaks the rule. */
    protected final Violation violation(Observation node, String what) {
        return new Violation(getClass().getSimpleName(), node + " " + what);
    }
}

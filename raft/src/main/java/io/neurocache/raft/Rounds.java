package io.neurocache.raft;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A leader's rounds of heartbeats, and when the latest one began that a majority has answered.
 *
 * <p>That one fact serves three: ReadIndex (§6.4 of the dissertation) asks whether a round that
 * began after a read was answered; CheckQuorum steps down when the latest answered round began
 * longer ago than an election timeout; a lease runs from that beginning.
 *
 * <p>At most one unanswered round per heartbeat of an election timeout, and one for reads, are
 * remembered. Confined to the thread that drives the core.
 */
final class Rounds {
    private record Round(long number, long beganAt) {}

    private final Deque<Round> open = new ArrayDeque<>();
    private long current;
    private long answered;
    private long answeredBeganAt;

    Rounds(long now) {
        this.answeredBeganAt = now;
    }

    /** The latest round's number. */
    long current() {
        return current;
    }

    long begin(long now) {
        current++;
        open.add(new Round(current, now));
        return current;
    }

    /** A majority has answered this round, and so all before it. */
    void answered(long round) {
        while (!open.isEmpty() && open.getFirst().number() <= round) {
            Round first = open.removeFirst();
            answered = first.number();
            answeredBeganAt = first.beganAt();
        }
    }

    boolean isAnswered(long round) {
        return round <= answered;
    }

    /** When the latest answered round began. */
    long answeredBeganAt() {
        return answeredBeganAt;
    }
}

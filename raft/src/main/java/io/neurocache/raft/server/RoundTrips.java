package io.neurocache.raft.server;

import io.neurocache.raft.Message;
import io.neurocache.raft.wire.NodeStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long this leader's members take to answer: the time from the first AppendEntries of a round
 * to the first answer to that round or a later one, averaged with a weight of an eighth for the
 * latest.
 *
 * <p>Where entries go along, a member's disk is part of it. One measurement a member is under way
 * at a time, so the clock is read twice a round. Event loop only.
 */
final class RoundTrips {
    /** Without an answer for so long nothing is known any more. */
    static final long FORGET_NANOS = 5_000_000_000L;

    private static final int WEIGHT = 8;

    private final LongSupplier nanoClock;
    private final Map<Integer, Member> members = new HashMap<>();

    private static final class Member {
        private long sentRound;
        private long awaitedRound;
        private long sentNanos;
        private boolean isUnderWay;
        private long averageNanos;
        private boolean isKnown;
    }

    RoundTrips(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A message goes out. */
    void sent(Message message) {
        if (message instanceof Message.AppendEntries append) {
            Member member = members.computeIfAbsent(append.to(), _ -> new Member());
            if (append.round() > member.sentRound) {
                member.sentRound = append.round();
                begin(member);
            }
        }
    }

    private void begin(Member member) {
        long now = nanoClock.getAsLong();
        if (!member.isUnderWay) {
            member.isUnderWay = true;
            member.awaitedRound = member.sentRound;
            member.sentNanos = now;
        } else if (now - member.sentNanos > FORGET_NANOS) {
            member.isKnown = false;
            member.awaitedRound = member.sentRound;
            member.sentNanos = now;
        }
    }

    /** A message came. */
    void received(Message message) {
        switch (message) {
            case Message.AppendEntriesReply reply -> answered(reply.from(), reply.round());
            case Message.AppendEntriesRejected reply -> answered(reply.from(), reply.round());
            default -> {}
        }
    }

    private void answered(int from, long round) {
        Member member = members.get(from);
        if (member != null && member.isUnderWay && round >= member.awaitedRound) {
            member.isUnderWay = false;
            long took = nanoClock.getAsLong() - member.sentNanos;
            member.averageNanos =
                    member.isKnown
                            ? member.averageNanos + (took - member.averageNanos) / WEIGHT
                            : took;
            member.isKnown = true;
        }
    }

    /** Leadership is over: rounds count from anew, and what was known is old when it returns. */
    void clear() {
        members.clear();
    }

    /** Microseconds, or {@link NodeStatus#UNKNOWN}. */
    long micros(int member) {
        Member known = members.get(member);
        return known == null || !known.isKnown ? NodeStatus.UNKNOWN : known.averageNanos / 1000;
    }
}

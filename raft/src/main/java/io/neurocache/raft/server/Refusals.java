package io.neurocache.raft.server;

import io.neurocache.raft.HardState;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.Refusal;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;

/** What clients are told when the core does not take something. Event loop only. */
final class Refusals {
    /** Another leader's entry took the place of a client's: the write will never happen. */
    static final Reply.Failed LOST =
            new Reply.Failed(0, ErrorCode.NO_LEADER, "another leader replaced the write");

    private final RaftNode node;
    private final Peers peers;

    Refusals(RaftNode node, Peers peers) {
        this.node = node;
        this.peers = peers;
    }

    static Reply.Failed overloaded(String message) {
        return new Reply.Failed(0, ErrorCode.OVERLOADED, message);
    }

    Reply of(Refusal reason) {
        return switch (reason) {
            case NOT_LEADER, NO_LEADER -> leader();
            case OVERLOADED -> overloaded("too much is uncommitted or waits to be read");
            case TRANSFERRING -> overloaded("leadership is being handed over");
            case CHANGE_IN_PROGRESS -> overloaded("another change of members is not over yet");
            case NOT_CAUGHT_UP -> overloaded("the member's log is too far behind for a vote");
            case INVALID_TARGET ->
                    new Reply.Failed(0, ErrorCode.INVALID_REQUEST, "these members make no cluster");
        };
    }

    private Reply leader() {
        int leader = node.leader();
        if (leader == HardState.NOBODY || leader == node.id()) {
            return new Reply.Failed(0, ErrorCode.NO_LEADER, "no leader is known");
        }
        String address = peers.raftAddress(leader);
        return address.isEmpty()
                ? new Reply.Failed(
                        0, ErrorCode.NO_LEADER, "it is not known where n" + leader + " is")
                : new Reply.NotLeader(0, address, "n" + leader + " leads");
    }
}

package io.neurocache.raft.sim;

import io.neurocache.raft.sim.Mutant.Edit;
import java.util.List;

/** Known ways to break Raft or its shell, each with the lives within which it must be found. */
enum PlantedBug {
    TWO_VOTES_A_TERM(
            50,
            edit(
                    "Roles.java",
                    "server.votedFor() == HardState.NOBODY || server.votedFor() == request.from();",
                    "true;"),
            edit(
                    "Server.java",
                    "|| votedFor() == HardState.NOBODY || votedFor() == next.votedFor(),",
                    "|| term == currentTerm(),")),
    VOTE_NOT_PERSISTED(
            50,
            edit(
                    "Follower.java",
                    "if (grant != null && server.isHardStatePersisted()) {",
                    "if (grant != null) {")),
    CANDIDATE_COUNTS_ITSELF_BEFORE_ITS_SYNC(
            50,
            edit(
                    "Roles.java",
                    "server.become(new HardState(server.currentTerm() + 1, server.id));",
                    "server.become(new HardState(server.currentTerm() + 1, server.id));"
                            + " ask(candidate);")),
    OLD_TERM_COMMITTED_BY_COUNTING(
            10_000,
            edit(
                    "Leader.java",
                    "if (reached <= log.commitIndex() || reached < termStartIndex) {",
                    "if (reached <= log.commitIndex()) {"),
            // Figure 8 needs three leaders that die at the right moment: here most of them do.
            edit(
                    "sim/LifePlan.java",
                    "random.chance(250) ? random.between(300, 900) : 0,",
                    "random.between(600, 950),"),
            edit(
                    "sim/LifePlan.java",
                    "random.chance(600) ? random.chance(500) ? 1 : random.between(1, 200) :"
                            + " 1 << 16,",
                    "1,")),
    ACKNOWLEDGED_BEFORE_SYNC(
            50,
            edit(
                    "Follower.java",
                    "long match = Math.min(verifiedIndex, server.log.persistedIndex());",
                    "long match = verifiedIndex;")),
    LEADER_COUNTS_ITSELF_BEFORE_ITS_SYNC(
            50, edit("Leader.java", "return log.persistedIndex();", "return log.lastIndex();")),
    READ_WITHOUT_A_ROUND(
            2_500, edit("Leader.java", "if (hasLease()) {", "if (hasLease() || true) {")),
    READ_BEFORE_THE_TERM_HAS_COMMITTED(
            50,
            edit(
                    "Leader.java",
                    "if (log.commitIndex() < termStartIndex || !reads.needsRound()) {",
                    "if (!reads.needsRound()) {")),
    LEASE_THAT_KNOWS_NO_PAUSE(
            2_500, edit("sim/LifePlan.java", "leased || random.chance(500),", "false,")),
    STALE_APPEND_CUTS_WHAT_MATCHES(
            500,
            edit(
                    "RaftLog.java",
                    "return index < compactedIndex || (index <= lastIndex() && term(index) =="
                            + " entry.term());",
                    "return index <= commitIndex;")),
    PREV_LOG_TERM_IGNORED(
            200,
            edit(
                    "Follower.java",
                    "if (prev >= log.commitIndex() && log.term(prev) != request.prevLogTerm()) {",
                    "if (prev < 0) {")),
    COMMIT_BEYOND_WHAT_WAS_VERIFIED(
            200,
            edit(
                    "Follower.java",
                    "Math.min(request.leaderCommit(), last)",
                    "Math.min(request.leaderCommit(), log.lastIndex())")),
    VOTE_FOR_A_SHORTER_LOG(
            100,
            edit(
                    "RaftLog.java",
                    "|| (otherLastTerm == lastTerm && otherLastIndex >= lastIndex());",
                    "|| otherLastTerm == lastTerm;")),
    VOTE_FOR_AN_OLDER_LOG(
            100, edit("RaftLog.java", "return otherLastTerm > lastTerm ||", "return true ||")),
    NEW_MAJORITY_ALONE_WHILE_JOINT(
            500,
            edit(
                    "Quorum.java",
                    "return outgoing.length == 0 ? incoming",
                    "return outgoing.length >= 0 ? incoming"),
            edit(
                    "Quorum.java",
                    "if (outgoing.length == 0 || incoming == Outcome.LOST) {",
                    "if (outgoing.length >= 0) {")),
    CONFIGURATION_NOT_ROLLED_BACK(
            500,
            edit(
                    "Configurations.java",
                    "while (latestIndex() >= index) {",
                    "while (latestIndex() >= index && index < 0) {")),
    TORN_TAIL_TAKEN_FOR_CORRUPTION(
            200,
            edit(
                    "sim/SimStorage.java",
                    "if (isFollowedByLaterWrite(image, bad)) {",
                    "if (bad > 0) {")),
    CORRUPTION_TAKEN_FOR_A_TORN_TAIL(
            500,
            edit(
                    "sim/SimStorage.java",
                    "if (isFollowedByLaterWrite(image, bad)) {",
                    "if (bad < 0) {")),
    DUPLICATE_APPLIED_TWICE(
            50,
            edit(
                    "sim/SimStateMachine.java",
                    "if (seq <= seqs[client]) {",
                    "if (seq < seqs[client]) {")),
    SNAPSHOT_WITH_THE_WRONG_INDEX(
            200,
            edit(
                    "sim/SimNode.java",
                    "new SnapshotMeta( applied, seen.log.term(applied),"
                            + " seen.log.configurationAt(applied));",
                    "new SnapshotMeta(applied - 1, seen.log.term(applied - 1),"
                            + " seen.log.configurationAt(applied - 1));"));

    /** More lives than that are for runs by hand. */
    static final int SEEDS_IN_A_BUILD = 2_500;

    /** Within so many lives it must be found. */
    final int seeds;

    /** What to replace where. */
    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records of strings
    final List<Edit> edits;

    PlantedBug(int seeds, Edit... edits) {
        this.seeds = seeds;
        this.edits = List.of(edits);
    }

    private static Edit edit(String file, String text, String replacement) {
        return new Edit(file, text, replacement);
    }
}

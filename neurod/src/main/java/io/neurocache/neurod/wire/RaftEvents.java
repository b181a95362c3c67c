package io.neurocache.neurod.wire;

import io.neurocache.raft.HardState;
import io.neurocache.raft.Message;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What the Raft server does, as events: what is rare at once, what is frequent summed up.
 *
 * <p>{@link #sent}, {@link #leaderChanged} and {@link #members} come on Raft's loop, {@link #tick}
 * on the wire's thread.
 */
final class RaftEvents {
    private static final long SUM_NANOS = 240_000_000L;
    private static final long HEARTBEAT_NANOS = 1_000_000_000L;

    private final int self;
    private final BiConsumer<String, String> tell;
    private final Map<Integer, Sums> sums = new HashMap<>();
    private SortedMap<Integer, Reply.Member> members = new TreeMap<>();
    private volatile long electionMillis;
    private long stoodTerm;
    private boolean stoodPre;
    private String toldLeader = "";
    private String toldCommit = "";

    /** What went to one follower since it was last told. */
    private static final class Sums {
        long messages;
        long entries;
        long bytes;
        long toldNanos;
    }

    /**
     * Makes one.
     *
     * @param tell takes type and members; safe from any thread
     */
    RaftEvents(int self, BiConsumer<String, String> tell) {
        this.self = self;
        this.tell = tell;
    }

    void sent(Message message) {
        switch (message) {
            case Message.PreVote vote -> stands(vote.term(), true, false);
            case Message.RequestVote vote -> stands(vote.term(), false, vote.transfer());
            case Message.PreVoteReply vote ->
                    voted(vote.to(), vote.term(), vote.voteGranted(), true);
            case Message.RequestVoteReply vote ->
                    voted(vote.to(), vote.term(), vote.voteGranted(), false);
            case Message.AppendEntries append -> add(append);
            case Message.InstallSnapshot piece -> {
                if (piece.offset() == 0) {
                    snapshot(piece.to(), 0, "begin");
                }
                if (piece.done()) {
                    snapshot(piece.to(), piece.offset() + piece.data().length(), "end");
                }
            }
            default -> {
                // Answers, and what is told otherwise.
            }
        }
    }

    /** Told once for each time it stands, not for each member that is asked. */
    private void stands(long term, boolean isPre, boolean isTransfer) {
        if (term == stoodTerm && isPre == stoodPre) {
            return;
        }
        stoodTerm = term;
        stoodPre = isPre;
        String reason = isTransfer ? "transfer" : "timeout";
        Members told = new Members().number("term", term).truth("pre", isPre);
        tell.accept("election", told.text("reason", reason).toString());
    }

    private void voted(int candidate, long term, boolean isGranted, boolean isPre) {
        tell.accept(
                "vote",
                new Members()
                        .number("from", self)
                        .number("to", candidate)
                        .number("term", term)
                        .truth("granted", isGranted)
                        .truth("pre", isPre)
                        .toString());
    }

    private void snapshot(int to, long bytes, String phase) {
        tell.accept(
                "snap",
                new Members()
                        .number("from", self)
                        .number("to", to)
                        .number("bytes", bytes)
                        .text("phase", phase)
                        .toString());
    }

    private void add(Message.AppendEntries append) {
        long bytes = 0;
        for (var entry : append.entries()) {
            bytes += entry.sizeBytes();
        }
        synchronized (sums) {
            Sums to = sums.computeIfAbsent(append.to(), _ -> new Sums());
            to.messages++;
            to.entries += append.entries().size();
            to.bytes += bytes;
        }
    }

    /** So long this node waits for a leader at least before it stands; told from now on. */
    void electionTimeout(Duration shortest) {
        electionMillis = shortest.toMillis();
    }

    void leaderChanged(long term, int leader) {
        // A new term is another occasion to stand, also where the last one came to nothing.
        stoodTerm = leader == HardState.NOBODY ? stoodTerm : 0;
        Members told = new Members().number("id", leader).number("term", term);
        long waits = electionMillis;
        String leads = (waits > 0 ? told.number("election_ms", waits) : told).toString();
        if (!leads.equals(toldLeader)) {
            toldLeader = leads;
            tell.accept("leader", leads);
        }
    }

    /** The members are these; whoever leads tells what is different. */
    void members(List<Reply.Member> now, boolean isLeader) {
        SortedMap<Integer, Reply.Member> known = new TreeMap<>();
        now.forEach(member -> known.put(member.id(), member));
        if (isLeader) {
            known.forEach((id, member) -> {
                Reply.Member before = members.get(id);
                if (before == null) {
                    member("add", id, member.raft());
                } else if (before.kind() == Reply.MemberKind.LEARNER
                        && member.kind() == Reply.MemberKind.VOTER) {
                    member("promote", id, member.raft());
                }
            });
            members.forEach((id, member) -> {
                if (!known.containsKey(id)) {
                    member("remove", id, member.raft());
                }
            });
        }
        members = known;
    }

    private void member(String op, int id, String address) {
        tell.accept(
                "member",
                new Members().text("op", op).number("id", id).text("addr", address).toString());
    }

    /** Tells what has been summed up, and how far this node is. */
    void tick(long nowNanos, Supplier<NodeStatus> status) {
        NodeStatus now = status.get();
        Map<Integer, Long> matches = new HashMap<>();
        now.peers().forEach(peer -> matches.put(peer.id(), peer.match()));
        synchronized (sums) {
            sums.forEach((to, sum) -> tellSums(to, sum, matches.getOrDefault(to, 0L), nowNanos));
        }
        String commit =
                new Members()
                        .number("index", now.commit())
                        .number("applied", now.applied())
                        .number("term", now.term())
                        .text("role", now.role().equals("preCandidate") ? "candidate" : now.role())
                        .toString();
        if (!commit.equals(toldCommit)) {
            toldCommit = commit;
            tell.accept("commit", commit);
        }
    }

    private void tellSums(int to, Sums sum, long match, long nowNanos) {
        long after = sum.entries > 0 ? SUM_NANOS : HEARTBEAT_NANOS;
        if (sum.messages == 0 || nowNanos - sum.toldNanos < after) {
            return;
        }
        tell.accept(
                "append",
                new Members()
                        .number("from", self)
                        .number("to", to)
                        .number("n", sum.messages)
                        .number("entries", sum.entries)
                        .number("bytes", sum.bytes)
                        .number("match", match)
                        .toString());
        sum.messages = 0;
        sum.entries = 0;
        sum.bytes = 0;
        sum.toldNanos = nowNanos;
    }
}

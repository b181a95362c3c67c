package io.neurocache.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A leader's way to bring its log to the other members (§5.3): what each of them has, and what it
 * is sent next.
 *
 * <p>Entries go ahead of the acknowledgements within a window. Every round of heartbeats names the
 * entry before the next one to send; so a member that has lost what was sent ahead refuses it, and
 * nothing is sent twice to one that is only slow.
 *
 * <p>Confined to the thread that drives the core.
 */
final class Replication {
    /** Full messages to one member in one step: a member far behind must not make a step long. */
    private static final int MAX_APPENDS_PER_STEP = 4;

    /** The window in bytes, as so many full messages. */
    private static final long MAX_INFLIGHT_APPENDS = 8;

    /** How long the log is kept for a member that is not heard, in election timeouts. */
    private static final int PATIENCE = 10;

    private final Server server;
    private final RaftLog log;
    private final SortedMap<Integer, Progress> byId = new TreeMap<>();
    private Progress[] members = new Progress[0];

    /** What was last read from the log, for the next member that needs the same. */
    private List<Entry> lastRead = List.of();

    /** The log's last index then; 0, which no leader's log has, before the first time. */
    private long lastReadAtLastIndex;

    Replication(Server server) {
        this.server = server;
        this.log = server.log;
        adoptConfiguration(log.lastIndex() + 1);
    }

    /** Follows the configuration in force; new members are sent the log from an index on. */
    void adoptConfiguration(long nextIndex) {
        byId.keySet().retainAll(server.configuration().all());
        long maxBytes = MAX_INFLIGHT_APPENDS * server.config.maxAppendBytes();
        for (int id : server.configuration().all()) {
            if (id != server.id && !byId.containsKey(id)) {
                Inflights inflights = new Inflights(server.config.maxInflightMessages(), maxBytes);
                byId.put(id, new Progress(id, nextIndex, server.now(), inflights));
            }
        }
        members = byId.values().toArray(Progress[]::new);
    }

    /** A member's progress; null for one that has been removed. */
    @Nullable Progress get(int id) {
        return byId.get(id);
    }

    List<PeerStatus> status() {
        List<PeerStatus> status = new ArrayList<>();
        for (Progress member : members) {
            status.add(member.status());
        }
        return List.copyOf(status);
    }

    /** Whether a member has answered within an election timeout. */
    boolean isHeard(Progress member) {
        return server.now() - member.heardAt() <= server.config.electionTimeoutTicks();
    }

    /** The voter that is furthest of those that answer; {@link HardState#NOBODY} if none does. */
    int furthestVoter() {
        int furthest = HardState.NOBODY;
        long match = -1;
        for (Progress member : members) {
            boolean isVoter = server.configuration().voters().contains(member.id);
            if (isVoter && isHeard(member) && member.matchIndex() > match) {
                furthest = member.id;
                match = member.matchIndex();
            }
        }
        return furthest;
    }

    /** A member has entries up to an index on its disk. */
    void acknowledged(Progress member, long matchIndex) {
        member.acknowledged(matchIndex, log.compactedIndex());
    }

    /**
     * A member's log differs at {@code prevLogIndex}: goes back to the last entry that both can
     * have, as far as the terms say (end of §5.3).
     */
    void rejected(Progress member, Message.AppendEntriesRejected reply) {
        long prev = reply.prevLogIndex();
        if (!member.isRefusalCurrent(prev)) {
            return;
        }
        long next = reply.conflictIndex();
        if (reply.conflictTerm() > 0) {
            // Above this entry our terms are higher than all of the member's up to prev.
            long last = log.lastIndexWithTermUpTo(reply.conflictTerm(), prev);
            boolean isSameTerm = log.term(last) == reply.conflictTerm();
            next = isSameTerm ? last + 1 : Math.min(last + 1, next);
        }
        member.probe(Math.clamp(next, member.matchIndex() + 1, prev));
    }

    /** Sends every member what it lacks and may be sent. */
    void flush(long round) {
        for (Progress member : members) {
            flush(member, round);
        }
    }

    private void flush(Progress member, long round) {
        int budget = MAX_APPENDS_PER_STEP;
        while (budget > 0
                && member.isReadyForEntries()
                && member.nextIndex() <= log.lastIndex()
                && isInLog(member)) {
            sendEntries(member, round);
            budget--;
        }
        if (member.sentRound() < round || member.lacksCommit(log.commitIndex())) {
            sendHeartbeat(member, round);
        }
    }

    /** Whether the log goes on where the member is; if not, it gets a snapshot. */
    private boolean isInLog(Progress member) {
        if (log.knows(member.nextIndex() - 1)) {
            return true;
        }
        member.needsSnapshot(new SnapshotSender(server, member.id));
        return false;
    }

    private void sendEntries(Progress member, long round) {
        long prev = member.nextIndex() - 1;
        List<Entry> entries = entriesFrom(member.nextIndex());
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.sizeBytes();
        }
        send(member, prev, entries, round);
        member.sentEntries(prev + entries.size(), bytes);
    }

    private List<Entry> entriesFrom(long index) {
        boolean isSame = lastReadAtLastIndex == log.lastIndex();
        if (!isSame || lastRead.getFirst().index() != index) {
            lastRead = log.read(index, log.lastIndex(), server.config.maxAppendBytes());
            lastReadAtLastIndex = log.lastIndex();
        }
        return lastRead;
    }

    /**
     * In place of entries: tells round and commit index, and asks whether the logs agree; at index
     * 0 all logs do.
     */
    private void sendHeartbeat(Progress member, long round) {
        boolean hasLog = member.state() != PeerStatus.State.SNAPSHOT && isInLog(member);
        send(member, hasLog ? member.nextIndex() - 1 : 0, List.of(), round);
    }

    private void send(Progress member, long prev, List<Entry> entries, long round) {
        server.send(
                new Message.AppendEntries(
                        server.id,
                        member.id,
                        server.currentTerm(),
                        prev,
                        prev == 0 ? 0 : log.term(prev),
                        entries,
                        log.commitIndex(),
                        round));
        member.sentHeartbeat(round, log.commitIndex(), prev + entries.size());
    }

    /** Looks after transfers of snapshots whose answers do not come. */
    void retrySnapshots() {
        for (Progress member : members) {
            SnapshotSender snapshot = member.snapshot();
            if (snapshot != null) {
                snapshot.retry(member.heardAt());
            }
        }
    }

    /**
     * The entries above this index must stay, for members that take a snapshot or come from one;
     * not for those that have been silent for too long.
     */
    long retainedAbove() {
        long patienceTicks = (long) PATIENCE * server.config.electionTimeoutTicks();
        long retained = Long.MAX_VALUE;
        for (Progress member : members) {
            if (server.now() - member.heardAt() < patienceTicks) {
                retained = Math.min(retained, member.retainedAbove(log.snapshot()));
            }
        }
        return retained;
    }
}

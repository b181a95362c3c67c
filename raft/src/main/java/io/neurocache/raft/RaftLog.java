package io.neurocache.raft;

import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A server's log as the core sees it (§5.3): what storage has below, and in memory above it the
 * tail that storage has not reported yet, or that was used a moment ago.
 *
 * <pre>
 *   compactedIndex <= lastApplied <= min(commitIndex, persistedIndex)
 *   persistedIndex <= writtenIndex <= lastIndex,  commitIndex <= lastIndex
 * </pre>
 *
 * <p>An entry is applied only when it is committed <em>and</em> on this server's own disk, so that
 * no snapshot is ever ahead of the log it belongs to. Confined to the thread that drives the core.
 */
final class RaftLog {
    /** The entries up to {@code lastIndex} are on disk once the ticket is. */
    private record Write(long ticket, long lastIndex) {}

    private final StableLog stable;
    private final Tail tail;
    private final long cacheBytes;
    private final Deque<Write> writes = new ArrayDeque<>();
    private Configurations configurations;
    private SnapshotMeta snapshot;
    private long lastTerm;
    private long compactedIndex;
    private long writtenIndex;
    private long persistedIndex;
    private long commitIndex;
    private long lastApplied;

    /**
     * Reads the configurations in the log; costs a pass over the entries behind the snapshot.
     *
     * @param bootstrap who belongs to the cluster as long as nothing stored says so
     * @param batchBytes how much is read at once
     * @param cacheBytes of entries that are kept in memory though storage has them
     */
    RaftLog(StableLog stable, Configuration bootstrap, long batchBytes, long cacheBytes) {
        this.stable = stable;
        this.cacheBytes = cacheBytes;
        this.snapshot = stable.snapshot();
        this.compactedIndex = stable.firstIndex() - 1;
        long last = stable.lastIndex();
        long from = snapshot.lastIncludedIndex();
        Check.argument(compactedIndex <= from, "the log begins behind its snapshot", from);
        Check.argument(last >= from, "the log ends before its snapshot", last);
        this.tail = new Tail(last + 1);
        this.lastTerm = stable.term(last);
        this.writtenIndex = last;
        this.persistedIndex = last;
        this.commitIndex = from;
        this.lastApplied = from;
        this.configurations =
                from == 0
                        ? new Configurations(0, bootstrap)
                        : new Configurations(from, snapshot.configuration());
        for (long next = from + 1; next <= last; ) {
            List<Entry> batch = read(next, last, batchBytes);
            batch.forEach(configurations::append);
            next += batch.size();
        }
    }

    /** The last entry's index; the snapshot's where there is no entry. */
    long lastIndex() {
        return tail.last();
    }

    /** The last entry's term. */
    long lastTerm() {
        return lastTerm;
    }

    /** The latest snapshot. */
    SnapshotMeta snapshot() {
        return snapshot;
    }

    /** The entries up to here, inclusive, are gone. */
    long compactedIndex() {
        return compactedIndex;
    }

    /** The entries up to here, inclusive, are on this server's disk. */
    long persistedIndex() {
        return persistedIndex;
    }

    long commitIndex() {
        return commitIndex;
    }

    long lastApplied() {
        return lastApplied;
    }

    /** The configuration in force. */
    Configuration configuration() {
        return configurations.latest();
    }

    /** The entry that put it in force; 0 where it is the bootstrap's. */
    long configurationIndex() {
        return configurations.latestIndex();
    }

    /** Whether the committed configuration or a later one gives a server a vote. */
    boolean mayVote(int id) {
        return configurations.isVoterFrom(commitIndex, id);
    }

    /** Whether the term at this index is known: it lies in the log, or just before it. */
    boolean knows(long index) {
        return index >= compactedIndex && index <= lastIndex();
    }

    /** The term of an entry that the log {@link #knows}; 0 at index 0. */
    long term(long index) {
        Check.invariant(knows(index), "no term is known at index", index);
        if (index == lastIndex()) {
            return lastTerm;
        }
        return index >= tail.first() ? tail.get(index).term() : stable.term(index);
    }

    /** Whether the log has this entry. */
    boolean matches(long index, long term) {
        return knows(index) && term(index) == term;
    }

    /** Whether a log that ends so is at least as up-to-date as this one (§5.4.1). */
    boolean isAtMostAsUpToDateAs(long otherLastIndex, long otherLastTerm) {
        return otherLastTerm > lastTerm
                || (otherLastTerm == lastTerm && otherLastIndex >= lastIndex());
    }

    /** The highest index up to {@code upTo} whose term is {@code term} or lower. */
    long lastIndexWithTermUpTo(long term, long upTo) {
        long low = compactedIndex;
        long high = Math.min(upTo, lastIndex());
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (term(middle) <= term) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The first index of the term that is in force at {@code index}, as far as the log goes. */
    long firstIndexOfTermAt(long index) {
        return lastIndexWithTermUpTo(term(index) - 1, index) + 1;
    }

    /** Bytes in the log that are not committed; only those of entries in memory are known. */
    long uncommittedBytes() {
        return tail.bytesBetween(commitIndex, lastIndex());
    }

    /** Bytes that storage has not reported yet. */
    long unpersistedBytes() {
        return tail.bytesBetween(persistedIndex, lastIndex());
    }

    /** Entries from one index to another, or as many as fit, at least one. */
    List<Entry> read(long from, long to, long maxBytes) {
        Check.invariant(from > compactedIndex && to <= lastIndex(), "not in the log", from);
        if (from >= tail.first()) {
            return tail.slice(from, to, maxBytes);
        }
        List<Entry> entries = stable.read(from, Math.min(to, tail.first() - 1), maxBytes);
        Check.invariant(!entries.isEmpty(), "storage has lost an entry", from);
        Check.invariant(entries.getFirst().index() == from, "storage read another entry", from);
        return entries;
    }

    /** Appends one entry behind the last. */
    void append(Entry entry) {
        Check.invariant(entry.term() >= lastTerm, "terms fall at index", entry.index());
        tail.append(entry);
        lastTerm = entry.term();
        configurations.append(entry);
    }

    /**
     * Takes a leader's entries, of which the one before the first matches: skips what is there,
     * cuts off what differs, and appends the rest (figure 2, AppendEntries 3 and 4).
     */
    void merge(List<Entry> entries) {
        int at = 0;
        while (at < entries.size() && isThere(entries.get(at))) {
            at++;
        }
        if (at < entries.size() && entries.get(at).index() <= lastIndex()) {
            cutFrom(entries.get(at).index());
        }
        for (; at < entries.size(); at++) {
            append(entries.get(at));
        }
    }

    /** Compacted entries equal every later leader's; nobody could look at them either. */
    private boolean isThere(Entry entry) {
        long index = entry.index();
        return index < compactedIndex || (index <= lastIndex() && term(index) == entry.term());
    }

    private void cutFrom(long index) {
        Check.invariant(index > commitIndex, "a leader contradicts a committed entry", index);
        tail.cutFrom(index);
        writtenIndex = Math.min(writtenIndex, index - 1);
        persistedIndex = Math.min(persistedIndex, index - 1);
        for (int i = writes.size(); i > 0; i--) {
            Write write = writes.removeFirst();
            writes.add(new Write(write.ticket(), Math.min(write.lastIndex(), index - 1)));
        }
        lastTerm = index - 1 >= tail.first() ? tail.get(index - 1).term() : stable.term(index - 1);
        configurations.cutFrom(index);
    }

    boolean hasUnwritten() {
        return writtenIndex < lastIndex();
    }

    /** What storage has not been asked to write yet, and is now, under this ticket. */
    List<Entry> takeUnwritten(long ticket) {
        if (!hasUnwritten()) {
            return List.of();
        }
        List<Entry> entries = tail.slice(writtenIndex + 1, lastIndex(), Long.MAX_VALUE / 2);
        writtenIndex = lastIndex();
        writes.add(new Write(ticket, writtenIndex));
        return entries;
    }

    /** The ticket, and all before it, is on disk. */
    void persisted(long ticket) {
        while (!writes.isEmpty() && writes.getFirst().ticket() <= ticket) {
            persistedIndex = Math.max(persistedIndex, writes.removeFirst().lastIndex());
        }
        Check.invariant(persistedIndex <= writtenIndex, "persisted before it was written");
    }

    /** Commits the entries up to an index; the index never falls. */
    void commitTo(long index) {
        Check.invariant(index >= commitIndex, "the commit index falls to", index);
        Check.invariant(index <= lastIndex(), "commits what is not in the log", index);
        commitIndex = index;
    }

    /** The next entries to apply, as many as fit; the caller applies them. */
    List<Entry> takeCommitted(long maxBytes) {
        long to = Math.min(commitIndex, persistedIndex);
        if (lastApplied >= to) {
            return List.of();
        }
        List<Entry> entries = read(lastApplied + 1, to, maxBytes);
        lastApplied += entries.size();
        tail.dropThrough(lastApplied, cacheBytes);
        return entries;
    }

    /** What a snapshot of all that has been applied stands for. */
    SnapshotMeta appliedSnapshot() {
        return new SnapshotMeta(lastApplied, term(lastApplied), configurations.at(lastApplied));
    }

    /** There is a later snapshot of the state machine. */
    void snapshotTaken(SnapshotMeta taken) {
        long index = taken.lastIncludedIndex();
        Check.invariant(index <= lastApplied, "a snapshot of what was not applied", index);
        Check.invariant(
                matches(index, taken.lastIncludedTerm()), "a snapshot's term is off", index);
        Check.invariant(
                configurations.at(index).equals(taken.configuration()),
                "a snapshot's configuration is off",
                index);
        snapshot = taken;
        configurations.dropBefore(index);
    }

    /** Nobody reads the entries up to this index any more. */
    void compactTo(long index) {
        Check.invariant(index > compactedIndex, "compacts what is gone", index);
        Check.invariant(index <= snapshot.lastIncludedIndex(), "no snapshot covers", index);
        compactedIndex = index;
        tail.dropThrough(index, 0);
    }

    /** The whole log has been replaced by a snapshot that is in force. */
    void restored(SnapshotMeta meta) {
        long index = meta.lastIncludedIndex();
        Check.invariant(index > commitIndex, "a snapshot restored the past", index);
        Check.invariant(stable.lastIndex() == index, "storage kept its log beside", index);
        snapshot = meta;
        configurations = new Configurations(index, meta.configuration());
        tail.reset(index + 1);
        writes.clear();
        lastTerm = meta.lastIncludedTerm();
        compactedIndex = index;
        writtenIndex = index;
        persistedIndex = index;
        commitIndex = index;
        lastApplied = index;
    }
}

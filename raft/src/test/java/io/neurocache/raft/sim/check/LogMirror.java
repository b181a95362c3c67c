package io.neurocache.raft.sim.check;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A server's log as it must be after what the core has asked to be written: kept apart from the
 * core, so that a core that loses track of its own log is caught. One thread.
 */
public final class LogMirror {
    private static final Entry[] NONE = new Entry[0];

    private SnapshotMeta base = SnapshotMeta.NONE;
    private long lastIndex;

    /** By index; the cells up to the base are stale. */
    private Entry[] entries = NONE;

    private final List<Configuration> configurations = new ArrayList<>();
    private final List<Long> configurationIndices = new ArrayList<>();

    /** A log without entries, of a cluster with these members. */
    public LogMirror(Configuration bootstrap) {
        reset(new SnapshotMeta(0, 0, bootstrap));
    }

    /** Empties the log behind a snapshot. */
    public void reset(SnapshotMeta snapshot) {
        base = snapshot;
        lastIndex = snapshot.lastIncludedIndex();
        configurations.clear();
        configurationIndices.clear();
        configurations.add(snapshot.configuration());
        configurationIndices.add(snapshot.lastIncludedIndex());
    }

    /** Appends the entries; everything from the first one's index on is cut off before. */
    public void append(List<Entry> appended) {
        if (appended.isEmpty()) {
            return;
        }
        long first = appended.getFirst().index();
        if (first <= base.lastIncludedIndex() || first > lastIndex + 1) {
            throw new Violation(
                    "LogMatching", "entry " + first + " does not belong behind entry " + lastIndex);
        }
        cut(first - 1);
        for (int i = 0; i < appended.size(); i++) {
            add(appended.get(i));
        }
    }

    private void add(Entry entry) {
        int index = (int) entry.index();
        if (index != lastIndex + 1) {
            throw new Violation("LogMatching", "entry " + index + " is behind entry " + lastIndex);
        }
        if (index >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(64, 2 * index));
        }
        entries[index] = entry;
        lastIndex = index;
        if (entry.payload() instanceof Payload.Reconfigure reconfigure) {
            configurations.add(reconfigure.configuration());
            configurationIndices.add(entry.index());
        }
    }

    private void cut(long newLast) {
        lastIndex = newLast;
        while (configurationIndices.size() > 1 && configurationIndices.getLast() > newLast) {
            configurations.removeLast();
            configurationIndices.removeLast();
        }
    }

    /** The last entry's index, or the snapshot's. */
    public long lastIndex() {
        return lastIndex;
    }

    /** Where the log begins. */
    public long baseIndex() {
        return base.lastIncludedIndex();
    }

    /** The entry; its index is above {@link #baseIndex} and not above {@link #lastIndex}. */
    public Entry entry(long index) {
        return entries[(int) index];
    }

    /** The entry's term, from {@link #baseIndex} to {@link #lastIndex}. */
    public long term(long index) {
        return index == base.lastIncludedIndex()
                ? base.lastIncludedTerm()
                : entries[(int) index].term();
    }

    /** Whether the log has that entry; what a snapshot stands for it has. */
    public boolean holds(long index, long term) {
        return index < base.lastIncludedIndex() || (index <= lastIndex && term(index) == term);
    }

    /** The configuration in force: the last one in the log (§6). */
    public Configuration configuration() {
        return configurations.getLast();
    }

    /** The configuration that is in force at an index not below {@link #baseIndex}. */
    public Configuration configurationAt(long index) {
        int at = configurations.size() - 1;
        while (at > 0 && configurationIndices.get(at) > index) {
            at--;
        }
        return configurations.get(at);
    }
}

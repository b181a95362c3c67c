package io.neurocache.raft;

import java.util.ArrayList;
import java.util.List;

/** A log in storage that is a list: does what it is told, at once. */
final class MemoryLog implements StableLog {
    private final List<Entry> entries = new ArrayList<>();
    private SnapshotMeta snapshot = SnapshotMeta.NONE;
    private long before;
    private long termBefore;

    /** How often entries were read from storage. */
    int reads;

    static MemoryLog of(List<Entry> entries) {
        MemoryLog log = new MemoryLog();
        log.write(entries);
        return log;
    }

    /** Entries with these terms, from index 1 on. */
    static MemoryLog ofTerms(long... terms) {
        MemoryLog log = new MemoryLog();
        for (int i = 0; i < terms.length; i++) {
            log.entries.add(new Entry(terms[i], i + 1, command("e" + (i + 1))));
        }
        return log;
    }

    static Payload.Command command(String text) {
        return new Payload.Command(Bytes.utf8(text));
    }

    void write(List<Entry> written) {
        for (Entry entry : written) {
            while (lastIndex() >= entry.index()) {
                entries.removeLast();
            }
            entries.add(entry);
        }
    }

    void restore(SnapshotMeta meta) {
        snapshot = meta;
        entries.clear();
        before = meta.lastIncludedIndex();
        termBefore = meta.lastIncludedTerm();
    }

    void snapshotTaken(SnapshotMeta meta) {
        snapshot = meta;
    }

    void compact(long upTo) {
        termBefore = term(upTo);
        while (before < upTo) {
            entries.removeFirst();
            before++;
        }
    }

    @Override
    public SnapshotMeta snapshot() {
        return snapshot;
    }

    @Override
    public long firstIndex() {
        return before + 1;
    }

    @Override
    public long lastIndex() {
        return before + entries.size();
    }

    @Override
    public long term(long index) {
        return index == before ? termBefore : entries.get((int) (index - before - 1)).term();
    }

    @Override
    public List<Entry> read(long from, long to, long maxBytes) {
        reads++;
        List<Entry> read = new ArrayList<>();
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            Entry entry = entries.get((int) (index - before - 1));
            bytes += entry.sizeBytes();
            if (!read.isEmpty() && bytes > maxBytes) {
                break;
            }
            read.add(entry);
        }
        return read;
    }

    List<Long> terms() {
        return entries.stream().map(Entry::term).toList();
    }
}

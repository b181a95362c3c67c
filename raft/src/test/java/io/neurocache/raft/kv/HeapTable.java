package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table as a sorted map on the heap: for tests and the simulator. Confined to one thread. */
public final class HeapTable implements KvTable {
    private final NavigableMap<Bytes, KvEntry> entries;

    /** An empty table. */
    public HeapTable() {
        this(new TreeMap<>((a, b) -> Arrays.compareUnsigned(a.array(), b.array())));
    }

    private HeapTable(NavigableMap<Bytes, KvEntry> entries) {
        this.entries = entries;
    }

    @Override
    public @Nullable KvEntry get(Bytes key) {
        return entries.get(key);
    }

    @Override
    public void put(KvEntry entry) {
        entries.put(entry.key(), entry);
    }

    @Override
    public boolean remove(Bytes key) {
        return entries.remove(key) != null;
    }

    @Override
    public void scan(Bytes prefix, Bytes after, Visitor visitor) {
        boolean fromPrefix = Arrays.compareUnsigned(prefix.array(), after.array()) > 0;
        NavigableMap<Bytes, KvEntry> rest =
                entries.tailMap(fromPrefix ? prefix : after, fromPrefix);
        for (KvEntry entry : rest.values()) {
            if (!begins(entry.key(), prefix) || !visitor.visit(entry)) {
                return;
            }
        }
    }

    private static boolean begins(Bytes key, Bytes prefix) {
        int length = prefix.length();
        return key.length() >= length
                && Arrays.equals(key.array(), 0, length, prefix.array(), 0, length);
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public View view() {
        HeapTable copy = new HeapTable(new TreeMap<>(entries));
        return new View() {
            @Override
            public long size() {
                return copy.size();
            }

            @Override
            public void scan(Visitor visitor) {
                copy.scan(Bytes.EMPTY, Bytes.EMPTY, visitor);
            }

            @Override
            public void close() {
                copy.clear();
            }
        };
    }
}

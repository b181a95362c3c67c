package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The table of a snapshot that holds sessions alone, because the keys are kept elsewhere.
 *
 * <p>Safe from any thread.
 */
final class NoKeys implements KvTable, KvTable.View {
    @Override
    public @Nullable KvEntry get(Bytes key) {
        return null;
    }

    @Override
    public void put(KvEntry entry) {
        throw new IllegalArgumentException("there are keys where none belong");
    }

    @Override
    public boolean remove(Bytes key) {
        return false;
    }

    @Override
    public void scan(Bytes prefix, Bytes after, Visitor visitor) {
        // There is nothing to visit.
    }

    @Override
    public void scan(Visitor visitor) {
        // There is nothing to visit.
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public void clear() {
        // There is nothing to remove.
    }

    @Override
    public View view() {
        return this;
    }

    @Override
    public void close() {
        // It holds on to nothing.
    }
}

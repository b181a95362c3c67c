package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A table whose disk can be full: then nothing is changed. Confined to one thread. */
public final class FillableTable implements KvTable {
    private final KvTable table = new HeapTable();
    private boolean isFull;

    /** Has no room from now on, or has some again. */
    public void setFull(boolean full) {
        isFull = full;
    }

    private void needRoom() {
        if (isFull) {
            throw new UncheckedIOException(new IOException("no space left"));
        }
    }

    @Override
    public @Nullable KvEntry get(Bytes key) {
        return table.get(key);
    }

    @Override
    public void put(KvEntry entry) {
        needRoom();
        table.put(entry);
    }

    @Override
    public boolean remove(Bytes key) {
        needRoom();
        return table.remove(key);
    }

    @Override
    public void scan(Bytes prefix, Bytes after, Visitor visitor) {
        table.scan(prefix, after, visitor);
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public void clear() {
        table.clear();
    }

    @Override
    public View view() {
        return table.view();
    }
}

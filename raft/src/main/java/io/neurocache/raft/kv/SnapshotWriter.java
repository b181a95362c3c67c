package io.neurocache.raft.kv;

import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.JsonText;
import io.neurocache.raft.wire.PeerWriter;
import io.neurocache.raft.wire.ReplyWriter;
import io.neurocache.raft.wire.RequestWriter;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes a snapshot as JSON, a line for each session and each key, so that the heap never holds
 * more than one of them. Whoever keeps it compresses it.
 *
 * <p>Confined to the thread that writes.
 */
public final class SnapshotWriter {
    static final String FORMAT = "neurocache-kv";
    static final int VERSION = 4;

    private static final int BUFFER_BYTES = 64 << 10;

    private final OutputStream out;
    private final ByteSink line = new ByteSink();
    private long lines;

    /** Of the catalog; below 0 while they are being written. */
    private long entries = -1;

    private SnapshotWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes the whole snapshot and flushes it; the stream, which buffers, stays open.
     *
     * @param meta what the snapshot stands for; its index is the snapshot's
     */
    public static void write(KvSnapshot snapshot, SnapshotMeta meta, OutputStream out)
            throws IOException {
        Check.argument(
                snapshot.index() == meta.lastIncludedIndex(),
                "the snapshot was taken at another index",
                snapshot.index());
        try {
            new SnapshotWriter(out).document(snapshot, meta);
            out.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void document(KvSnapshot snapshot, SnapshotMeta meta) throws IOException {
        line.ascii("{\"format\":\"").ascii(FORMAT).ascii("\",\"version\":").number(VERSION);
        line.ascii(",\"lastIncludedIndex\":").number(meta.lastIncludedIndex());
        line.ascii(",\"lastIncludedTerm\":").number(meta.lastIncludedTerm());
        PeerWriter.configuration(line.ascii(",\"configuration\":"), meta.configuration());
        line.ascii(",\n\"droppedSessions\":").number(snapshot.sessions().dropped());
        line.ascii(",\n\"sessions\":[");
        lines = 0;
        snapshot.sessions().forEach(this::session);
        line.ascii("\n],\n\"forgottenPurges\":").number(snapshot.forgottenPurges());
        line.ascii(",\n\"purges\":[");
        lines = 0;
        snapshot.purges().forEach(this::purge);
        line.ascii("\n],\n\"edges\":[");
        lines = 0;
        snapshot.edges().forEach(this::edge);
        line.ascii("\n],\n\"catalog\":{\"count\":").number(snapshot.cacheEntries());
        JsonText.base64(line.ascii(",\"hand\":"), snapshot.catalogHand());
        line.ascii(",\"clearedAt\":").number(snapshot.catalogClearedAt());
        line.ascii("},\n\"entries\":[");
        lines = 0;
        snapshot.view().scan(this::inOrder);
        beginKeys();
        long all = snapshot.view().size();
        Check.invariant(all == 0 || entries == snapshot.cacheEntries(), "entries lost", entries);
        Check.invariant(entries + lines == all, "a view lost keys", lines);
        line.ascii("\n],\n\"end\":{\"sessions\":").number(snapshot.sessions().size());
        line.ascii(",\"entries\":").number(entries);
        line.ascii(",\"keys\":").number(lines).ascii("}}\n");
        flush();
    }

    /** The catalog's entries come first in the table's order, then the keys. */
    private boolean inOrder(KvEntry cell) {
        if (CatalogCells.isOne(cell.key())) {
            entry(CatalogCells.entry(cell));
        } else {
            beginKeys();
            key(cell);
        }
        return true;
    }

    private void beginKeys() {
        if (entries < 0) {
            entries = lines;
            lines = 0;
            line.ascii("\n],\n\"keys\":[");
        }
    }

    private void entry(CacheEntry entry) {
        next();
        ReplyWriter.entry(line, entry);
    }

    private void key(KvEntry entry) {
        next();
        JsonText.string(line.ascii("{\"key\":"), entry.key());
        JsonText.value(line, "value", "encoding", entry.value());
        line.ascii(",\"index\":").number(entry.index()).write('}');
    }

    private void edge(EdgeTable.Told told) {
        next();
        line.ascii("{\"index\":").number(told.index());
        RequestWriter.announced(line, told.edge().identity());
        line.ascii(told.edge().isDrained() ? ",\"drained\":true}" : "}");
    }

    private void purge(KvPurge purge) {
        next();
        line.ascii("{\"index\":").number(purge.index());
        RequestWriter.purged(line, purge.purge());
        line.write('}');
    }

    private void session(String client, ClientSession session) {
        next();
        JsonText.string(line.ascii("{\"client\":"), client);
        line.ascii(",\"results\":[");
        boolean first = true;
        long oldest = Math.max(1, session.lastSeq() - ClientSession.WINDOW + 1);
        for (long seq = oldest; seq <= session.lastSeq(); seq++) {
            KvResult result = session.result(seq);
            if (result != null) {
                line.ascii(first ? "{\"seq\":" : ",{\"seq\":").number(seq);
                result(result);
                line.write('}');
                first = false;
            }
        }
        line.ascii("]}");
    }

    private void result(KvResult result) {
        switch (result) {
            case KvResult.Written(long index) -> line.ascii(",\"written\":").number(index);
            case KvResult.Deleted() -> line.ascii(",\"deleted\":true");
            case KvResult.NotFound() -> line.ascii(",\"deleted\":false");
            case KvResult.CasFailed(Content.Absent()) -> line.ascii(",\"actual\":null");
            case KvResult.CasFailed(Content.Value(var actual)) ->
                    JsonText.value(line, "actual", "encoding", actual);
            case KvResult.CasFailedBefore() -> line.ascii(",\"casFailed\":true");
            case KvResult.Purged _, KvResult.Announced _, KvResult.Preload _ ->
                    throw new IllegalStateException("what may be done twice has no session");
            case KvResult.Rejected _ ->
                    throw new IllegalStateException("what was not done leaves no trace");
        }
    }

    private void next() {
        if (line.length() >= BUFFER_BYTES) {
            flush();
        }
        line.ascii(lines == 0 ? "\n" : ",\n");
        lines++;
    }

    private void flush() {
        try {
            out.write(line.array(), 0, line.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line.reset();
    }
}

package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestReader;
import io.neurocache.raft.wire.WireException;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Applies commands to the table of keys, in the order of the log.
 *
 * <p>A command is the client's request as it came. One that cannot be read, or is no write, changes
 * nothing and comes to the same rejection on every server. Confined to the thread that applies.
 */
public final class KvStateMachine {
    /** Where a scan's answer stops, in bytes of keys and values: escaped it fits one frame. */
    public static final int MAX_SCAN_BYTES = 1 << 20;

    private static final int BYTES_OF_AN_ITEM = 32;
    private static final int BYTES_OF_AN_ENTRY = 200;

    private final KvTable table;
    private final SessionTable sessions;
    private final PurgeTable purges;
    private final Catalog catalog;
    private final EdgeTable edges;
    private final RequestReader reader = new RequestReader();
    private long appliedIndex;

    /** A machine before the first entry, over an empty table, which is its own from now on. */
    public KvStateMachine(KvTable table) {
        this(
                table,
                new SessionTable(SessionTable.MAX_BYTES),
                new PurgeTable(PurgeTable.MAX_BYTES),
                Catalog.MAX_ENTRIES);
    }

    KvStateMachine(KvTable table, SessionTable sessions, PurgeTable purges, long maxEntries) {
        this(table, sessions, purges, new Catalog(table, maxEntries), new EdgeTable(), 0);
        Check.argument(table.size() == 0, "a machine begins with an empty table", table.size());
    }

    private KvStateMachine(
            KvTable table,
            SessionTable sessions,
            PurgeTable purges,
            Catalog catalog,
            EdgeTable edges,
            long appliedIndex) {
        this.table = table;
        this.sessions = sessions;
        this.catalog = catalog;
        this.purges = purges;
        this.edges = edges;
        this.appliedIndex = appliedIndex;
    }

    /**
     * A machine that goes on where an earlier one stood when its table was kept.
     *
     * @param table as it was then
     * @param in what {@link #saveSessions} wrote then; closed at the end
     * @throws SnapshotException if it is not that
     * @throws IOException if it cannot be read
     */
    public static KvStateMachine resume(KvTable table, InputStream in) throws IOException {
        SessionTable sessions = new SessionTable(SessionTable.MAX_BYTES);
        PurgeTable purges = new PurgeTable(PurgeTable.MAX_BYTES);
        Catalog kept = new Catalog(new NoKeys(), Catalog.MAX_ENTRIES);
        EdgeTable edges = new EdgeTable();
        SnapshotMeta meta =
                new SnapshotReader(new NoKeys(), sessions, purges, kept, edges).read(in);
        Catalog catalog = new Catalog(table, Catalog.MAX_ENTRIES);
        catalog.resume(kept.count(), kept.hand(), kept.clearedAt());
        return new KvStateMachine(
                table, sessions, purges, catalog, edges, meta.lastIncludedIndex());
    }

    /**
     * What {@link #saveSessions} wrote stands for.
     *
     * @param in closed at the end
     * @throws SnapshotException if it is not that
     * @throws IOException if it cannot be read
     */
    public static SnapshotMeta savedAt(InputStream in) throws IOException {
        SessionTable sessions = new SessionTable(SessionTable.MAX_BYTES);
        PurgeTable purges = new PurgeTable(PurgeTable.MAX_BYTES);
        Catalog catalog = new Catalog(new NoKeys(), Catalog.MAX_ENTRIES);
        return new SnapshotReader(new NoKeys(), sessions, purges, catalog, new EdgeTable())
                .read(in);
    }

    /**
     * Writes everything but the keys, as a snapshot without any.
     *
     * @param meta where the machine stands
     */
    public void saveSessions(SnapshotMeta meta, OutputStream out) throws IOException {
        try (KvSnapshot rest =
                new KvSnapshot(appliedIndex, new NoKeys(), sessions, purges, catalog, edges)) {
            SnapshotWriter.write(rest, meta, out);
        }
    }

    /** The last entry that was applied; 0 before the first. */
    public long appliedIndex() {
        return appliedIndex;
    }

    /** How many keys there are. */
    public long keys() {
        return table.size() - catalog.count();
    }

    /** How many cached objects are known. */
    public long cacheEntries() {
        return catalog.count();
    }

    /** What is known of a cached object; null where no edge is known to hold it. */
    public @Nullable CacheEntry cacheEntry(Bytes key) {
        return catalog.get(key);
    }

    /**
     * Visits what is known of cached objects, in the order of their keys; the visitor's false ends
     * the walk.
     *
     * @param prefix what the keys begin with; empty for all
     * @param after only keys behind this one; empty for all
     */
    public void cacheEntries(Bytes prefix, Bytes after, Predicate<CacheEntry> visitor) {
        catalog.scan(prefix, after, visitor);
    }

    /** How many clients' sessions are remembered. */
    public int sessions() {
        return sessions.size();
    }

    /** The purges that are remembered, the oldest first. */
    public List<KvPurge> purges() {
        return purges.list();
    }

    /** How the edges are reached and known that have told so, by member; former members too. */
    public List<KnownEdge> edges() {
        return edges.list().stream().map(EdgeTable.Told::edge).toList();
    }

    /** Up to where purges were forgotten; 0 when none was. */
    public long forgottenPurges() {
        return purges.forgotten();
    }

    /** Passes over an entry that is no command. */
    public void pass(long index) {
        Check.invariant(index > appliedIndex, "entries are applied in order", index);
        appliedIndex = index;
    }

    /**
     * Applies one command.
     *
     * @param index of its entry, above all before
     * @throws java.io.UncheckedIOException when the table has no room: nothing has changed then,
     *     and the same command may be applied again
     */
    public KvResult apply(long index, Bytes command) {
        Check.invariant(index > appliedIndex, "entries are applied in order", index);
        KvResult result = result(index, command);
        appliedIndex = index;
        return result;
    }

    private KvResult result(long index, Bytes command) {
        try {
            return apply(index, reader.read(command.backing(), command.offset(), command.length()));
        } catch (WireException e) {
            return new KvResult.Rejected(e.code(), e.getMessage());
        }
    }

    private KvResult apply(long index, Request request) {
        return switch (request) {
            case Request.KeyWrite write -> once(index, write);
            case Request.Purge purge -> {
                catalog.purge(index, purge);
                purges.add(new KvPurge(index, purge));
                yield new KvResult.Purged(index, purge);
            }
            case Request.Supersede supersede -> {
                catalog.supersede(index, supersede);
                // Last, as the catalog may find no room and be told again.
                purges.add(new KvPurge(index, supersede.purge()));
                yield new KvResult.Purged(index, supersede.purge());
            }
            case Request.Announce announce -> {
                edges.put(index, announce.edge());
                yield new KvResult.Announced(index);
            }
            case Request.Drain drain ->
                    edges.drain(index, drain.member(), drain.isDrained())
                            ? new KvResult.Announced(index)
                            : new KvResult.Rejected(
                                    ErrorCode.NOT_FOUND,
                                    "no edge of n" + drain.member() + " has told where it is");
            case Request.Place place -> {
                catalog.place(index, place);
                yield new KvResult.Written(index);
            }
            case Request.Touch touch -> {
                catalog.touch(index, touch);
                yield new KvResult.Written(index);
            }
            case Request.Preload preload -> new KvResult.Preload(index, preload);
            default -> new KvResult.Rejected(ErrorCode.INVALID_REQUEST, "not a write");
        };
    }

    private KvResult once(long index, Request.KeyWrite write) {
        if (!write.session().isPresent()) {
            return write(index, write);
        }
        KvResult before = sessions.find(write.session());
        if (before != null) {
            return before;
        }
        KvResult result = write(index, write);
        sessions.remember(write.session(), result);
        return result;
    }

    private KvResult write(long index, Request.KeyWrite write) {
        return switch (write) {
            case Request.Put put -> set(put.key(), put.value(), index);
            case Request.Del del ->
                    table.remove(del.key()) ? new KvResult.Deleted() : new KvResult.NotFound();
            case Request.Cas cas -> {
                Content actual = content(cas.key());
                yield actual.equals(cas.expect())
                        ? set(cas.key(), cas.value(), index)
                        : new KvResult.CasFailed(actual);
            }
        };
    }

    private KvResult set(Bytes key, Bytes value, long index) {
        table.put(new KvEntry(key, value, index));
        return new KvResult.Written(index);
    }

    private Content content(Bytes key) {
        KvEntry entry = table.get(key);
        return entry == null ? new Content.Absent() : new Content.Value(entry.value());
    }

    /**
     * Reads a key.
     *
     * @param readIndex what must have been applied; of a {@link Consistency#STALE} read 0
     */
    public Reply get(Request.Get get, long readIndex) {
        Check.state(appliedIndex >= readIndex, "a read comes before what it must see");
        KvEntry entry = table.get(get.key());
        return entry == null
                ? new KvResult.NotFound().reply(get.id())
                : new Reply.Found(get.id(), entry.value(), entry.index());
    }

    /**
     * Reads keys in order, at most so many items and {@link #MAX_SCAN_BYTES}; one item comes in any
     * case.
     *
     * @param readIndex as of {@link #get}
     */
    public Reply scan(Request.Scan scan, long readIndex) {
        Check.state(appliedIndex >= readIndex, "a read comes before what it must see");
        ScanPage page = new ScanPage(scan);
        // What the catalog has in the table lies before the first key.
        boolean isAll = scan.prefix().length() == 0 && scan.after().length() == 0;
        table.scan(scan.prefix(), isAll ? CatalogCells.LAST : scan.after(), page);
        return new Reply.Scanned(scan.id(), page.items, page.more);
    }

    /**
     * Reads what is known of cached objects, at most so many and about {@link #MAX_SCAN_BYTES}.
     *
     * @param readIndex as of {@link #get}
     */
    public Reply.EntriesTold entries(Request.Entries wanted, long readIndex) {
        Check.state(appliedIndex >= readIndex, "a read comes before what it must see");
        List<CacheEntry> found = new ArrayList<>();
        long[] bytes = {0};
        boolean[] more = {false};
        catalog.scan(
                wanted.prefix(),
                wanted.after(),
                entry -> {
                    bytes[0] += entry.key().length() + BYTES_OF_AN_ENTRY;
                    more[0] = found.size() == wanted.limit() || bytes[0] > MAX_SCAN_BYTES;
                    return !more[0] && found.add(entry);
                });
        return new Reply.EntriesTold(wanted.id(), found, more[0]);
    }

    /** Takes items until the page is full, and one more to see that there are more. */
    private static final class ScanPage implements KvTable.Visitor {
        private final Request.Scan scan;
        private final List<Reply.Item> items = new ArrayList<>();
        private boolean more;
        private long bytes;

        ScanPage(Request.Scan scan) {
            this.scan = scan;
        }

        @Override
        public boolean visit(KvEntry entry) {
            bytes += entry.key().length() + BYTES_OF_AN_ITEM;
            bytes += scan.keysOnly() ? 0 : entry.value().length();
            boolean full =
                    items.size() == scan.limit() || (!items.isEmpty() && bytes > MAX_SCAN_BYTES);
            if (full) {
                more = true;
                return false;
            }
            Content value =
                    scan.keysOnly() ? new Content.Absent() : new Content.Value(entry.value());
            items.add(new Reply.Item(entry.key(), value));
            return true;
        }
    }

    /**
     * The machine as it stands, to be written as a snapshot. Costs a copy of the sessions, at most
     * 16 MiB, and what the table's view costs.
     */
    public KvSnapshot freeze() {
        return new KvSnapshot(appliedIndex, table.view(), sessions.copy(), purges, catalog, edges);
    }

    /**
     * Puts the machine where a snapshot says.
     *
     * @param in as {@link SnapshotWriter} wrote it; closed at the end
     * @return what the snapshot stands for
     * @throws SnapshotException if it is no sound snapshot: the machine is then empty, at index 0
     * @throws IOException if it cannot be read; the machine is empty then, too
     */
    public SnapshotMeta restore(InputStream in) throws IOException {
        appliedIndex = 0;
        boolean restored = false;
        try {
            SnapshotMeta meta =
                    new SnapshotReader(table, sessions, purges, catalog, edges).read(in);
            appliedIndex = meta.lastIncludedIndex();
            restored = true;
            return meta;
        } finally {
            if (!restored) {
                table.clear();
                sessions.clear(0);
                purges.clear(0);
                catalog.clear();
                edges.clear();
            }
        }
    }
}

package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.Check;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is cached where, in the replicated state: entries among the keys of the table.
 *
 * <p>It is a hint for whoever looks for an object, told by edges in batches and a little late: an
 * edge that is asked checks for itself. So it may forget. It holds so many entries; to make room
 * for another a hand goes round over them and takes, of the next few, the one that was used longest
 * ago (sampled LRU). The hand is part of the state, so that every server forgets the same.
 *
 * <p>Confined to the thread that applies.
 */
final class Catalog {
    /** A million entries cost about 150 MB of the table's file. */
    static final long MAX_ENTRIES = 1_000_000;

    private static final int SAMPLE = 8;

    private final KvTable table;
    private final long maxEntries;
    private long count;
    private Bytes hand = CatalogCells.BEGINNING;

    /** Entries placed before this index do not count any more: everything was purged. */
    private long clearedAt;

    Catalog(KvTable table, long maxEntries) {
        Check.argument(maxEntries >= 1, "a catalog holds one entry at least", maxEntries);
        this.table = table;
        this.maxEntries = maxEntries;
    }

    /** How many entries there are, those that do not count any more included. */
    long count() {
        return count;
    }

    /** Where the hand stands. */
    Bytes hand() {
        return hand;
    }

    /** Before which index nothing counts. */
    long clearedAt() {
        return clearedAt;
    }

    /** Goes on as another one stood, over the same table. */
    void resume(long otherCount, Bytes otherHand, long otherClearedAt) {
        count = otherCount;
        hand = otherHand;
        clearedAt = otherClearedAt;
    }

    /** Begins anew over a table that is empty. */
    void clear() {
        resume(0, CatalogCells.BEGINNING, 0);
    }

    /** The entry of a key; null where nobody is known to hold it. */
    @Nullable CacheEntry get(Bytes key) {
        KvEntry cell = table.get(CatalogCells.key(key));
        return cell == null || cell.index() < clearedAt ? null : CatalogCells.entry(cell);
    }

    /**
     * Visits entries in the order of their keys, which begin with the prefix and are behind {@code
     * after}; both may be empty. The visitor's false ends the walk.
     */
    void scan(Bytes prefix, Bytes after, Predicate<CacheEntry> visitor) {
        Bytes behind = after.length() == 0 ? Bytes.EMPTY : CatalogCells.key(after);
        table.scan(
                CatalogCells.prefix(prefix),
                behind,
                cell -> {
                    CacheEntry entry = CatalogCells.entry(cell);
                    boolean counts =
                            cell.index() >= clearedAt && CatalogCells.begins(entry.key(), prefix);
                    return !counts || visitor.test(entry);
                });
    }

    /**
     * A member tells what it holds since lately, and what it holds no longer. What it saw before a
     * put of the key is in the past, wherever it stands in the log: whether an object that was put
     * is published after a kill depends on what is known of it.
     */
    void place(long index, Request.Place place) {
        place.placed().forEach(placed -> place(index, place.member(), placed, place.applied()));
        place.removed().forEach(key -> remove(key, place.member(), place.applied()));
    }

    private void place(long index, int member, Request.Placed placed, long applied) {
        CacheEntry known = get(placed.key());
        // Another body under the key: whoever held the former holds another object.
        boolean isSame = known != null && known.object().hash().equals(placed.object().hash());
        if (known != null && !isSame && known.putIndex() > applied) {
            return;
        }
        CacheEntry before =
                known != null && isSame ? known : CacheEntry.unknown(placed.key(), placed.object());
        put(before.placed(placed.object(), member, index));
    }

    /** A client put an object at a member's edge; nobody holds another one any more. */
    void supersede(long index, Request.Supersede supersede) {
        Request.Placed placed = supersede.placed();
        drop(CatalogCells.key(placed.key()));
        put(CacheEntry.put(placed.key(), placed.object(), supersede.member(), index));
    }

    private void remove(Bytes key, int member, long applied) {
        CacheEntry known = get(key);
        if (known != null && known.isAt(member) && known.putIndex() <= applied) {
            CacheEntry rest = known.without(member);
            if (rest.edges().length == 0) {
                drop(CatalogCells.key(key));
            } else {
                table.put(CatalogCells.cell(rest));
            }
        }
    }

    /** A member tells how often objects were asked for. */
    void touch(long index, Request.Touch touch) {
        for (Request.Touched touched : touch.touched()) {
            CacheEntry known = get(touched.key());
            // One that was told of by this very entry, before the disk was full, is not told twice.
            if (known != null && known.lastUse() < index) {
                table.put(CatalogCells.cell(known.used(touched.times(), index)));
            }
        }
    }

    /** Objects were purged: those that can be found by their keys are not known any more. */
    void purge(long index, Request.Purge purge) {
        if (purge.isSoft()) {
            return;
        }
        switch (purge.target()) {
            case KEYS -> purge.names().forEach(key -> drop(CatalogCells.key(key)));
            case ALL -> clearedAt = index;
            // Edges tell of those when they come upon them.
            case PREFIX, TAGS -> {}
        }
    }

    private void put(CacheEntry entry) {
        KvEntry cell = CatalogCells.cell(entry);
        boolean isNew = table.get(cell.key()) == null;
        if (isNew && count >= maxEntries) {
            makeRoom();
        }
        table.put(cell);
        count += isNew ? 1 : 0;
    }

    private void drop(Bytes tableKey) {
        if (table.remove(tableKey)) {
            count--;
        }
    }

    private void makeRoom() {
        Sample sample = new Sample();
        table.scan(CatalogCells.BEGINNING, hand, sample);
        if (sample.seen == 0) {
            table.scan(CatalogCells.BEGINNING, Bytes.EMPTY, sample);
        }
        KvEntry victim = sample.oldest;
        Check.invariant(victim != null, "a full catalog has entries");
        if (victim != null) {
            drop(victim.key());
        }
        hand = sample.last;
    }

    /** The next few entries, and which of them was used longest ago. */
    private final class Sample implements KvTable.Visitor {
        private @Nullable KvEntry oldest;
        private long oldestUse = Long.MAX_VALUE;
        private Bytes last = CatalogCells.BEGINNING;
        private int seen;

        @Override
        public boolean visit(KvEntry cell) {
            long use = cell.index() < clearedAt ? -1 : CatalogCells.entry(cell).lastUse();
            if (use < oldestUse) {
                oldestUse = use;
                oldest = cell;
            }
            last = cell.key();
            seen++;
            return seen < SAMPLE;
        }
    }
}

package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.StableLog;
import io.neurocache.raft.sim.check.Disk;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A server's disk. Writes are done in the order given, all that has piled up in one batch; a crash
 * loses what is not finished, or leaves a part of it.
 *
 * <p>The model of a log's recovery: records are numbered by batch, and a batch is begun only when
 * the one before it is synced. A bad record with a good one of a <em>later</em> batch behind it was
 * therefore synced once, and may have been promised: that is corruption, and the server must not
 * start with less. A bad record with none behind it, or only with records of its own batch, is a
 * torn tail: it was never promised, and is cut off. Damage in the very last batch cannot be told
 * from a torn write by any log, so none is drawn there. One thread.
 */
public final class SimStorage implements StableLog, Disk {
    /** What a server found when it read its disk after a crash. */
    public enum Recovery {
        /** Everything is in order. */
        CLEAN,
        /** The last write was not finished; its rest was cut off. */
        TORN_TAIL_CUT,
        /** Something that was synced is gone: the server does not start. */
        CORRUPT
    }

    /** Something to write, and the log it is for. */
    private record Write(Job job, DiskImage image) {}

    private sealed interface Job {
        record Log(Effect.Persist persist) implements Job {}

        record Piece(Effect.WriteSnapshot piece) implements Job {}

        record Restore(SnapshotMeta snapshot) implements Job {}

        record Save(SnapshotMeta snapshot, Bytes bytes) implements Job {}

        record Compact(long upTo) implements Job {}
    }

    private static final int MAX_WAITING = 1 << 12;

    /** What the core sees. */
    private DiskImage view;

    /** What a crash leaves; another one only while a restored snapshot is on its way. */
    private DiskImage durable;

    private final List<Write> waiting = new ArrayList<>();
    private int inBatch;
    private int batches;
    private int most;

    private SnapshotMeta receiving = SnapshotMeta.NONE;
    private byte[] received = new byte[0];

    /** A new disk of a server that begins with these members. */
    public SimStorage() {
        view = new DiskImage(SnapshotMeta.NONE, Bytes.EMPTY);
        durable = view;
    }

    @Override
    public SnapshotMeta snapshot() {
        return view.snapshot;
    }

    @Override
    public long firstIndex() {
        return view.firstIndex;
    }

    @Override
    public long lastIndex() {
        return view.lastIndex;
    }

    @Override
    public long term(long index) {
        Check.argument(index >= view.firstIndex - 1, "this entry was compacted", index);
        Check.argument(index <= view.lastIndex, "this entry is not in the log", index);
        return view.term(index);
    }

    @Override
    public List<Entry> read(long from, long to, long maxBytes) {
        Check.argument(from >= view.firstIndex, "this entry was compacted", from);
        Check.argument(to <= view.lastIndex, "this entry is not in the log", to);
        List<Entry> read = new ArrayList<>((int) Math.min(to - from + 1, 16));
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            Entry entry = view.entries[(int) index];
            bytes += entry.sizeBytes();
            if (bytes > maxBytes && index > from) {
                break;
            }
            read.add(entry);
        }
        return read;
    }

    @Override
    public boolean holds(long index, long term) {
        return index <= durable.snapshot.lastIncludedIndex()
                || (index <= durable.lastIndex && durable.term(index) == term);
    }

    @Override
    public long currentTerm() {
        return durable.hardState.currentTerm();
    }

    @Override
    public int votedFor() {
        return durable.hardState.votedFor();
    }

    /** What the server starts with. */
    public HardState hardState() {
        return durable.hardState;
    }

    /** The bytes of the snapshot in force. */
    public Bytes snapshotBytes() {
        return view.snapshotBytes;
    }

    /** The most writes that ever waited. */
    int most() {
        return most;
    }

    /** Takes an order for the log and the hard state. */
    void persist(Effect.Persist persist) {
        order(new Job.Log(persist));
    }

    /** Takes an order for a piece of a snapshot. */
    void write(Effect.WriteSnapshot piece) {
        order(new Job.Piece(piece));
    }

    /** Takes an order to keep a snapshot of the server's own state. */
    void save(SnapshotMeta snapshot, Bytes bytes) {
        order(new Job.Save(snapshot, bytes));
    }

    /** Takes an order to drop what a snapshot stands for. */
    void compact(long upTo) {
        order(new Job.Compact(upTo));
    }

    /**
     * Puts the snapshot that was received in force: for the core at once, on the disk in its turn.
     *
     * @return the snapshot's bytes
     */
    Bytes restore(SnapshotMeta snapshot) {
        Check.invariant(receiving.equals(snapshot), "another snapshot was received");
        Bytes bytes = Bytes.wrap(received);
        view = new DiskImage(snapshot, bytes);
        view.hardState = durable.hardState;
        order(new Job.Restore(snapshot));
        return bytes;
    }

    private void order(Job job) {
        Check.invariant(waiting.size() < MAX_WAITING, "the disk has too much to do");
        waiting.add(new Write(job, view));
        most = Math.max(most, waiting.size());
    }

    /**
     * Begins to write what waits; false where nothing can be written, or a write is not finished.
     *
     * @param isFull whether there is room only for what takes none: term and vote, and what is
     *     dropped; the order stays
     */
    boolean begin(boolean isFull) {
        if (inBatch > 0) {
            return false;
        }
        inBatch = isFull ? withoutRoom() : waiting.size();
        if (inBatch == 0) {
            return false;
        }
        batches++;
        return true;
    }

    private int withoutRoom() {
        int count = 0;
        while (count < waiting.size() && !takesRoom(waiting.get(count).job)) {
            count++;
        }
        return count;
    }

    private static boolean takesRoom(Job job) {
        return switch (job) {
            case Job.Log(Effect.Persist persist) -> !persist.entries().isEmpty();
            case Job.Piece _, Job.Save _ -> true;
            case Job.Restore _, Job.Compact _ -> false;
        };
    }

    /** The write that was begun is synced; tells the core, in order. */
    void finish(Consumer<Event> tell) {
        long ticket = 0;
        List<Event> events = new ArrayList<>(2);
        for (int i = 0; i < inBatch; i++) {
            Write write = waiting.get(i);
            if (write.job instanceof Job.Log log) {
                perform(log.persist, write.image, log.persist.entries().size(), false);
                ticket = log.persist.ticket();
            } else {
                perform(write, events);
            }
        }
        waiting.subList(0, inBatch).clear();
        inBatch = 0;
        if (ticket > 0) {
            tell.accept(new Event.Persisted(ticket));
        }
        events.forEach(tell);
    }

    private void perform(Write write, List<Event> events) {
        DiskImage image = write.image;
        switch (write.job) {
            case Job.Log log -> perform(log.persist, image, log.persist.entries().size(), false);
            case Job.Piece piece -> events.add(receive(piece.piece));
            case Job.Restore restore -> {
                image.hardState = durable.hardState;
                durable = image;
                events.add(new Event.SnapshotRestored(restore.snapshot));
            }
            case Job.Save save -> {
                if (save.snapshot.lastIncludedIndex() > image.snapshot.lastIncludedIndex()) {
                    image.snapshot = save.snapshot;
                    image.snapshotBytes = save.bytes;
                    events.add(new Event.SnapshotTaken(save.snapshot));
                }
            }
            case Job.Compact compact -> image.compact(compact.upTo);
        }
    }

    /** Writes the first entries of an order, and the last of them with a hole in it if torn. */
    private void perform(Effect.Persist persist, DiskImage image, int count, boolean torn) {
        List<Entry> entries = persist.entries();
        if (!entries.isEmpty()) {
            image.cut(entries.getFirst().index() - 1);
        }
        for (int i = 0; i < count; i++) {
            image.add(entries.get(i), batches, torn && i == count - 1);
        }
        if (count == entries.size() && !torn) {
            durable.hardState = persist.hardState();
            image.hardState = persist.hardState();
        }
    }

    private Event receive(Effect.WriteSnapshot piece) {
        SnapshotMeta meta = piece.snapshot();
        if (piece.offset() == 0) {
            receiving = meta;
            received = new byte[0];
        }
        if (!receiving.equals(meta) || received.length != piece.offset()) {
            long known = receiving.equals(meta) ? received.length : 0;
            return new Event.SnapshotWritten(meta.lastIncludedIndex(), known);
        }
        byte[] data = piece.data().array();
        byte[] longer = java.util.Arrays.copyOf(received, received.length + data.length);
        System.arraycopy(data, 0, longer, received.length, data.length);
        received = longer;
        return new Event.SnapshotWritten(meta.lastIncludedIndex(), received.length);
    }

    /**
     * The server dies: of the write that was begun a part is done, of what waited behind it
     * nothing. A piece of a snapshot that was received is lost.
     */
    void crash(SimRandom random) {
        int done = inBatch == 0 ? 0 : random.nextInt(inBatch + 1);
        List<Event> unheard = new ArrayList<>();
        for (int i = 0; i < done; i++) {
            perform(waiting.get(i), unheard);
        }
        if (done < inBatch && waiting.get(done).job instanceof Job.Log log) {
            tear(log.persist, waiting.get(done).image, random);
        }
        waiting.clear();
        inBatch = 0;
        batches++;
        receiving = SnapshotMeta.NONE;
        received = new byte[0];
        view = durable;
    }

    /**
     * Leaves a part of one order. The blocks of one write reach the disk in any order, so a record
     * with a hole may have good ones behind it.
     */
    private void tear(Effect.Persist persist, DiskImage image, SimRandom random) {
        if (persist.entries().isEmpty()) {
            return;
        }
        int count = random.nextInt(persist.entries().size() + 1);
        boolean torn = count > 0 && random.chance(700);
        perform(persist, image, count, torn);
        if (torn && count < persist.entries().size() && random.chance(500)) {
            image.add(persist.entries().get(count), batches, false);
        }
    }

    /** Reads the disk as a server does that starts. */
    Recovery recover() {
        DiskImage image = durable;
        long bad = firstBad(image);
        if (bad < 0) {
            return Recovery.CLEAN;
        }
        if (isFollowedByLaterWrite(image, bad)) {
            return Recovery.CORRUPT;
        }
        image.cut(bad - 1);
        return Recovery.TORN_TAIL_CUT;
    }

    private static long firstBad(DiskImage image) {
        for (long index = image.firstIndex; index <= image.lastIndex; index++) {
            if (image.bad[(int) index]) {
                return index;
            }
        }
        return -1;
    }

    private static boolean isFollowedByLaterWrite(DiskImage image, long bad) {
        for (long index = bad + 1; index <= image.lastIndex; index++) {
            int at = (int) index;
            if (!image.bad[at] && image.writes[at] > image.writes[(int) bad]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Flips a bit in a record that was synced.
     *
     * @return false where no record lies before the last write
     */
    boolean flipBit(SimRandom random) {
        DiskImage image = durable;
        long last = lastBeforeTheLastWrite(image);
        if (last < image.firstIndex) {
            return false;
        }
        image.bad[random.between((int) image.firstIndex, (int) last)] = true;
        return true;
    }

    /**
     * A write went to the wrong place: the record it hit is lost, and where it should have gone
     * there is none. The server does not notice.
     *
     * @return false where no record lies before the last write
     */
    boolean misdirect(SimRandom random) {
        DiskImage image = durable;
        long last = lastBeforeTheLastWrite(image);
        if (last <= image.firstIndex) {
            return false;
        }
        int meant = random.between((int) image.firstIndex + 1, (int) last);
        int hit = random.between((int) image.firstIndex, meant - 1);
        image.bad[meant] = true;
        image.bad[hit] = true;
        return true;
    }

    private static long lastBeforeTheLastWrite(DiskImage image) {
        long index = image.lastIndex;
        if (index < image.firstIndex) {
            return 0;
        }
        int lastWrite = image.writes[(int) image.lastIndex];
        while (index >= image.firstIndex && image.writes[(int) index] == lastWrite) {
            index--;
        }
        return index;
    }

    /** The configuration a server starts with when its snapshot names none. */
    Configuration configurationOr(Configuration bootstrap) {
        return view.snapshot.lastIncludedIndex() == 0 ? bootstrap : view.snapshot.configuration();
    }
}

package io.neurocache.raft.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.StableLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Storage with the driver's part played by the test's thread: hands over, waits, settles. Confined
 * to that thread; the listener's part to the writer's.
 */
final class TestStorage implements AutoCloseable {
    static final int SEGMENT_BYTES = 16 << 10;
    private static final long POLL_MILLIS = 5;
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    private final RaftStorage storage;
    private final Heard heard;
    private HardState hardState;
    private long ticket;

    private TestStorage(RaftStorage storage, Heard heard) {
        this.storage = storage;
        this.heard = heard;
        this.hardState = storage.hardState();
    }

    /** What the writer has reported. */
    static final class Heard implements StorageListener {
        private long persisted;
        private SnapshotMeta restored = SnapshotMeta.NONE;
        private final List<StorageStatus> statuses = new ArrayList<>();

        @Override
        public synchronized void persisted(long upTo) {
            persisted = upTo;
            notifyAll();
        }

        @Override
        public synchronized void restored(SnapshotMeta snapshot) {
            restored = snapshot;
            notifyAll();
        }

        @Override
        public synchronized void statusChanged(StorageStatus status) {
            statuses.add(status);
            notifyAll();
        }

        synchronized List<StorageStatus> statuses() {
            return List.copyOf(statuses);
        }

        /** Waits until it holds, or fails after ten seconds. */
        synchronized void await(BooleanSupplier condition) {
            long end = System.nanoTime() + DEADLINE_NANOS;
            while (!condition.getAsBoolean()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                assertTrue(left > 0, "waited too long; persisted " + persisted + ", " + statuses);
                try {
                    wait(Math.min(left, POLL_MILLIS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    static StorageConfig config() {
        return new StorageConfig(
                1,
                SEGMENT_BYTES,
                4 << 10,
                1 << 20,
                2000,
                0,
                1 << 20,
                Duration.ofSeconds(60),
                Duration.ofMillis(20));
    }

    static TestStorage open(Path directory) throws IOException {
        return open(RealDisk.INSTANCE, directory);
    }

    static TestStorage open(Disk disk, Path directory) throws IOException {
        return open(disk, directory, config());
    }

    static TestStorage open(Disk disk, Path directory, StorageConfig config) throws IOException {
        Heard heard = new Heard();
        return new TestStorage(
                RaftStorage.open(disk, directory, config, heard, System::nanoTime), heard);
    }

    RaftStorage storage() {
        return storage;
    }

    StableLog log() {
        return storage.log();
    }

    Heard heard() {
        return heard;
    }

    /** Hands entries over without waiting, and returns their ticket. */
    long submit(List<Entry> entries) {
        ticket++;
        storage.persist(new Effect.Persist(ticket, hardState, entries));
        return ticket;
    }

    void await(long awaited) {
        heard.await(() -> heard.persisted >= awaited);
        storage.settle(awaited);
    }

    /** Hands entries over, and waits until they are on disk. */
    void append(List<Entry> entries) {
        await(submit(entries));
    }

    void append(Entry... entries) {
        append(List.of(entries));
    }

    void keep(HardState next) {
        hardState = next;
        append();
    }

    void restore(SnapshotMeta meta) throws IOException {
        storage.restore(meta);
        heard.await(() -> heard.restored.equals(meta));
    }

    /** Every entry that can be read. */
    List<Entry> entries() {
        return entries(log().snapshot().lastIncludedIndex() + 1);
    }

    List<Entry> entries(long from) {
        List<Entry> entries = new ArrayList<>();
        long index = from;
        while (index <= log().lastIndex()) {
            List<Entry> some = log().read(index, log().lastIndex(), 300);
            assertTrue(!some.isEmpty());
            entries.addAll(some);
            index += some.size();
        }
        for (Entry entry : entries) {
            assertEquals(entry.term(), log().term(entry.index()));
        }
        return entries;
    }

    static Entry entry(long term, long index, int length) {
        return new Entry(
                term, index, new Payload.Command(Bytes.wrap(payload(index, term, length))));
    }

    static byte[] payload(long index, long term, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (index * 31 + term * 7 + i);
        }
        return bytes;
    }

    /** Entries of one term with payloads of about so many bytes. */
    static List<Entry> entries(long term, long from, long to, int length) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(entry(term, index, length));
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}

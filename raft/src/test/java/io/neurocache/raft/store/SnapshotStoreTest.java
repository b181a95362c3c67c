package io.neurocache.raft.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
    private static final SnapshotMeta META =
            new SnapshotMeta(70, 3, Configuration.of(List.of(1, 2, 3)));
    private static final int CHUNK_BYTES = 10_000;

    @TempDir private Path directory;

    private final MemoryDisk disk = new MemoryDisk();
    private final MemoryDisk followersDisk = new MemoryDisk();

    private SnapshotStore open(Disk on) throws IOException {
        return SnapshotStore.open(on, directory, TestStorage.config());
    }

    private static byte[] json(int seed) {
        StringBuilder json = new StringBuilder("{\"keys\":{");
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            json.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":");
            json.append(random.nextLong());
        }
        return json.append("}}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(SnapshotStore store, SnapshotMeta meta, byte[] json)
            throws IOException {
        try (SnapshotOutput output = store.create(meta)) {
            output.write(json[0]);
            output.write(json, 1, json.length - 1);
            assertTrue(output.commit());
        }
    }

    private static byte[] read(SnapshotStore store) throws IOException {
        try (InputStream input = store.open()) {
            return input.readAllBytes();
        }
    }

    /** Sends all that is missing from an offset on; how much the follower has then. */
    private static long transfer(SnapshotStore from, SnapshotStore to, long offset, int chunks)
            throws IOException {
        long next = offset;
        for (int i = 0; i < chunks; i++) {
            Event event =
                    from.read(
                            new Effect.ReadSnapshot(
                                    2, META.lastIncludedIndex(), next, CHUNK_BYTES));
            Event.SnapshotRead piece = assertInstanceOf(Event.SnapshotRead.class, event);
            next =
                    to.write(
                                    new Effect.WriteSnapshot(
                                            META, piece.offset(), piece.data(), piece.done()))
                            .nextOffset();
            if (piece.done()) {
                return next;
            }
        }
        return next;
    }

    @Test
    void aSnapshotComesBackAsItWasWritten() throws IOException {
        byte[] json = json(1);
        try (SnapshotStore store = open(disk)) {
            assertEquals(SnapshotMeta.NONE, store.current());
            write(store, META, json);
            assertArrayEquals(json, read(store));
        }
        try (SnapshotStore store = open(disk)) {
            assertEquals(META, store.current());
            assertEquals(disk.bytes("raft-1.snap").length, store.sizeBytes());
            assertArrayEquals(json, read(store));
        }
    }

    @Test
    void anUnfinishedSnapshotLeavesThePreviousOne() throws IOException {
        try (SnapshotStore store = open(disk)) {
            write(store, META, json(1));
            SnapshotMeta later = new SnapshotMeta(90, 3, META.configuration());
            try (SnapshotOutput output = store.create(later)) {
                output.write(json(2));
                assertThrows(IllegalStateException.class, () -> store.create(later));
            }
            assertEquals(META, store.current());
            assertArrayEquals(json(1), read(store));
            assertEquals(List.of("raft-1.snap"), disk.names(directory));
            SnapshotMeta earlier = new SnapshotMeta(50, 3, META.configuration());
            try (SnapshotOutput output = store.create(earlier)) {
                assertFalse(output.commit(), "an older one never replaces a newer one");
            }
            assertEquals(META, store.current());
        }
    }

    @Test
    void aTransferInPiecesArrivesWhole() throws IOException {
        try (SnapshotStore leader = open(disk);
                SnapshotStore follower = open(followersDisk)) {
            write(leader, META, json(1));
            assertEquals(leader.sizeBytes(), transfer(leader, follower, 0, 1000));
            assertEquals(SnapshotMeta.NONE, follower.current(), "not before it is installed");
            follower.install(META);
            follower.install(META);
            assertEquals(META, follower.current());
            assertArrayEquals(json(1), read(follower));
        }
    }

    @Test
    void aTransferGoesOnAfterARestartOfEither() throws IOException {
        try (SnapshotStore leader = open(disk)) {
            write(leader, META, json(1));
            long stored;
            try (SnapshotStore follower = open(followersDisk)) {
                stored = transfer(leader, follower, 0, 2);
                assertEquals(2 * CHUNK_BYTES, stored);
            }
            try (SnapshotStore follower = open(followersDisk)) {
                assertEquals(stored, transfer(leader, follower, 0, 1), "goes on, not anew");
                assertEquals(leader.sizeBytes(), transfer(leader, follower, stored, 1000));
                assertEquals(leader.sizeBytes(), transfer(leader, follower, 0, 1));
                follower.install(META);
                assertArrayEquals(json(1), read(follower));
            }
        }
    }

    @Test
    void piecesOutOfOrderOrOfAnotherFileAreNotMixedIn() throws IOException {
        MemoryDisk otherDisk = new MemoryDisk();
        try (SnapshotStore leader = open(disk);
                SnapshotStore other = open(otherDisk);
                SnapshotStore follower = open(followersDisk)) {
            write(leader, META, json(1));
            write(other, META, json(1));
            assertEquals(0, transfer(leader, follower, CHUNK_BYTES, 1), "the start is missing");
            transfer(leader, follower, 0, 2);
            assertEquals(2 * CHUNK_BYTES, transfer(leader, follower, CHUNK_BYTES, 1), "twice");
            assertEquals(CHUNK_BYTES, transfer(other, follower, 0, 1), "another leader's");
            assertThrows(StorageException.class, () -> follower.install(META));
        }
    }

    @Test
    void aTransferThatArrivesCorruptBeginsAnew() throws IOException {
        try (SnapshotStore leader = open(disk);
                SnapshotStore follower = open(followersDisk)) {
            write(leader, META, json(1));
            transfer(leader, follower, 0, 2);
            followersDisk.flip("raft-1.snap.part", 15_000, 1);
            assertEquals(0, transfer(leader, follower, 2 * CHUNK_BYTES, 1000));
            assertEquals(leader.sizeBytes(), transfer(leader, follower, 0, 1000));
        }
    }

    @Test
    void whatIsNoSnapshotOrTooLargeIsNotTaken() throws IOException {
        try (SnapshotStore follower = open(followersDisk)) {
            Bytes rubbish = Bytes.wrap(new byte[500]);
            assertEquals(
                    0,
                    follower.write(new Effect.WriteSnapshot(META, 0, rubbish, false)).nextOffset());
            StorageException e =
                    assertThrows(
                            StorageException.class,
                            () ->
                                    follower.write(
                                            new Effect.WriteSnapshot(
                                                    META, 1 << 20, rubbish, false)));
            assertEquals(StorageException.Kind.TOO_LARGE, e.kind());
        }
    }

    @Test
    void aTransferOfThePreviousSnapshotCanBeFinished() throws IOException {
        try (SnapshotStore leader = open(disk);
                SnapshotStore follower = open(followersDisk)) {
            write(leader, META, json(1));
            long stored = transfer(leader, follower, 0, 2);
            write(leader, new SnapshotMeta(80, 3, META.configuration()), json(2));
            transfer(leader, follower, stored, 1000);
            follower.install(META);
            assertArrayEquals(json(1), read(follower));
            write(leader, new SnapshotMeta(90, 3, META.configuration()), json(3));
            Event event = leader.read(new Effect.ReadSnapshot(2, 70, 0, 10));
            assertEquals(new Event.SnapshotUnreadable(2, 70), event);
        }
    }

    @Test
    void aCorruptContentNeverEndsWell() throws IOException {
        try (SnapshotStore store = open(disk)) {
            write(store, META, Arrays.copyOf(json(1), 300));
            int size = (int) store.sizeBytes();
            for (int position = 80; position < size; position++) {
                disk.flip("raft-1.snap", position, 1);
                assertThrows(IOException.class, () -> read(store), "byte " + position);
                disk.flip("raft-1.snap", position, 1);
            }
            assertArrayEquals(Arrays.copyOf(json(1), 300), read(store));
        }
    }
}

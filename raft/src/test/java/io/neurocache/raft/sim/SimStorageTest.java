package io.neurocache.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.sim.SimStorage.Recovery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimStorageTest {
    private final SimStorage disk = new SimStorage();
    private final List<Event> told = new ArrayList<>();
    private long ticket;

    @Test
    void whatIsNotSyncedIsNotThere() {
        persist(1, 1, 3);
        assertEquals(0, disk.lastIndex());
        assertTrue(disk.begin(false));
        assertEquals(0, disk.lastIndex());
        disk.finish(told::add);
        assertEquals(3, disk.lastIndex());
        assertEquals(List.of(new Event.Persisted(1)), told);
        assertEquals(new HardState(1, 1), disk.hardState());
    }

    @Test
    void whatPilesUpIsWrittenInOneBatch() {
        persist(1, 1, 1);
        assertTrue(disk.begin(false));
        persist(1, 2, 2);
        persist(1, 3, 3);
        assertFalse(disk.begin(false));
        disk.finish(told::add);
        assertEquals(1, disk.lastIndex());
        sync();
        assertEquals(List.of(new Event.Persisted(1), new Event.Persisted(3)), told);
    }

    @Test
    void aFullDiskTakesTermAndVoteUntilThereIsSomethingThatNeedsRoom() {
        disk.persist(new Effect.Persist(1, new HardState(5, 2), List.of()));
        persist(5, 1, 1);
        assertTrue(disk.begin(true));
        disk.finish(told::add);
        assertEquals(List.of(new Event.Persisted(1)), told);
        assertEquals(new HardState(5, 2), disk.hardState());
        assertFalse(disk.begin(true));
        assertTrue(disk.begin(false));
        disk.finish(told::add);
        assertEquals(1, disk.lastIndex());
    }

    @Test
    void appendingAtAnEarlierIndexCutsTheRest() {
        persist(1, 1, 5);
        sync();
        persist(2, 3, 3);
        sync();
        assertEquals(3, disk.lastIndex());
        assertEquals(2, disk.term(3));
        assertTrue(disk.holds(2, 1));
        assertFalse(disk.holds(3, 1));
        assertFalse(disk.holds(4, 1));
    }

    @Test
    void whatWasNotBegunIsLostInACrash() {
        persist(1, 1, 2);
        sync();
        persist(2, 3, 4);
        disk.crash(new SimRandom(1));
        assertEquals(Recovery.CLEAN, disk.recover());
        assertEquals(2, disk.lastIndex());
        assertEquals(1, disk.hardState().currentTerm());
    }

    /** Over many crashes: nothing synced is lost, and each kind of remainder occurs. */
    @Test
    void aCrashLeavesAPartOfWhatWasBegun() {
        int torn = 0;
        int nothing = 0;
        int everything = 0;
        int hardStateBehind = 0;
        for (int seed = 1; seed <= 500; seed++) {
            SimStorage one = new SimStorage();
            one.persist(new Effect.Persist(1, new HardState(1, 1), entries(1, 1, 2)));
            one.begin(false);
            one.finish(_ -> {});
            one.persist(new Effect.Persist(2, new HardState(2, 2), entries(2, 3, 6)));
            one.begin(false);
            one.crash(new SimRandom(seed));
            Recovery found = one.recover();
            assertNotEquals(Recovery.CORRUPT, found, "seed " + seed);
            assertTrue(one.lastIndex() >= 2 && one.term(2) == 1, "seed " + seed);
            torn += found == Recovery.TORN_TAIL_CUT ? 1 : 0;
            nothing += one.lastIndex() == 2 ? 1 : 0;
            boolean isWhole = one.hardState().currentTerm() == 2;
            everything += isWhole ? 1 : 0;
            hardStateBehind += one.lastIndex() > 2 && !isWhole ? 1 : 0;
            assertTrue(!isWhole || one.lastIndex() == 6, "the hard state comes last");
        }
        assertTrue(torn > 20 && nothing > 20 && everything > 20 && hardStateBehind > 20);
    }

    @Test
    void aFlippedBitBehindWhichSomethingWasSyncedIsCorruption() {
        persist(1, 1, 1);
        sync();
        assertFalse(
                disk.flipBit(new SimRandom(1)), "the last write cannot be told from a torn one");
        persist(1, 2, 2);
        sync();
        assertTrue(disk.flipBit(new SimRandom(1)));
        disk.crash(new SimRandom(1));
        assertEquals(Recovery.CORRUPT, disk.recover());
    }

    @Test
    void aMisdirectedWriteIsCorruption() {
        for (int index = 1; index <= 3; index++) {
            persist(1, index, index);
            sync();
        }
        assertTrue(disk.misdirect(new SimRandom(1)));
        disk.crash(new SimRandom(1));
        assertEquals(Recovery.CORRUPT, disk.recover());
    }

    @Test
    void aRunningServerDoesNotSeeTheDamage() {
        persist(1, 1, 1);
        sync();
        persist(1, 2, 2);
        sync();
        assertTrue(disk.flipBit(new SimRandom(1)));
        assertEquals(entries(1, 1, 2), disk.read(1, 2, Long.MAX_VALUE));
    }

    @Test
    void aReadStopsAtItsLimitButGivesOneEntry() {
        persist(1, 1, 5);
        sync();
        long one = entries(1, 1, 1).getFirst().sizeBytes();
        assertEquals(1, disk.read(1, 5, 1).size());
        assertEquals(2, disk.read(1, 5, 2 * one).size());
        assertEquals(2, disk.read(4, 5, Long.MAX_VALUE).size());
    }

    @Test
    void compactionKeepsTheTermBefore() {
        persist(1, 1, 5);
        sync();
        disk.save(meta(4, 1), Bytes.utf8("state"));
        disk.compact(3);
        sync();
        assertEquals(new Event.SnapshotTaken(meta(4, 1)), told.getLast());
        assertEquals(4, disk.firstIndex());
        assertEquals(1, disk.term(3));
        assertEquals(Bytes.utf8("state"), disk.snapshotBytes());
        assertTrue(disk.holds(1, 1), "the snapshot stands for it");
    }

    @Test
    void aSnapshotComesInPiecesAndReplacesTheLog() {
        persist(1, 1, 5);
        sync();
        SnapshotMeta meta = meta(9, 3);
        disk.write(new Effect.WriteSnapshot(meta, 0, Bytes.utf8("sta"), false));
        disk.write(new Effect.WriteSnapshot(meta, 3, Bytes.utf8("te"), true));
        sync();
        assertEquals(new Event.SnapshotWritten(9, 5), told.getLast());
        assertEquals(Bytes.utf8("state"), disk.restore(meta));
        assertEquals(9, disk.lastIndex(), "the core sees the snapshot at once");
        assertFalse(disk.holds(9, 3), "the disk has it in its turn");
        sync();
        assertEquals(new Event.SnapshotRestored(meta), told.getLast());
        assertTrue(disk.holds(9, 3));
        assertEquals(new HardState(1, 1), disk.hardState());
    }

    @Test
    void aCrashBeforeTheRestoreIsDoneBringsTheOldLogBack() {
        persist(1, 1, 5);
        sync();
        SnapshotMeta meta = meta(9, 3);
        disk.write(new Effect.WriteSnapshot(meta, 0, Bytes.utf8("state"), true));
        sync();
        assertEquals(5, disk.restore(meta).length());
        disk.crash(new SimRandom(1));
        assertEquals(5, disk.lastIndex());
        assertEquals(SnapshotMeta.NONE, disk.snapshot());
    }

    @Test
    void aPieceThatDoesNotFitSaysWhereToGoOn() {
        disk.write(new Effect.WriteSnapshot(meta(9, 3), 4, Bytes.utf8("te"), true));
        sync();
        Event.SnapshotWritten written =
                assertInstanceOf(Event.SnapshotWritten.class, told.getLast());
        assertEquals(0, written.nextOffset());
    }

    private static SnapshotMeta meta(long index, long term) {
        return new SnapshotMeta(index, term, Configuration.of(List.of(1, 2, 3)));
    }

    private static List<Entry> entries(long term, long from, long to) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(new Entry(term, index, new Payload.Noop()));
        }
        return entries;
    }

    private void persist(long term, long from, long to) {
        disk.persist(new Effect.Persist(++ticket, new HardState(term, 1), entries(term, from, to)));
    }

    private void sync() {
        assertTrue(disk.begin(false));
        disk.finish(told::add);
    }
}

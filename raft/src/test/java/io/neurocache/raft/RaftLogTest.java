package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log as the core sees it, and everything that must never be done to it. */
class RaftLogTest {
    private static final Configuration MEMBERS = Configuration.of(List.of(1, 2, 3));
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    /** A storage that reads something else than it was asked for. */
    private record Lossy(MemoryLog log, List<Entry> found) implements StableLog {
        @Override
        public SnapshotMeta snapshot() {
            return log.snapshot();
        }

        @Override
        public long firstIndex() {
            return log.firstIndex();
        }

        @Override
        public long lastIndex() {
            return log.lastIndex();
        }

        @Override
        public long term(long index) {
            return log.term(index);
        }

        @Override
        public List<Entry> read(long from, long to, long maxBytes) {
            return found;
        }
    }

    private static RaftLog log(StableLog stable) {
        return log(stable, 0);
    }

    private static RaftLog log(StableLog stable, long cacheBytes) {
        return new RaftLog(stable, MEMBERS, 1_000, cacheBytes);
    }

    /** A log whose entries up to 3 are in a snapshot, and that goes on to entry 5. */
    private static RaftLog compacted() {
        MemoryLog stable = new MemoryLog();
        stable.restore(new SnapshotMeta(3, 1, MEMBERS));
        stable.write(List.of(entry(1, 4), entry(1, 5)));
        return log(stable);
    }

    private static Entry entry(long term, long index) {
        return new Entry(term, index, MemoryLog.command("e" + index));
    }

    private static void append(RaftLog log, long term, long from, long to) {
        for (long index = from; index <= to; index++) {
            log.append(entry(term, index));
        }
    }

    private static void assertBug(Runnable use) {
        assertThrows(InvariantViolation.class, use::run);
    }

    @Test
    void aLogBeginsNoLaterThanBehindItsSnapshot() {
        MemoryLog stable = MemoryLog.ofTerms(1, 1, 1);
        stable.compact(2);
        assertThrows(IllegalArgumentException.class, () -> log(stable));
        stable.snapshotTaken(new SnapshotMeta(2, 1, MEMBERS));
        assertEquals(2, log(stable).compactedIndex());
    }

    @Test
    void aLogEndsNoEarlierThanItsSnapshot() {
        MemoryLog stable = MemoryLog.ofTerms(1, 1);
        stable.snapshotTaken(new SnapshotMeta(3, 1, MEMBERS));
        assertThrows(IllegalArgumentException.class, () -> log(stable));
        stable.snapshotTaken(new SnapshotMeta(2, 1, MEMBERS));
        assertEquals(2, log(stable).lastApplied());
    }

    @Test
    void onlyWhatIsThereHasATerm() {
        RaftLog log = compacted();
        assertEquals(1, log.term(3));
        assertEquals(1, log.term(5));
        assertBug(() -> log.term(2));
        assertBug(() -> log.term(6));
    }

    @Test
    void onlyWhatIsThereIsRead() {
        RaftLog log = compacted();
        assertEquals(2, log.read(4, 5, NO_LIMIT).size());
        assertBug(() -> log.read(3, 5, NO_LIMIT));
        assertBug(() -> log.read(4, 6, NO_LIMIT));
    }

    @Test
    void aStorageThatHasLostAnEntryIsNotBelieved() {
        MemoryLog stable = MemoryLog.ofTerms(1, 1, 1);
        assertBug(() -> log(new Lossy(stable, List.of())));
        assertBug(() -> log(new Lossy(stable, List.of(entry(1, 2), entry(1, 3)))));
    }

    @Test
    void termsNeverFall() {
        RaftLog log = log(MemoryLog.ofTerms(1, 2));
        assertBug(() -> log.append(entry(1, 3)));
        log.append(entry(2, 3));
        assertEquals(3, log.lastIndex());
    }

    @Test
    void whatIsThereIsNotWrittenAgain() {
        RaftLog log = log(MemoryLog.ofTerms(1, 1, 2));
        log.merge(List.of(entry(1, 1), entry(1, 2), entry(2, 3)));
        assertFalse(log.hasUnwritten());
        assertEquals(3, log.persistedIndex());
        log.merge(List.of(entry(2, 3), entry(2, 4)));
        assertEquals(List.of(entry(2, 4)), log.takeUnwritten(1));
    }

    @Test
    void whatDiffersIsCutOff() {
        RaftLog log = log(MemoryLog.ofTerms(1, 1, 2, 2));
        log.merge(List.of(entry(1, 2), entry(3, 3)));
        assertEquals(3, log.lastIndex());
        assertEquals(3, log.lastTerm());
        assertEquals(2, log.persistedIndex());
        assertTrue(log.matches(2, 1));
    }

    @Test
    void aWriteThatWasCutOffWhileItWasUnderWayPersistsOnlyWhatIsLeft() {
        RaftLog log = log(new MemoryLog());
        append(log, 1, 1, 4);
        assertEquals(4, log.takeUnwritten(1).size());
        log.merge(List.of(entry(2, 2), entry(2, 3)));
        assertEquals(2, log.takeUnwritten(2).size());
        log.persisted(1);
        assertEquals(1, log.persistedIndex());
        log.persisted(2);
        assertEquals(3, log.persistedIndex());
    }

    @Test
    void aCommittedEntryIsNotContradicted() {
        RaftLog log = log(MemoryLog.ofTerms(1, 1, 1));
        log.commitTo(2);
        assertBug(() -> log.merge(List.of(entry(2, 1))));
        assertBug(() -> log.merge(List.of(entry(2, 2))));
        log.merge(List.of(entry(2, 3)));
        assertEquals(2, log.lastTerm());
        RaftLog compacted = compacted();
        assertBug(() -> compacted.merge(List.of(entry(2, 3))));
    }

    @Test
    void compactedEntriesAreThereWhoeverSendsThem() {
        RaftLog log = compacted();
        log.merge(List.of(entry(1, 1), entry(1, 2), entry(1, 3), entry(1, 4), entry(1, 5)));
        assertEquals(5, log.lastIndex());
        assertFalse(log.hasUnwritten());
    }

    @Test
    void theCommitIndexOnlyRisesAndStaysInTheLog() {
        RaftLog log = log(MemoryLog.ofTerms(1, 1, 1));
        log.commitTo(2);
        assertBug(() -> log.commitTo(1));
        assertBug(() -> log.commitTo(4));
        log.commitTo(2);
        log.commitTo(3);
        assertEquals(3, log.commitIndex());
    }

    @Test
    void whatWasAppliedIsInMemoryUpToALimit() {
        assertEquals(1, storageReadsAfterApplying(0));
        assertEquals(0, storageReadsAfterApplying(1_000));
    }

    /** How often storage is read for three entries that were applied. */
    private static int storageReadsAfterApplying(long cacheBytes) {
        MemoryLog stable = new MemoryLog();
        RaftLog log = log(stable, cacheBytes);
        append(log, 1, 1, 3);
        stable.write(log.takeUnwritten(1));
        log.persisted(1);
        log.commitTo(3);
        assertEquals(3, log.takeCommitted(NO_LIMIT).size());
        int before = stable.reads;
        assertEquals(3, log.read(1, 3, NO_LIMIT).size());
        return stable.reads - before;
    }

    /** A log with three entries, two of which are applied. */
    private static RaftLog applied() {
        RaftLog log = log(MemoryLog.ofTerms(1, 1, 1));
        log.commitTo(2);
        assertEquals(2, log.takeCommitted(NO_LIMIT).size());
        return log;
    }

    @Test
    void aSnapshotIsOfWhatWasAppliedAndOfNothingElse() {
        RaftLog log = applied();
        Configuration others = Configuration.of(List.of(1, 2));
        assertBug(() -> log.snapshotTaken(new SnapshotMeta(3, 1, MEMBERS)));
        assertBug(() -> log.snapshotTaken(new SnapshotMeta(2, 2, MEMBERS)));
        assertBug(() -> log.snapshotTaken(new SnapshotMeta(2, 1, others)));
        assertEquals(SnapshotMeta.NONE, log.snapshot());
        log.snapshotTaken(log.appliedSnapshot());
        assertEquals(new SnapshotMeta(2, 1, MEMBERS), log.snapshot());
    }

    @Test
    void onlyWhatASnapshotCoversIsCompactedAndOnlyOnce() {
        RaftLog log = applied();
        log.snapshotTaken(log.appliedSnapshot());
        assertBug(() -> log.compactTo(3));
        log.compactTo(2);
        assertBug(() -> log.compactTo(2));
        assertEquals(2, log.compactedIndex());
    }

    @Test
    void aSnapshotNeverRestoresThePast() {
        MemoryLog stable = MemoryLog.ofTerms(1, 1);
        RaftLog log = log(stable);
        log.commitTo(2);
        SnapshotMeta meta = new SnapshotMeta(2, 1, MEMBERS);
        stable.restore(meta);
        assertBug(() -> log.restored(meta));
    }

    @Test
    void aRestoredSnapshotIsAllThatStorageHas() {
        RaftLog log = log(MemoryLog.ofTerms(1, 1));
        assertBug(() -> log.restored(new SnapshotMeta(9, 1, MEMBERS)));
    }

    @Test
    void aWriteThatASnapshotReplacedWhileItWasUnderWayPersistsNothing() {
        MemoryLog stable = new MemoryLog();
        RaftLog log = log(stable);
        append(log, 1, 1, 5);
        assertEquals(5, log.takeUnwritten(1).size());
        SnapshotMeta meta = new SnapshotMeta(3, 2, MEMBERS);
        stable.restore(meta);
        log.restored(meta);
        log.persisted(1);
        assertEquals(3, log.persistedIndex());
        assertEquals(3, log.lastIndex());
        assertEquals(2, log.lastTerm());
    }
}

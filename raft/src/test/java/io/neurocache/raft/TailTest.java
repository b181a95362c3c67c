package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TailTest {
    /** What an entry without a payload costs. */
    private static final int ENTRY_BYTES = 32;

    private static final int MIN_CAPACITY = 1024;

    private static Entry entry(long index) {
        return new Entry(1, index, new Payload.Noop());
    }

    private static Tail tail(long first, long last) {
        Tail tail = new Tail(first);
        for (long index = first; index <= last; index++) {
            tail.append(entry(index));
        }
        return tail;
    }

    private static void assertHolds(Tail tail, long first, long last) {
        assertEquals(first, tail.first());
        assertEquals(last, tail.last());
        for (long index = first; index <= last; index++) {
            assertEquals(index, tail.get(index).index());
        }
        assertEquals((last - first + 1) * ENTRY_BYTES, tail.bytesBetween(first - 1, last));
    }

    private static void assertBug(Runnable use) {
        assertThrows(InvariantViolation.class, use::run);
    }

    @Test
    void anEntryIsFoundByItsIndexAndNoOtherIs() {
        Tail tail = tail(5, 7);
        assertHolds(tail, 5, 7);
        assertBug(() -> tail.get(4));
        assertBug(() -> tail.get(8));
    }

    @Test
    void anEntryComesBehindTheLast() {
        Tail tail = tail(5, 7);
        assertBug(() -> tail.append(entry(9)));
        assertBug(() -> tail.append(entry(7)));
        assertHolds(tail, 5, 7);
    }

    @Test
    void itGrowsWhenItIsFull() {
        // Begins in the middle of the ring, so that what grows is wrapped around.
        Tail tail = tail(1_000, 999 + MIN_CAPACITY);
        assertEquals(MIN_CAPACITY, tail.capacity());
        tail.append(entry(1_000 + MIN_CAPACITY));
        assertEquals(2 * MIN_CAPACITY, tail.capacity());
        assertHolds(tail, 1_000, 1_000 + MIN_CAPACITY);
        for (long index = 1_001 + MIN_CAPACITY; index < 4_000; index++) {
            tail.append(entry(index));
        }
        assertEquals(4 * MIN_CAPACITY, tail.capacity());
        assertHolds(tail, 1_000, 3_999);
    }

    @Test
    void itShrinksWhenAnEighthIsLeft() {
        int grown = 2 * MIN_CAPACITY;
        Tail tail = tail(1, MIN_CAPACITY + 1);
        tail.dropThrough(MIN_CAPACITY + 1 - grown / 8, 0);
        assertEquals(grown, tail.capacity());
        tail.dropThrough(MIN_CAPACITY + 2 - grown / 8, 0);
        assertEquals(MIN_CAPACITY, tail.capacity());
        assertHolds(tail, MIN_CAPACITY + 3 - grown / 8, MIN_CAPACITY + 1);
    }

    @Test
    void itNeverShrinksBelowWhatABusyLeaderNeeds() {
        Tail tail = tail(1, 10);
        tail.dropThrough(9, 0);
        assertEquals(MIN_CAPACITY, tail.capacity());
        assertHolds(tail, 10, 10);
    }

    @Test
    void aCutForgetsTheNewest() {
        Tail tail = tail(5, 9);
        tail.cutFrom(10);
        assertHolds(tail, 5, 9);
        tail.cutFrom(7);
        assertHolds(tail, 5, 6);
        assertBug(() -> tail.get(7));
        tail.append(entry(7));
        assertHolds(tail, 5, 7);
    }

    @Test
    void aCutBelowTheOldestForgetsAll() {
        Tail tail = tail(5, 9);
        tail.cutFrom(3);
        assertEquals(3, tail.first());
        assertEquals(2, tail.last());
        tail.append(entry(3));
        assertHolds(tail, 3, 3);
    }

    @Test
    void theOldestAreDroppedUpToALimit() {
        Tail tail = tail(1, 10);
        tail.dropThrough(6, 0);
        assertHolds(tail, 7, 10);
        tail.dropThrough(3, 0);
        assertHolds(tail, 7, 10);
    }

    @Test
    void soManyBytesOfThemStay() {
        Tail tail = tail(1, 10);
        tail.dropThrough(6, 2 * ENTRY_BYTES);
        assertHolds(tail, 5, 10);
        tail.dropThrough(6, 2 * ENTRY_BYTES - 1);
        assertHolds(tail, 6, 10);
        tail.dropThrough(6, ENTRY_BYTES);
        assertHolds(tail, 6, 10);
    }

    @Test
    void allOfThemMayBeDropped() {
        Tail tail = tail(1, 10);
        tail.dropThrough(10, 0);
        assertEquals(11, tail.first());
        tail.append(entry(11));
        assertHolds(tail, 11, 11);
    }

    @Test
    void whatIsNotThereIsNotDropped() {
        Tail tail = tail(1, 10);
        assertBug(() -> tail.dropThrough(11, 0));
        assertHolds(tail, 1, 10);
    }

    @Test
    void aRunHasNoMoreBytesThanAllowedButForItsFirst() {
        Tail tail = tail(5, 9);
        assertEquals(indices(5, 7), indicesOf(tail.slice(5, 9, 3 * ENTRY_BYTES)));
        assertEquals(indices(5, 6), indicesOf(tail.slice(5, 9, 3 * ENTRY_BYTES - 1)));
        assertEquals(indices(6, 6), indicesOf(tail.slice(6, 9, 1)));
        assertEquals(indices(6, 9), indicesOf(tail.slice(6, 9, 1_000)));
        assertEquals(indices(9, 9), indicesOf(tail.slice(9, 9, 1_000)));
    }

    @Test
    void aRunLiesInTheTail() {
        // The place behind the last has been used, and none of the runs is too long to be taken.
        Tail tail = tail(5, 10);
        tail.cutFrom(10);
        assertBug(() -> tail.slice(4, 9, 0));
        assertBug(() -> tail.slice(6, 5, 0));
        assertBug(() -> tail.slice(9, 10, 0));
    }

    private static List<Long> indicesOf(List<Entry> entries) {
        return entries.stream().map(Entry::index).toList();
    }

    private static List<Long> indices(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}

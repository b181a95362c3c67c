package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.OriginAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthBoardTest {
    private static final OriginAddress A = new OriginAddress(false, "a.example", 80);
    private static final OriginAddress B = new OriginAddress(false, "b.example", 80);
    private static final OriginAddress C = new OriginAddress(false, "c.example", 80);
    private static final List<OriginAddress> ALL = List.of(A, B, C);

    /** Begins just before the clock's overflow, which must not matter. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    private final HealthBoard board = new HealthBoard(OriginOptions.Health.defaults(), clock::get);

    private void pass(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** How many seconds A is in doubt after another failure. */
    private int penaltySeconds() {
        board.failed(A);
        int seconds = 0;
        while (board.isDoubted(A)) {
            pass(1000);
            seconds++;
        }
        return seconds;
    }

    @Test
    void addressesAreTriedInTheirOrder() {
        assertEquals(ALL, board.order(ALL));
    }

    @Test
    void oneThatFailedIsTriedLastForASecond() {
        board.failed(A);
        assertEquals(List.of(B, C, A), board.order(ALL));
        pass(999);
        assertEquals(List.of(B, C, A), board.order(ALL));
        pass(1);
        assertEquals(ALL, board.order(ALL));
    }

    @Test
    void eachFurtherFailureDoublesTheTimeUpToABound() {
        for (int expected : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
            assertEquals(expected, penaltySeconds());
        }
    }

    @Test
    void failuresOfTheSameMomentCountOnce() {
        for (int i = 0; i < 100; i++) {
            board.failed(A);
        }
        pass(1000);
        assertFalse(board.isDoubted(A));
    }

    @Test
    void anAnswerEndsTheDoubt() {
        assertEquals(1, penaltySeconds());
        assertEquals(2, penaltySeconds());
        board.failed(A);
        board.succeeded(A);
        assertFalse(board.isDoubted(A));
        assertEquals(1, penaltySeconds());
    }

    @Test
    void amongThoseThatFailedTheEarliestToReturnIsFirst() {
        board.failed(B);
        pass(500);
        board.failed(A);
        assertEquals(List.of(C, B, A), board.order(ALL));
    }

    @Test
    void aFailedHealthPathOutweighsAnAnswer() {
        board.probeFailed(A);
        board.failed(B);
        board.succeeded(A);
        assertEquals(List.of(C, B, A), board.order(ALL));
        assertTrue(board.isDoubted(A));
        board.probeSucceeded(A);
        assertFalse(board.isDoubted(A));
    }

    @Test
    void whatIsForgottenIsNotDoubted() {
        board.probeFailed(A);
        board.forget(A);
        assertEquals(ALL, board.order(ALL));
    }
}

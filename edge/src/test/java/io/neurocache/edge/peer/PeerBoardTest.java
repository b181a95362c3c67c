package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.edge.tls.KeyFingerprint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is tried first, and who is left alone. */
class PeerBoardTest {
    private static final PeerAddress A = peer("a.example");
    private static final PeerAddress B = peer("b.example");
    private static final PeerAddress C = peer("c.example");

    private final PeerOptions.BackOff backOff =
            new PeerOptions.BackOff(Duration.ofSeconds(1), Duration.ofSeconds(4));

    /** Not 0, and near the overflow that a nanosecond clock may have. */
    private long now = Long.MAX_VALUE - 5;

    private final PeerBoard board = new PeerBoard(backOff, () -> now);

    private static PeerAddress peer(String host) {
        return new PeerAddress(host, 8080, Set.of(new KeyFingerprint("A".repeat(43) + "=")));
    }

    private void answered(PeerAddress peer, long millis) {
        board.answered(peer, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private long leftMillis(PeerAddress peer) {
        return TimeUnit.NANOSECONDS.toMillis(board.leftNanos(peer));
    }

    private List<PeerAddress> order(PeerAddress... peers) {
        return board.order(List.of(peers));
    }

    @Test
    void strangersStayInTheirOrder() {
        assertEquals(List.of(B, A, C), order(B, A, C));
    }

    @Test
    void theFastestComesFirst() {
        answered(A, 3);
        answered(B, 1);
        answered(C, 2);
        assertEquals(List.of(B, C, A), order(A, B, C));
    }

    @Test
    void aStrangerStandsBetweenTheFastAndTheSlow() {
        answered(A, 50);
        answered(C, 1);
        assertEquals(List.of(C, B, A), order(A, B, C));
    }

    @Test
    void oneOutlierDoesNotMakeAPeerSlow() {
        for (int i = 0; i < 10; i++) {
            answered(A, 1);
        }
        answered(B, 8);
        answered(A, 20);
        assertEquals(List.of(A, B), order(B, A));
        for (int i = 0; i < 10; i++) {
            answered(A, 20);
        }
        assertEquals(List.of(B, A), order(A, B));
    }

    @Test
    void aSlowPeerIsTriedAgainAfterAWhile() {
        answered(A, 100);
        for (int second = 0; second < 70; second++) {
            answered(B, 1);
            pass(1000);
        }
        answered(B, 1);
        assertEquals(List.of(A, B), order(A, B));
        answered(A, 100);
        assertEquals(List.of(B, A), order(A, B));
    }

    @Test
    void oneThatFailedIsLeftAloneAndLast() {
        answered(A, 1);
        answered(B, 500);
        assertEquals(1, board.failed(A));
        assertEquals(1000, leftMillis(A));
        assertEquals(List.of(C, B, A), order(A, B, C));
        pass(999);
        assertEquals(1, leftMillis(A));
        pass(1);
        assertEquals(0, leftMillis(A));
        assertEquals(List.of(C, A, B), order(A, B, C));
    }

    @Test
    void twoThatFailedStandInTheOrderOfTheirReturn() {
        board.failed(A);
        pass(500);
        board.failed(B);
        assertEquals(List.of(A, B), order(B, A));
    }

    @Test
    void theBackOffDoublesUpToItsMost() {
        long[] expected = {1000, 2000, 4000, 4000, 4000};
        for (long millis : expected) {
            board.failed(A);
            assertEquals(millis, leftMillis(A));
            pass(millis);
        }
        answered(A, 1);
        board.failed(A);
        assertEquals(1000, leftMillis(A));
    }

    @Test
    void failuresOfTheSameMomentCountOnce() {
        assertEquals(1, board.failed(A));
        pass(10);
        assertEquals(1, board.failed(A));
        assertEquals(990, leftMillis(A));
    }

    @Test
    void whoIsNoMemberIsForgotten() {
        board.failed(A);
        board.failed(B);
        board.retain(Set.of(B));
        assertEquals(0, leftMillis(A));
        assertEquals(1000, leftMillis(B));
    }
}

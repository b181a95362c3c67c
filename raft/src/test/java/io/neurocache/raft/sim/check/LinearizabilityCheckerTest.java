package io.neurocache.raft.sim.check;

import static io.neurocache.raft.sim.check.History.ABSENT;
import static io.neurocache.raft.sim.check.History.CAS;
import static io.neurocache.raft.sim.check.History.DELETE;
import static io.neurocache.raft.sim.check.History.GET;
import static io.neurocache.raft.sim.check.History.PUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.neurocache.raft.sim.SimRandom;
import io.neurocache.raft.sim.check.LinearizabilityChecker.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {
    private final History history = new History();

    @Test
    void aReadSeesTheLatestWrite() {
        put(1);
        put(2);
        get(2);
        assertVerdict(Result.LINEARIZABLE);
    }

    @Test
    void aReadDoesNotSeeAnOverwrittenValue() {
        put(1);
        put(2);
        get(1);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void aReadDuringAWriteSeesEither() {
        put(1);
        int write = history.call(PUT, 0, 2, 0);
        get(1);
        get(2);
        history.done(write, ABSENT);
        assertVerdict(Result.LINEARIZABLE);
    }

    @Test
    void twoReadsDuringAWriteDoNotGoBack() {
        put(1);
        int write = history.call(PUT, 0, 2, 0);
        get(2);
        get(1);
        history.done(write, ABSENT);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void aWriteThatNeverReturnedMayHappenLateOrNot() {
        put(1);
        history.call(PUT, 0, 2, 0);
        get(1);
        get(2);
        get(2);
        assertVerdict(Result.LINEARIZABLE);
    }

    @Test
    void aWriteThatNeverReturnedHappensOnce() {
        put(1);
        history.call(PUT, 0, 2, 0);
        get(2);
        put(3);
        get(2);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void aWriteDoesNotHappenBeforeItsCall() {
        put(1);
        get(2);
        history.call(PUT, 0, 2, 0);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void anAcknowledgedWriteIsNotLost() {
        put(1);
        get(ABSENT);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void compareAndSetNeedsTheExpectedValue() {
        put(1);
        int swap = history.call(CAS, 0, 3, 2);
        history.done(swap, 2);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void aRefusedCompareAndSetNamesTheValueThereWas() {
        put(1);
        int swap = history.call(CAS, 0, 3, 2);
        history.refused(swap, 1);
        get(1);
        assertVerdict(Result.LINEARIZABLE);
        int other = history.call(CAS, 0, 3, 2);
        history.refused(other, 7);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void onlyOneOfTwoEqualCompareAndSetsSucceeds() {
        put(1);
        int first = history.call(CAS, 0, 2, 1);
        int second = history.call(CAS, 0, 3, 1);
        history.done(first, 1);
        history.done(second, 1);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void aDeleteOfNothingIsRefused() {
        int delete = history.call(DELETE, 0, 0, 0);
        history.refused(delete, ABSENT);
        put(1);
        int again = history.call(DELETE, 0, 0, 0);
        history.done(again, ABSENT);
        get(ABSENT);
        assertVerdict(Result.LINEARIZABLE);
        int third = history.call(DELETE, 0, 0, 0);
        history.done(third, ABSENT);
        assertVerdict(Result.NOT_LINEARIZABLE);
    }

    @Test
    void keysAreCheckedByThemselves() {
        put(1);
        int other = history.call(PUT, 1, 5, 0);
        history.done(other, ABSENT);
        get(1);
        int read = history.call(GET, 1, 0, 0);
        history.done(read, 6);
        assertEquals(Result.LINEARIZABLE, new LinearizabilityChecker().checkKey(history, 0));
        assertEquals(Result.NOT_LINEARIZABLE, new LinearizabilityChecker().checkKey(history, 1));
    }

    @Test
    void aSearchThatIsTooLongIsGivenUp() {
        for (int i = 0; i < 40; i++) {
            history.call(PUT, 0, i + 1, 0);
        }
        get(99);
        assertVerdict(Result.UNDECIDED);
    }

    /**
     * Histories made from a real register are accepted; the naive search agrees on altered ones.
     */
    @Test
    void itAgreesWithTryingEveryOrder() {
        int refused = 0;
        for (int seed = 1; seed <= 3000; seed++) {
            SimRandom random = new SimRandom(seed);
            History made = randomHistory(random, false);
            assertEquals(
                    Result.LINEARIZABLE,
                    new LinearizabilityChecker().checkKey(made, 0),
                    "seed " + seed);
            History altered = randomHistory(new SimRandom(seed), true);
            boolean possible = tryAll(altered, new ArrayList<>(), ABSENT);
            Result expected = possible ? Result.LINEARIZABLE : Result.NOT_LINEARIZABLE;
            assertEquals(
                    expected, new LinearizabilityChecker().checkKey(altered, 0), "seed " + seed);
            refused += possible ? 0 : 1;
        }
        assertNotEquals(0, refused);
        assertNotEquals(3000, refused);
    }

    /** Three clients on a register; each operation takes effect at a moment between its ends. */
    private static History randomHistory(SimRandom random, boolean altered) {
        History history = new History();
        int register = ABSENT;
        int[] running = {-1, -1, -1};
        int[] kind = new int[3];
        int[] argument = new int[3];
        int[] expect = new int[3];
        long[] effect = {-1, -1, -1};
        for (int moves = 0; moves < 24 && history.size() < 7; moves++) {
            int client = random.nextInt(3);
            if (running[client] < 0) {
                kind[client] = random.nextInt(4);
                argument[client] = random.between(1, 3);
                expect[client] = random.nextInt(4);
                effect[client] = -1;
                running[client] = history.call(kind[client], 0, argument[client], expect[client]);
            } else if (effect[client] < 0) {
                effect[client] = register;
                boolean swaps = kind[client] == CAS && register == expect[client];
                if (kind[client] == PUT || swaps) {
                    register = argument[client];
                } else if (kind[client] == DELETE) {
                    register = ABSENT;
                }
            } else {
                int seen = (int) effect[client];
                if (altered && random.chance(150)) {
                    seen = random.nextInt(4);
                }
                boolean ok =
                        switch (kind[client]) {
                            case DELETE -> seen != ABSENT;
                            case CAS -> seen == expect[client];
                            default -> true;
                        };
                if (ok) {
                    history.done(running[client], seen);
                } else {
                    history.refused(running[client], seen);
                }
                running[client] = -1;
            }
        }
        return history;
    }

    private static boolean tryAll(History history, List<Integer> chosen, int value) {
        boolean complete = true;
        for (int operation = 0; operation < history.size(); operation++) {
            if (chosen.contains(operation)) {
                continue;
            }
            complete &= history.isOpen(operation);
            if (!mayBeNext(history, chosen, operation)) {
                continue;
            }
            int after = history.apply(operation, value);
            if (after >= 0) {
                chosen.add(operation);
                if (tryAll(history, chosen, after)) {
                    return true;
                }
                chosen.removeLast();
            }
        }
        return complete;
    }

    /** Whether no other operation that is not chosen returned before this one was called. */
    private static boolean mayBeNext(History history, List<Integer> chosen, int operation) {
        for (int at = 0; history.order(at) != 2 * operation; at++) {
            int event = history.order(at);
            if ((event & 1) == 1 && !chosen.contains(event >>> 1)) {
                return false;
            }
        }
        return true;
    }

    private void put(int value) {
        int operation = history.call(PUT, 0, value, 0);
        history.done(operation, ABSENT);
    }

    private void get(int value) {
        int operation = history.call(GET, 0, 0, 0);
        history.done(operation, value);
    }

    private void assertVerdict(Result expected) {
        assertEquals(expected, new LinearizabilityChecker().check(history, 1));
    }
}

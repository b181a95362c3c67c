package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContextTableTest {
    @Test
    void theLeastUsedContextMakesRoom() {
        ContextTable table = new ContextTable(4, 64);
        for (int use = 0; use < 3; use++) {
            for (long context = 1; context <= 4; context++) {
                if (use == 0 || context != 3) {
                    table.add(table.admit(hash(context)), 1, 1);
                }
            }
        }
        table.add(table.admit(hash(5)), 1, 1);
        assertEquals(-1, table.find(hash(3)));
        for (long context : new long[] {1, 2, 4, 5}) {
            assertNotEquals(-1, table.find(hash(context)));
        }
        assertEquals(1, table.replaced());
    }

    @Test
    void aContextThatIsNotUsedAnyMoreGivesWayInTheEnd() {
        ContextTable table = new ContextTable(4, 64);
        for (int use = 0; use < 50; use++) {
            table.add(table.admit(hash(1)), 1, 1);
        }
        for (long context = 2; context < 100; context++) {
            table.add(table.admit(hash(context)), 1, 1);
        }
        assertEquals(-1, table.find(hash(1)));
    }

    @Test
    void aFullBlockGivesUpItsRarestSuccessor() {
        ContextTable table = new ContextTable(4, 64);
        int at = table.admit(1);
        for (int successor = 1; successor <= ContextTable.MAX_SUCCESSORS; successor++) {
            table.add(at, successor, 2);
        }
        table.add(at, 77, 1);
        assertEquals(ContextTable.MAX_SUCCESSORS, table.size(at));
        assertEquals(77, table.reference(at, ContextTable.MAX_SUCCESSORS - 1));
    }

    @Test
    void countsAreHalvedBeforeTheyOverflow() {
        ContextTable table = new ContextTable(4, 64);
        int at = table.admit(1);
        for (int i = 0; i < 200_000; i++) {
            table.add(at, i % 4 == 0 ? 2 : 1, 1);
        }
        assertEquals(1, table.reference(at, 0));
        double share = (double) table.count(at, 0) / (table.count(at, 0) + table.count(at, 1));
        assertEquals(.75, share, .01);
    }

    @Test
    void positionsAreMeansOfVisits() {
        ContextTable table = new ContextTable(4, 64);
        int at = table.admit(1);
        table.visit(at);
        table.addToVisit(at, 9, 2);
        table.visit(at);
        table.addToVisit(at, 9, 4);
        assertEquals(3 * 16, table.position(at, 0));
        assertEquals(2, table.count(at, 0));
        assertEquals(2, table.total(at));
    }

    @Test
    void blocksOfContextsThatWentAreGivenOutAgain() {
        ContextTable table = new ContextTable(4, 16);
        for (long context = 1; context < 500; context++) {
            int at = table.admit(hash(context));
            table.add(at, 1, 1);
            table.add(at, 2, 1);
            assertEquals(2, table.size(at), "no block left");
        }
        assertTrue(table.pool().touched() <= 16);
    }

    /** All of one set. */
    private static long hash(long context) {
        return context << 32;
    }
}

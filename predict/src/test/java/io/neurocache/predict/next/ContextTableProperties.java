package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ContextTableProperties {
    @Property(tries = 200)
    void aContextCountsWhatFollowsLikeAMap(
            @ForAll @Size(max = 400) List<@IntRange(min = 1, max = 30) Integer> successors) {
        ContextTable table = new ContextTable(4, 1_024);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int successor : successors) {
            table.add(table.admit(1), successor, 1);
            counts.merge(successor, 1, Integer::sum);
            int at = table.find(1);
            assertEquals(successor, table.last(at));
            assertEquals(counts.size(), table.size(at));
        }
        int at = table.find(1);
        for (int rank = 0; rank < counts.size(); rank++) {
            assertEquals(counts.get(table.reference(at, rank)), table.count(at, rank));
            assertTrue(rank == 0 || table.count(at, rank) <= table.count(at, rank - 1));
        }
        assertEquals(successors.size(), counts.isEmpty() ? 0 : table.total(at));
    }

    @Property(tries = 100)
    void aFullPoolNarrowsContextsAndBreaksNothing(
            @ForAll @Size(max = 600) List<@IntRange(min = 1, max = 2_000) Integer> pairs) {
        ContextTable table = new ContextTable(16, 24);
        for (int pair : pairs) {
            int at = table.admit(pair % 40 * 0x9E3779B97F4A7C15L);
            table.add(at, pair, 1);
            assertEquals(pair, table.last(at));
            assertTrue(table.size(at) >= 1 && table.size(at) <= ContextTable.MAX_SUCCESSORS);
            int sum = 0;
            for (int rank = 0; rank < table.size(at); rank++) {
                sum += table.count(at, rank);
            }
            assertTrue(sum <= table.total(at), sum + " of " + table.total(at));
        }
        assertTrue(table.pool().touched() <= 24);
        assertTrue(table.known() <= 16);
    }
}

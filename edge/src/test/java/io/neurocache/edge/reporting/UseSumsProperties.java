package io.neurocache.edge.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UseSumsProperties {
    @Test
    void theLargestSumsAreTakenAndTheOthersStay() {
        UseSums sums = new UseSums();
        for (int id = 1; id <= 10; id++) {
            sums.add(id, id);
        }
        sums.add(3, 100);
        assertEquals(List.of("3:103", "10:10", "9:9"), taken(sums, 3));
        sums.add(1, 50);
        assertEquals(List.of("1:51", "8:8"), taken(sums, 2));
        assertEquals(5, taken(sums, 100).size());
        assertTrue(sums.isEmpty());
        assertEquals(List.of(), taken(sums, 100));
    }

    @Test
    void moreIdsThanFitAreLostAndSumsHaveACeiling() {
        UseSums sums = new UseSums();
        for (int id = 1; id <= UseSums.MAX_IDS + 1000; id++) {
            sums.add(id, 1);
        }
        sums.add(7, Long.MAX_VALUE / 2);
        sums.add(7, 1);
        sums.add(UseSums.MAX_IDS + 500, 1);
        long[] taken = sums.takeLargest(Integer.MAX_VALUE);
        assertEquals(UseSums.MAX_IDS, taken.length);
        assertEquals(7, UseSums.id(taken[0]));
        assertEquals(Integer.MAX_VALUE, UseSums.times(taken[0]));
    }

    private static List<String> taken(UseSums sums, int atMost) {
        return Arrays.stream(sums.takeLargest(atMost))
                .mapToObj(taken -> UseSums.id(taken) + ":" + UseSums.times(taken))
                .toList();
    }

    /** Against a plain map. */
    @Property(tries = 300)
    void nothingIsLostWhileThereIsRoom(
            @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 40_000) Integer> ids,
            @ForAll @IntRange(min = 1, max = 50) int atMost) {
        UseSums sums = new UseSums();
        Map<Integer, Long> model = new HashMap<>();
        for (int id : ids) {
            sums.add(id, id % 7 + 1);
            model.merge(id, id % 7 + 1L, Long::sum);
        }
        long before = Long.MAX_VALUE;
        while (!sums.isEmpty()) {
            for (long taken : sums.takeLargest(atMost)) {
                assertEquals(model.remove(UseSums.id(taken)), UseSums.times(taken));
                assertTrue(UseSums.times(taken) <= before);
                before = UseSums.times(taken);
            }
        }
        assertEquals(Map.of(), model);
    }
}

package io.neurocache.neurod.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyCountsTest {
    private final KeyCounts counts = new KeyCounts();

    private void note(String key, int times) {
        for (int i = 0; i < times; i++) {
            counts.note(key);
        }
    }

    @Test
    void theMostFrequentComeFirstAndEqualOnesByName() {
        note("b", 2);
        note("a", 2);
        note("rare", 1);
        note("often", 9);
        assertEquals(
                List.of(
                        new KeyCounts.Counted("often", 9),
                        new KeyCounts.Counted("a", 2),
                        new KeyCounts.Counted("b", 2)),
                counts.take(3));
    }

    @Test
    void aLookBeginsAnew() {
        note("a", 1);
        counts.take(8);
        assertEquals(List.of(), counts.take(8));
    }

    @Test
    void moreKeysThanAreToldApartCostNothing() {
        note("first", 3);
        for (int i = 0; i < 10_000; i++) {
            counts.note("other " + i);
        }
        note("first", 3);
        note("late", 100);
        List<KeyCounts.Counted> all = counts.take(Integer.MAX_VALUE);
        assertEquals(1_024, all.size());
        assertEquals(new KeyCounts.Counted("first", 6), all.getFirst());
    }
}

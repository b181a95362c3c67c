package io.neurocache.edge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UseTraceTest {
    private final UseTrace trace = new UseTrace();

    private Map<Integer, Long> drained() {
        Map<Integer, Long> sums = new HashMap<>();
        trace.drain((id, times) -> sums.merge(id, times, Long::sum));
        return sums;
    }

    @Test
    void whatIsDrainedInTimeIsWhole() {
        assertEquals(Map.of(), drained());
        for (int i = 0; i < 1000; i++) {
            trace.note(1 + i % 10);
        }
        Map<Integer, Long> sums = drained();
        assertEquals(10, sums.size());
        assertTrue(sums.values().stream().allMatch(sum -> sum == 100));
        assertEquals(Map.of(), drained());
        trace.note(7);
        assertEquals(Map.of(7, 1L), drained());
    }

    @Test
    void whatIsOverwrittenCountsByTheWeightOfTheRest() {
        for (int i = 0; i < 1_000_000; i++) {
            trace.note(1 + i % 4);
        }
        Map<Integer, Long> sums = drained();
        assertEquals(4, sums.size());
        for (long sum : sums.values()) {
            assertTrue(sum > 240_000 && sum <= 250_000, "a quarter of a million: " + sum);
        }
    }

    @Test
    void manyThreadsLoseNotesAndInventNone() throws InterruptedException {
        int threads = 8;
        CountDownLatch over = new CountDownLatch(threads);
        for (int t = 1; t <= threads; t++) {
            int id = t;
            Thread.ofPlatform()
                    .start(() -> {
                        for (int i = 0; i < 50_000; i++) {
                            trace.note(id);
                        }
                        over.countDown();
                    });
        }
        Map<Integer, Long> sums = new HashMap<>();
        while (over.getCount() > 0) {
            trace.drain((id, times) -> sums.merge(id, times, Long::sum));
        }
        over.await();
        trace.drain((id, times) -> sums.merge(id, times, Long::sum));
        assertTrue(sums.keySet().stream().allMatch(id -> id >= 1 && id <= threads), sums::toString);
    }
}

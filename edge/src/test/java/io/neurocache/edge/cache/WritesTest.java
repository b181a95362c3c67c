package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.cache.Writes.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WritesTest {
    private final Writes writes = new Writes(2);
    private final List<String> begun = new ArrayList<>();

    private boolean enter(Manner manner, String name) {
        return writes.enter("k", manner, Runnable::run, () -> begun.add(name));
    }

    @Test
    void thoseWithoutConditionsRunTogether() {
        enter(Manner.TOGETHER, "a");
        enter(Manner.TOGETHER, "b");

        assertEquals(List.of("a", "b"), begun);
    }

    @Test
    void onlySoManyRunTogether() {
        for (int i = 0; i < Writes.MAX_TOGETHER + 2; i++) {
            enter(Manner.TOGETHER, "w" + i);
        }
        assertEquals(Writes.MAX_TOGETHER, begun.size());
        writes.leave("k");
        assertEquals(Writes.MAX_TOGETHER + 1, begun.size());
    }

    @Test
    void oneWithAConditionWaitsForAllAndAllForIt() {
        enter(Manner.TOGETHER, "a");
        enter(Manner.TOGETHER, "b");
        enter(Manner.ALONE, "c");
        assertEquals(List.of("a", "b"), begun);

        writes.leave("k");
        assertEquals(List.of("a", "b"), begun);
        writes.leave("k");
        assertEquals(List.of("a", "b", "c"), begun);

        enter(Manner.TOGETHER, "d");
        assertEquals(List.of("a", "b", "c"), begun);
        writes.leave("k");
        assertEquals(List.of("a", "b", "c", "d"), begun);
    }

    @Test
    void nobodyOvertakesOneThatWaits() {
        enter(Manner.TOGETHER, "a");
        enter(Manner.ALONE, "b");
        enter(Manner.TOGETHER, "c");
        assertEquals(List.of("a"), begun);

        writes.leave("k");
        assertEquals(List.of("a", "b"), begun);
        writes.leave("k");
        assertEquals(List.of("a", "b", "c"), begun);
    }

    @Test
    void otherKeysDoNotWait() {
        enter(Manner.ALONE, "a");
        assertTrue(writes.enter("l", Manner.ALONE, Runnable::run, () -> begun.add("b")));

        assertEquals(List.of("a", "b"), begun);
    }

    @Test
    void tooManyThatWaitAreTurnedAway() {
        enter(Manner.ALONE, "a");
        assertTrue(enter(Manner.ALONE, "b"));
        assertTrue(enter(Manner.TOGETHER, "c"));
        assertFalse(enter(Manner.TOGETHER, "d"));

        writes.leave("k");
        writes.leave("k");
        writes.leave("k");
        assertEquals(List.of("a", "b", "c"), begun);
        assertTrue(enter(Manner.ALONE, "e"), "nothing is left of those before");
        assertEquals(List.of("a", "b", "c", "e"), begun);
    }

    @Test
    void leavingWhatNobodyEnteredDoesNothing() {
        writes.leave("k");
        enter(Manner.ALONE, "a");

        assertEquals(List.of("a"), begun);
    }

    @Test
    void whatHasToWaitBeginsInATurnOfItsOwn() {
        List<Runnable> turns = new ArrayList<>();
        enter(Manner.ALONE, "a");
        writes.enter("k", Manner.TOGETHER, turns::add, () -> begun.add("b"));

        writes.leave("k");
        assertEquals(List.of("a"), begun);
        turns.getFirst().run();
        assertEquals(List.of("a", "b"), begun);
    }

    /** Writers of both kinds on real threads: one alone sees nobody beside it. */
    @Test
    void oneAloneIsAloneOnRealThreadsToo() throws InterruptedException {
        Writes many = new Writes(10_000);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        int each = 2_000;
        CountDownLatch done = new CountDownLatch(4 * each);
        try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4 * each; i++) {
                Manner manner = i % 3 == 0 ? Manner.ALONE : Manner.TOGETHER;
                Runnable write =
                        () -> {
                            int now = inside.incrementAndGet();
                            if (manner == Manner.ALONE && now != 1) {
                                wrong.incrementAndGet();
                            }
                            inside.decrementAndGet();
                            many.leave("k");
                            done.countDown();
                        };
                loops.execute(() -> many.enter("k", manner, loops, write));
            }
            assertTrue(done.await(20, TimeUnit.SECONDS), () -> "left: " + done.getCount());
        }
        assertEquals(0, wrong.get());
    }
}

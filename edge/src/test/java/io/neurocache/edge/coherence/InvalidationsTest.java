package io.neurocache.edge.coherence;

import static io.neurocache.edge.coherence.Invalidations.Verdict.CURRENT;
import static io.neurocache.edge.coherence.Invalidations.Verdict.DOUBTFUL;
import static io.neurocache.edge.coherence.Invalidations.Verdict.GONE;
import static io.neurocache.edge.coherence.Invalidations.Verdict.STALE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.coherence.Order.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InvalidationsTest {
    private final Invalidations table = new Invalidations(100);

    private static Order order(Target target, boolean soft) {
        return switch (target) {
            case KEYS -> new Order(target, List.of("img/a"), soft);
            case PREFIX -> new Order(target, List.of("img/"), soft);
            case TAGS -> new Order(target, List.of("t"), soft);
            case ALL -> new Order(target, List.of(), soft);
        };
    }

    private static long[] tags(String... tags) {
        return Names.tags(List.of(tags));
    }

    private Verdict ofCovered(long born) {
        return table.of(born, "img/a", tags("other", "t"));
    }

    @ParameterizedTest
    @EnumSource
    void aSoftOrderMakesStaleWhatWasBornBeforeIt(Target target) {
        table.apply(5, order(target, true));

        assertEquals(STALE, ofCovered(4));
        assertEquals(CURRENT, ofCovered(5));
        assertEquals(5, table.last());
    }

    @ParameterizedTest
    @EnumSource(names = "KEYS", mode = EnumSource.Mode.EXCLUDE)
    void aHardOrderEndsWhatWasBornBeforeIt(Target target) {
        table.apply(5, order(target, false));

        assertEquals(GONE, ofCovered(4));
        assertEquals(CURRENT, ofCovered(5));
        assertEquals(5, table.last());
    }

    @Test
    void aHardOrderForKeysIsInNoTable() {
        table.apply(5, order(Target.KEYS, false));

        assertEquals(CURRENT, ofCovered(4));
        assertEquals(0, table.last());
    }

    @ParameterizedTest
    @EnumSource
    void whatAnOrderDoesNotNameStaysCurrent(Target target) {
        if (target == Target.ALL) {
            return;
        }
        table.apply(5, order(target, true));

        assertEquals(CURRENT, table.of(4, "imh/a", tags("u")));
        assertEquals(CURRENT, table.of(4, "img", tags()));
    }

    @Test
    void aTagIsNotTheKeyOfItsLetters() {
        table.apply(5, new Order(Target.TAGS, List.of("name"), false));
        table.apply(6, new Order(Target.KEYS, List.of("other"), true));

        assertEquals(CURRENT, table.of(1, "name", tags()));
        assertEquals(CURRENT, table.of(1, "key", tags("other")));
    }

    @Test
    void theWorstOfSeveralOrdersCounts() {
        table.apply(5, order(Target.TAGS, true));
        table.apply(6, order(Target.PREFIX, false));
        table.apply(7, order(Target.ALL, true));

        assertEquals(GONE, ofCovered(5));
        assertEquals(STALE, ofCovered(6));
        assertEquals(CURRENT, ofCovered(7));
    }

    @Test
    void aLaterSoftOrderDoesNotForgetTheHardOne() {
        table.apply(5, order(Target.TAGS, false));
        table.apply(9, order(Target.TAGS, true));
        table.apply(10, order(Target.PREFIX, false));
        table.apply(11, order(Target.PREFIX, true));

        assertEquals(GONE, ofCovered(4));
        assertEquals(STALE, ofCovered(10));
    }

    @Test
    void whatWasMissedLeavesADoubtThatAValidationLifts() {
        table.missed(8);

        assertEquals(DOUBTFUL, ofCovered(7));
        assertEquals(CURRENT, ofCovered(8));
        table.missed(3);
        assertEquals(DOUBTFUL, ofCovered(7), "a floor does not fall");
    }

    @Test
    void namesThatDoNotFitAreForgottenTheOldestFirstAndLeaveAFloor() {
        for (int i = 1; i <= 101; i++) {
            table.apply(i, new Order(Target.TAGS, List.of("t" + i), false));
        }

        assertEquals(DOUBTFUL, table.of(0, "k", tags("t1")), "forgotten");
        assertEquals(DOUBTFUL, table.of(0, "k", tags()), "who knows");
        assertEquals(GONE, table.of(0, "k", tags("t101")));
        assertEquals(GONE, table.of(90, "k", tags("t101")));
        assertEquals(CURRENT, table.of(90, "k", tags("t1")));
    }

    @Test
    void anOrderOfMoreNamesThanFitCoversThemAll() {
        List<String> names = IntStream.range(0, 500).mapToObj(i -> "n" + i).toList();
        table.apply(5, new Order(Target.TAGS, names, false));

        for (String name : names) {
            Verdict verdict = table.of(4, "k", tags(name));
            assertEquals(true, verdict == GONE || verdict == DOUBTFUL, name + ": " + verdict);
            assertEquals(CURRENT, table.of(5, "k", tags(name)));
        }
    }

    @Test
    void ofTooManyPrefixesTheLongestUnusedIsForgotten() {
        for (int i = 1; i <= 256; i++) {
            table.apply(i, new Order(Target.PREFIX, List.of("p" + i + "/"), false));
        }
        table.apply(257, new Order(Target.PREFIX, List.of("p1/"), false));
        assertEquals(CURRENT, table.of(0, "other", tags()), "all fit still");

        table.apply(258, new Order(Target.PREFIX, List.of("p258/"), false));

        assertEquals(DOUBTFUL, table.of(1, "p2/x", tags()), "forgotten");
        assertEquals(CURRENT, table.of(2, "p2/x", tags()));
        assertEquals(GONE, table.of(2, "p1/x", tags()), "used again since");
    }

    /**
     * One applies, others look: whatever a reader has seen announced by {@code last} or by the
     * writer, it finds in force, while the table forgets all the time.
     */
    @Test
    void readersFindEveryOrderThatWasAppliedBeforeTheyLooked() throws InterruptedException {
        Invalidations small = new Invalidations(16);
        AtomicLong applied = new AtomicLong();
        AtomicReference<String> wrong = new AtomicReference<>();
        Thread[] readers = new Thread[2];
        for (int r = 0; r < readers.length; r++) {
            readers[r] =
                    Thread.ofPlatform()
                            .start(() -> {
                                long done = 0;
                                while (done < 20_000 && wrong.get() == null) {
                                    done = applied.get();
                                    if (done > 0) {
                                        look(small, done, wrong);
                                    }
                                }
                            });
        }
        for (long i = 1; i <= 20_000; i++) {
            small.apply(i, orderOf(i));
            applied.set(i);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertEquals(null, wrong.get());
    }

    private static Order orderOf(long index) {
        Target target = index % 3 == 0 ? Target.PREFIX : Target.TAGS;
        String name = (index % 3 == 0 ? "p" : "t") + index % 100 + "/";
        return new Order(target, List.of(name), index % 2 == 0);
    }

    private static void look(Invalidations table, long index, AtomicReference<String> wrong) {
        Order order = orderOf(index);
        String name = order.names().getFirst();
        boolean isTag = order.target() == Target.TAGS;
        Verdict verdict =
                table.of(index - 1, isTag ? "k" : name + "k", isTag ? tags(name) : tags());
        if (verdict == CURRENT) {
            wrong.set(order + " at " + index);
        }
    }
}

package io.neurocache.edge.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.store.StoredKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReporterTest {
    private static final Duration A_MOMENT = Duration.ofMillis(600);
    private static final byte[] BODY = body(1, 1000);

    @TempDir private Path folder;

    private ReporterRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = ReporterRig.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private static byte[] body(long seed, int length) {
        byte[] body = new byte[length];
        new Random(seed).nextBytes(body);
        return body;
    }

    @Test
    void whatIsStoredIsToldWithSizeHashAndEnd() {
        rig.put("site/a", BODY);
        rig.put("site/b", new byte[0]);
        rig.put("site/c", body(2, 300_000));
        rig.pass(A_MOMENT);
        assertEquals(
                Map.of(
                        "site/a",
                        ReporterRig.content(BODY),
                        "site/b",
                        ReporterRig.content(new byte[0]),
                        "site/c",
                        ReporterRig.content(body(2, 300_000))),
                rig.directory.here());
        assertEquals(1, rig.directory.placeCalls(), "one batch");
        assertEquals(3, rig.counters.placementsTold.sum());
    }

    @Test
    void whatHasLeftIsToldToo() {
        rig.put("a", BODY);
        rig.put("b", BODY);
        rig.pass(A_MOMENT);
        rig.remove("a");
        rig.pass(A_MOMENT);
        assertEquals(Set.of("b"), rig.directory.here().keySet());
        assertEquals(1, rig.counters.removalsTold.sum());
    }

    @Test
    void whatCameAndWentBeforeItWasToldIsToldAsGone() {
        rig.put("a", BODY);
        rig.remove("a");
        rig.put("b", BODY);
        rig.remove("b");
        rig.put("b", body(2, 10));
        rig.pass(A_MOMENT);
        assertEquals(Map.of("b", 10L), rig.believed());
    }

    @Test
    void anotherBodyUnderTheKeyIsTold() {
        rig.put("a", BODY);
        rig.pass(A_MOMENT);
        rig.put("a", body(2, 1000));
        rig.pass(A_MOMENT);
        assertEquals(Map.of("a", ReporterRig.content(body(2, 1000))), rig.directory.here());
    }

    @Test
    void alternativesAndTheirListsAreNotToldOf() {
        byte[] list = {2, 0, 0};
        rig.put("a", BODY);
        rig.pass(A_MOMENT);
        byte[] key = "a".getBytes(StandardCharsets.ISO_8859_1);
        rig.put(StoredKey.ofVariant(key, 7_777), ReporterRig.head(), BODY);
        rig.put(key, list, new byte[0]);
        rig.settle();
        assertEquals(Map.of(), rig.directory.here(), "the plain one was told to be gone");
        assertEquals(1, rig.counters.placementsTold.sum());
    }

    @Test
    void whatAPurgeHasEndedDoesNotCountAsHeld() {
        rig.put("img/a", BODY);
        rig.put("b", BODY);
        rig.settle();
        rig.cluster
                .invalidations()
                .apply(9, new Order(Order.Target.PREFIX, List.of("img/"), false));
        // As the sweep does, before the key is looked at.
        rig.remove("img/a");
        rig.put("img/b", BODY);
        rig.pass(A_MOMENT);
        assertEquals(Set.of("b"), rig.directory.here().keySet());
    }

    @Test
    void aRefusedBatchIsToldAgainAndMoreAndMoreSeldom() {
        rig.directory.from(FakeDirectory.Manner.REFUSES);
        rig.put("a", BODY);
        rig.pass(Duration.ofSeconds(60));
        int calls = rig.directory.placeCalls();
        assertTrue(calls >= 6 && calls <= 15, calls + " calls in a minute");
        assertTrue(rig.counters.placementsRefused.sum() >= 6);
        rig.put("b", BODY);
        rig.remove("a");
        rig.directory.from(FakeDirectory.Manner.TAKES);
        rig.pass(Duration.ofSeconds(15));
        assertEquals(Map.of("b", 1000L), rig.believed());
    }

    @Test
    void whatChangesWhileABatchIsUnderWayIsToldAfterIt() {
        rig.directory.from(FakeDirectory.Manner.HOLDS);
        rig.put("a", BODY);
        rig.put("b", BODY);
        rig.pass(A_MOMENT);
        rig.remove("a");
        rig.put("c", BODY);
        rig.pass(A_MOMENT);
        assertEquals(1, rig.directory.placeCalls(), "one at a time");
        rig.directory.goOn();
        rig.pass(A_MOMENT);
        assertEquals(Set.of("b", "c"), rig.directory.here().keySet());
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUpAndOneThatComesTwiceCountsOnce() {
        rig.settle();
        rig.directory.from(FakeDirectory.Manner.HOLDS);
        rig.put("a", BODY);
        rig.pass(A_MOMENT);
        var late = rig.directory.lastAnswer();
        rig.directory.lose();
        rig.pass(Duration.ofSeconds(32));
        assertEquals(Map.of("a", 1000L), rig.believed());
        assertEquals(1, rig.counters.placementsRefused.sum());
        late.accept(true);
        rig.directory.lastAnswer().accept(false);
        rig.pass(Duration.ofSeconds(5));
        assertEquals(1, rig.counters.placementsTold.sum());
        assertEquals(1, rig.counters.placementsRefused.sum());
    }

    @Test
    void aLargeBodyHoldsUpNoSmallOne() {
        byte[] large = body(3, 4 << 20);
        rig.put("large0", large);
        rig.put("large1", large);
        rig.put("large2", body(4, 3 << 20));
        rig.put("small", BODY);
        rig.pass(Duration.ofMillis(10));
        assertTrue(rig.directory.isAt("small", FakeDirectory.SELF));
        assertFalse(rig.directory.here().size() == 4, "11 MB are more than may be read at once");
        rig.pass(A_MOMENT);
        assertEquals(rig.held(), rig.believed());
        assertEquals(ReporterRig.content(large), rig.directory.here().get("large1"));
    }

    @Test
    void aLargeBodyThatLeavesWhileItIsReadIsLetGo() {
        rig.put("large0", body(3, 4 << 20));
        rig.put("large1", body(3, 4 << 20));
        rig.put("large2", body(3, 4 << 20));
        rig.pass(Duration.ofMillis(10));
        rig.remove("large0");
        rig.remove("large1");
        rig.remove("large2");
        rig.settle();
        assertEquals(Map.of(), rig.believed());
        assertEquals(0, rig.store.slab().stats().usedBytes(), "no reference is left");
    }

    @Test
    void usesAreSummedAndToldEveryFewSeconds() {
        rig.put("a", BODY);
        rig.put("b", BODY);
        rig.pass(A_MOMENT);
        rig.use("a", 5);
        rig.use("b", 1);
        rig.pass(A_MOMENT);
        rig.use("a", 2);
        assertEquals(Map.of(), rig.directory.uses());
        rig.pass(Uses.TELL_TIME);
        assertEquals(Map.of("a", 7L, "b", 1L), rig.directory.uses());
        assertEquals(8, rig.counters.usesTold.sum());
        rig.pass(Uses.TELL_TIME);
        assertEquals(Map.of("a", 7L, "b", 1L), rig.directory.uses(), "once");
    }

    @Test
    void usesThatAreRefusedAreLostAndNothingElse() {
        rig.put("a", BODY);
        rig.pass(A_MOMENT);
        rig.directory.from(FakeDirectory.Manner.REFUSES);
        rig.use("a", 5);
        rig.pass(Uses.TELL_TIME);
        rig.directory.from(FakeDirectory.Manner.TAKES);
        rig.use("a", 3);
        rig.pass(Uses.TELL_TIME);
        assertEquals(Map.of("a", 3L), rig.directory.uses());
    }

    @Test
    void whatIsUsedAndNotKnownIsToldOf() throws IOException {
        rig.put("a", BODY);
        rig.settle();
        rig.directory.remove("a");
        rig.use("a", 1);
        rig.pass(Uses.TELL_TIME.plus(A_MOMENT));
        assertEquals(Map.of("a", 1000L), rig.believed());
    }

    @Test
    void whatWasToldAndIsNotKnownSomeSecondsLaterIsToldAgain() {
        rig.settle();
        rig.put("a", BODY);
        rig.put("b", BODY);
        rig.put("c", BODY);
        rig.pass(A_MOMENT);
        rig.directory.remove("a");
        rig.directory.know("b", ReporterRig.content(body(9, 1000)), FakeDirectory.OTHER);
        rig.remove("c");
        rig.pass(Checks.WAIT.plus(A_MOMENT));
        assertEquals(
                Map.of("a", ReporterRig.content(BODY), "b", ReporterRig.content(BODY)),
                rig.directory.here());
        assertEquals(5, rig.counters.placementsTold.sum());
    }

    @Test
    void aStartFindsWhatIsHereAndNotKnownAndWhatIsKnownAndNotHere() throws IOException {
        for (int i = 0; i < 1200; i++) {
            rig.put("kept" + i, body(i, 10 + i));
        }
        rig.put("changed", body(1, 50));
        rig.close();
        FakeDirectory directory = new FakeDirectory();
        for (int i = 0; i < 600; i++) {
            directory.know("kept" + i, ReporterRig.content(body(i, 10 + i)), FakeDirectory.SELF);
        }
        directory.know("changed", ReporterRig.content(body(1, 49)), FakeDirectory.SELF);
        for (int i = 0; i < 1500; i++) {
            directory.know("gone" + i, ReporterRig.content(BODY), FakeDirectory.SELF, 2);
            directory.know("theirs" + i, ReporterRig.content(BODY), FakeDirectory.OTHER);
        }
        rig = ReporterRig.open(folder, directory);
        rig.settle();
        assertEquals(rig.held(), rig.believed());
        assertTrue(directory.isAt("gone7", FakeDirectory.OTHER));
        assertTrue(directory.isAt("theirs7", FakeDirectory.OTHER));
        assertEquals(601, rig.counters.placementsTold.sum(), "what is known is not read again");
        assertEquals(1500, rig.counters.removalsTold.sum());
        assertEquals(1, rig.counters.reconciliations.sum());
        assertEquals(2101, rig.counters.reconciled.sum());
    }

    @Test
    void aStartWithAnEmptySlabTakesBackAllThatWasTold() throws IOException {
        for (int i = 0; i < 700; i++) {
            rig.put("k" + i, BODY);
        }
        rig.settle();
        assertEquals(700, rig.directory.here().size());
        FakeDirectory directory = rig.directory;
        rig.close();
        Files.delete(folder.resolve("slab"));
        rig = ReporterRig.open(folder, directory);
        rig.settle();
        assertEquals(Map.of(), rig.believed());
    }

    @Test
    void nothingIsComparedWithoutALease() {
        rig.cluster.lose();
        rig.put("a", BODY);
        rig.settle();
        assertEquals(0, rig.directory.lists() + rig.directory.located());
        assertEquals(Map.of("a", 1000L), rig.believed(), "what is new is told all the same");
        rig.cluster.regain();
        rig.settle();
        assertEquals(1, rig.counters.reconciliations.sum());
    }

    @Test
    void itIsComparedAgainAfterAWhile() {
        rig.put("a", BODY);
        rig.settle();
        rig.directory.remove("a");
        rig.directory.know("b", ReporterRig.content(BODY), FakeDirectory.SELF);
        rig.pass(Duration.ofMinutes(16));
        assertEquals(Map.of("a", 1000L), rig.believed());
        assertEquals(2, rig.counters.reconciliations.sum());
    }

    @Test
    void itIsComparedSoonWhenWhatIsKnownCameFromElsewhere() {
        rig.put("a", BODY);
        rig.settle();
        // A snapshot of another server: it knows of what this edge had, and not of what it has.
        rig.directory.remove("a");
        rig.directory.know("b", ReporterRig.content(BODY), FakeDirectory.SELF);
        rig.pass(Duration.ofSeconds(10));
        assertEquals(Map.of("b", 1000L), rig.believed());
        rig.reporter.compareSoon();
        rig.pass(Duration.ofSeconds(10));
        assertEquals(Map.of("a", 1000L), rig.believed());
    }

    @Test
    void moreChangesThanFitAreFoundByAComparison() {
        rig.settle();
        rig.directory.from(FakeDirectory.Manner.HOLDS);
        rig.put("first", BODY);
        rig.pass(A_MOMENT);
        // More keys than are noted, of which the slab keeps the last few.
        for (int i = 0; i < ChangedKeys.MAX_KEYS + 500; i++) {
            rig.put("k" + i, BODY);
        }
        assertTrue(rig.reporter.waiting() <= ChangedKeys.MAX_KEYS);
        rig.directory.goOn();
        rig.pass(Duration.ofMinutes(2));
        assertEquals(rig.held(), rig.believed());
        assertEquals(2, rig.counters.reconciliations.sum());
    }

    @Test
    void theThreadEndsWhenTheReporterIsClosed() throws IOException {
        rig.reporter.start();
        rig.put("a", BODY);
        rig.reporter.close();
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("edge-placement")));
    }
}

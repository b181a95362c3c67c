package io.neurocache.edge.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.placement.Directory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of an object that moves while it is looked for. */
class PlacementsTest {
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2, 2};

    @TempDir private Path folder;

    private ReporterRig rig;
    private final FakeDirectory directory = new FakeDirectory();
    private final ChangedKeys changed = new ChangedKeys();
    private final List<String> noted = new ArrayList<>();
    private Predicate<String> lookAside = _ -> false;
    private Placements placements;
    private long nanos = 1;
    private long appliedIndex;

    @BeforeEach
    void open() throws IOException {
        rig = ReporterRig.open(folder);
        Holdings holdings =
                new Holdings(
                        rig.store,
                        rig.cluster.invalidations(),
                        () -> Instant.ofEpochMilli(ReporterRig.NOW_MILLIS));
        Checks checks = new Checks(holdings, changed, directory, () -> true, () -> {});
        Placements.Aside aside =
                new Placements.Aside() {
                    @Override
                    public boolean holds(String key) {
                        return lookAside.test(key);
                    }

                    @Override
                    public void note(String key) {
                        noted.add(key);
                    }
                };
        placements =
                new Placements(
                        holdings,
                        aside,
                        changed,
                        directory,
                        () -> appliedIndex,
                        checks,
                        rig.counters,
                        () -> {},
                        nanos);
    }

    @AfterEach
    void close() throws IOException {
        placements.close();
        rig.close();
    }

    private void round() {
        nanos += Duration.ofSeconds(1).toNanos();
        placements.round(nanos);
    }

    /** The cluster learns of a put while the object is still aside. */
    private void believed() {
        directory.know("k", ReporterRig.content(NEW), FakeDirectory.SELF);
        changed.note("k");
    }

    @Test
    void anObjectThatIsPublishedBetweenTwoLooksIsNotToldAsGone() {
        believed();
        lookAside =
                key -> {
                    // Under its key it was not found, and now it lies there instead of aside.
                    rig.put(key, NEW);
                    return false;
                };
        round();
        assertTrue(directory.isAt("k", FakeDirectory.SELF), "a removal was told");
        lookAside = _ -> false;
        round();
        assertEquals(Map.of("k", ReporterRig.content(NEW)), directory.here());
        assertEquals(1, directory.placeCalls());
    }

    @Test
    void anObjectThatLiesAsideIsSettledAndNotToldAsGone() {
        believed();
        lookAside = _ -> true;
        round();
        assertEquals(List.of("k"), noted);
        assertEquals(0, directory.placeCalls());
        assertTrue(directory.isAt("k", FakeDirectory.SELF));
    }

    @Test
    void whatLiesNowhereIsToldAsGone() {
        believed();
        round();
        assertFalse(directory.isAt("k", FakeDirectory.SELF));
        assertEquals(List.of(), noted);
    }

    @Test
    void whatIsToldIsAsOfTheLogBeforeTheFirstLook() {
        believed();
        appliedIndex = 7;
        lookAside =
                _ -> {
                    // A put is ordered while the edge looks, and comes too late to be seen.
                    appliedIndex = 8;
                    return false;
                };
        directory.from(FakeDirectory.Manner.REFUSES);
        round();
        assertEquals(7, directory.seenIndex());
        directory.from(FakeDirectory.Manner.TAKES);
        appliedIndex = 9;
        // Hears of the refusal, and tells it again later.
        round();
        round();
        assertEquals(2, directory.placeCalls());
        assertEquals(7, directory.seenIndex(), "it was not looked at again");
    }

    @Test
    void anObjectThatIsReplacedWhileItIsToldIsToldAgain() {
        rig.put("k", OLD);
        changed.note("k");
        directory.from(FakeDirectory.Manner.HOLDS);
        round();
        rig.put("k", NEW);
        changed.note("k");
        directory.goOn();
        round();
        Directory.Content content = directory.here().get("k");
        assertEquals(ReporterRig.content(NEW), content);
    }
}

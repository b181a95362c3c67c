package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process between any two stores of an operation, by applying a prefix of the stores to
 * the file as it was before, and opens what is left.
 */
class CrashPointsTest {
    private static final byte[] KEY = bytes("the key");
    private static final byte[] ASIDE = bytes("where it lies aside");
    private static final byte[] OLD_META = bytes("old meta");
    private static final byte[] NEW_META = bytes("the new meta");
    private static final byte[] WITNESS = body(99, 20_000);

    @TempDir private Path directory;

    @Test
    void anInsertIsThereWholeOrNotAtAll() throws IOException {
        for (int length : new int[] {0, 700, 40_000}) {
            byte[] body = body(1, length);
            crashEverywhere(
                    slab -> {}, slab -> TestSlab.put(slab, KEY, NEW_META, body), null, body);
        }
    }

    @Test
    void aStreamedInsertIsThereWholeOrNotAtAll() throws IOException {
        for (int length : new int[] {700, 40_000}) {
            byte[] body = body(2, length);
            crashEverywhere(
                    slab -> {},
                    slab -> TestSlab.putStreaming(slab, KEY, NEW_META, body, 9000),
                    null,
                    body);
        }
    }

    @Test
    void anOverwriteLeavesTheOldOrTheNewObject() throws IOException {
        for (int length : new int[] {700, 40_000}) {
            byte[] old = body(3, 30_000);
            byte[] body = body(4, length);
            crashEverywhere(
                    slab -> TestSlab.put(slab, KEY, OLD_META, old),
                    slab -> TestSlab.put(slab, KEY, NEW_META, body),
                    old,
                    body);
        }
    }

    @Test
    void newMetaBytesLeaveTheOldOrTheNewObject() throws IOException {
        for (int length : new int[] {700, 40_000}) {
            byte[] body = body(5, length);
            crashEverywhere(
                    slab -> TestSlab.put(slab, KEY, OLD_META, body),
                    CrashPointsTest::renew,
                    body,
                    body);
        }
    }

    private static void renew(Slab slab) {
        long old = slab.acquire(KEY);
        slab.release(slab.replaceMeta(old, NEW_META));
        slab.release(old);
    }

    @Test
    void aRemovedObjectIsThereWholeOrNotAtAllAndItsSlotsAreFree() throws IOException {
        byte[] old = body(6, 40_000);
        crashEverywhere(
                slab -> TestSlab.put(slab, KEY, OLD_META, old),
                slab -> assertTrue(slab.remove(KEY)),
                old,
                null);
    }

    @Test
    void aRenamedObjectLiesUnderOneOfItsKeysAtLeast() throws IOException {
        for (int length : new int[] {700, 40_000}) {
            byte[] old = body(8, 20_000);
            byte[] body = body(9, length);
            crashEverywhere(
                    slab -> {
                        TestSlab.put(slab, KEY, OLD_META, old);
                        TestSlab.put(slab, ASIDE, OLD_META, body);
                    },
                    CrashPointsTest::rename,
                    (slab, isDone, when) -> {
                        Optional<byte[]> found = TestSlab.get(slab, KEY);
                        Optional<byte[]> aside = TestSlab.get(slab, ASIDE);
                        // What is replaced may be gone before: recovery looks at keys first.
                        boolean isOld = found.isEmpty() || is(found, old);
                        boolean isNew = is(found, body);
                        assertTrue(isNew || (isOld && is(aside, body)), when);
                        assertTrue(aside.isEmpty() || !isDone, when);
                    });
        }
    }

    private static void rename(Slab slab) {
        long aside = slab.acquire(ASIDE);
        slab.release(slab.rename(aside, KEY, NEW_META));
        slab.release(aside);
    }

    private void crashEverywhere(
            Consumer<Slab> before,
            Consumer<Slab> operation,
            byte @org.jspecify.annotations.Nullable [] old,
            byte @org.jspecify.annotations.Nullable [] body)
            throws IOException {
        crashEverywhere(
                before,
                operation,
                (slab, isDone, when) -> checkKey(slab, isDone ? body : old, body, when));
    }

    /** What is true of every slab that a crash leaves. */
    private interface Expectation {
        void check(Slab slab, boolean isDone, String when) throws IOException;
    }

    private void crashEverywhere(
            Consumer<Slab> before, Consumer<Slab> operation, Expectation expectation)
            throws IOException {
        Path file = directory.resolve("live");
        java.nio.file.Files.deleteIfExists(file);
        Path image = directory.resolve("image");
        AtomicReference<RecordingMemory> recorder = new AtomicReference<>();
        List<RecordingMemory.Store> stores;
        try (Slab slab =
                Slab.open(
                        SlabConfig.of(file, TestSlab.SMALL_BYTES),
                        Reclaimer.NEVER,
                        segment -> {
                            recorder.set(new RecordingMemory(segment));
                            return recorder.get();
                        })) {
            assertTrue(TestSlab.put(slab, "witness", WITNESS));
            before.accept(slab);
            TestSlab.copyOf(file, image);
            recorder.get().startRecording();
            operation.accept(slab);
            stores = recorder.get().stopRecording();
        }
        assertTrue(stores.size() > 5, "stores " + stores.size());
        Path crashed = directory.resolve("crashed");
        for (int count = 0; count <= stores.size(); count++) {
            TestSlab.copyOf(image, crashed);
            RecordingMemory.applyPrefix(stores, count, crashed);
            checkOpened(crashed, expectation, count == stores.size(), "after store " + count);
        }
    }

    private static void checkKey(
            Slab slab,
            byte @org.jspecify.annotations.Nullable [] old,
            byte @org.jspecify.annotations.Nullable [] body,
            String when) {
        Optional<byte[]> found = TestSlab.get(slab, KEY);
        boolean isOld = old == null ? found.isEmpty() : is(found, old);
        boolean isNew = body == null ? found.isEmpty() : is(found, body);
        assertTrue(isOld || isNew, when);
        boolean both = slab.recovery().superseded() > 0;
        assertTrue(isNew || !both, "of two complete objects the later counts, " + when);
    }

    private static void checkOpened(
            Path crashed, Expectation expectation, boolean isDone, String when) throws IOException {
        Slab slab = TestSlab.open(crashed);
        try {
            assertEquals(RecoveryReport.Outcome.RECOVERED, slab.recovery().outcome(), when);
            Audit.check(slab);
            assertArrayEquals(WITNESS, TestSlab.get(slab, bytes("witness")).orElseThrow(), when);
            expectation.check(slab, isDone, when);
            assertTrue(TestSlab.put(slab, KEY, NEW_META, body(7, 10_000)), when);
            Audit.check(slab);
        } finally {
            slab.abandon();
        }
    }

    private static boolean is(Optional<byte[]> found, byte[] wanted) {
        return found.isPresent() && Arrays.equals(found.get(), wanted);
    }
}

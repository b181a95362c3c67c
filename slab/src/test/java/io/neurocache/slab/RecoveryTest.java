package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    private static final int[] LENGTHS = {0, 10, 3000, 9000, 70_000, 400_000};

    @TempDir private Path directory;

    private Path file;

    @BeforeEach
    void fill() throws IOException {
        file = directory.resolve("sub/slab");
        try (Slab slab = TestSlab.open(file)) {
            assertEquals(RecoveryReport.Outcome.CREATED, slab.recovery().outcome());
            for (int length : LENGTHS) {
                assertTrue(TestSlab.put(slab, "k" + length, body(length, length)));
            }
        }
    }

    private static void assertAllThere(Slab slab) {
        for (int length : LENGTHS) {
            byte[] body = TestSlab.get(slab, bytes("k" + length)).orElseThrow();
            assertArrayEquals(body(length, length), body);
        }
    }

    @Test
    void aCleanlyClosedSlabServesWarm() throws IOException {
        try (Slab slab = TestSlab.open(file)) {
            assertTrue(slab.recovery().cleanShutdown());
            assertEquals(LENGTHS.length, slab.recovery().objects());
            assertEquals(LENGTHS.length, slab.stats().objects());
            long handle = slab.acquire(bytes("k10"));
            assertTrue(slab.needsVerification(handle));
            assertTrue(slab.verify(handle));
            assertFalse(slab.needsVerification(handle));
            slab.release(handle);
            assertAllThere(slab);
            Audit.check(slab);
        }
    }

    @Test
    void aKilledSlabServesWarmAndNumbersGoOn() throws IOException {
        Path crashed = directory.resolve("crashed");
        long sequence;
        try (Slab slab = TestSlab.open(file)) {
            TestSlab.put(slab, "late", body(1, 100));
            long handle = slab.acquire(bytes("late"));
            sequence = slab.sequence(handle);
            slab.remove(handle);
            slab.release(handle);
            TestSlab.copyOf(file, crashed);
        }
        try (Slab slab = TestSlab.open(crashed)) {
            assertFalse(slab.recovery().cleanShutdown());
            assertAllThere(slab);
            assertEquals(Slab.NONE, slab.acquire(bytes("late")));
            TestSlab.put(slab, "late", body(2, 100));
            long handle = slab.acquire(bytes("late"));
            assertTrue(slab.sequence(handle) > sequence, "no number is given twice");
            slab.release(handle);
        }
    }

    @Test
    void slotsThatNameAnotherOwnerAreRepairedAtVerification() throws IOException {
        try (Slab slab = TestSlab.open(file)) {
            long handle = slab.acquire(bytes("k400000"));
            Heads heads = slab.store().heads;
            long slot = slab.extentOffset(handle, 1) - SizeClasses.SLOT_HEADER_BYTES;
            heads.writeOwner(slot, 1);
            assertTrue(slab.verify(handle));
            assertEquals(slab.id(handle), heads.owner(slot));
            slab.release(handle);
        }
    }

    @Test
    void theLastAccessSurvives() throws IOException {
        int seconds;
        try (Slab slab = TestSlab.open(file)) {
            long handle = slab.acquire(bytes("k10"));
            slab.touch(handle);
            seconds = slab.lastAccessSeconds(handle);
            slab.release(handle);
        }
        try (Slab slab = TestSlab.open(file)) {
            long handle = slab.acquire(bytes("k10"));
            assertEquals(seconds, slab.lastAccessSeconds(handle));
            slab.release(handle);
        }
    }

    @Test
    void anotherSizeStartsEmptyAndSaysSo() throws IOException {
        SlabConfig other = SlabConfig.of(file, 2 * TestSlab.SMALL_BYTES);
        try (Slab slab = Slab.open(other, Reclaimer.NEVER)) {
            assertEquals(RecoveryReport.Outcome.RECREATED, slab.recovery().outcome());
            assertTrue(slab.recovery().detail().contains("size changed"));
            assertEquals(0, slab.stats().objects());
            assertEquals(2 * TestSlab.SMALL_BYTES, Files.size(file));
            assertTrue(TestSlab.put(slab, "k", body(1, 10)));
        }
    }

    @Test
    void anotherFormatVersionIsRefusedByNumberAndTheFileKept() throws IOException {
        patch(8, (byte) 9);
        SlabException e = assertThrows(SlabException.class, () -> TestSlab.open(file));
        assertTrue(message(e).contains("version 9"), message(e));
        assertTrue(message(e).contains("supported is 1"), message(e));
        patch(8, (byte) Superblock.FORMAT_VERSION);
        try (Slab slab = TestSlab.open(file)) {
            assertAllThere(slab);
        }
    }

    @Test
    void aFileThatIsNotOursIsLeftUntouched() throws IOException {
        Path foreign = Files.write(directory.resolve("foreign"), bytes("some text of a user"));
        assertThrows(SlabException.class, () -> TestSlab.open(foreign));
        assertEquals("some text of a user", Files.readString(foreign));
    }

    @Test
    void anUnfinishedFileIsMadeAnew() throws IOException {
        Path unfinished = Files.write(directory.resolve("unfinished"), new byte[100_000]);
        try (Slab slab = TestSlab.open(unfinished)) {
            assertEquals(RecoveryReport.Outcome.CREATED, slab.recovery().outcome());
        }
    }

    @Test
    void aSecondUserIsRefused() throws IOException {
        try (Slab slab = TestSlab.open(file)) {
            assertAllThere(slab);
            SlabException e = assertThrows(SlabException.class, () -> TestSlab.open(file));
            assertTrue(message(e).contains(file.toString()), message(e));
        }
    }

    @Test
    void aFullDiskIsAnErrorAtOpenWithTheNumbers() throws IOException {
        long size = SlabConfig.MAX_SIZE_BYTES;
        assumeTrue(Files.getFileStore(directory).getUsableSpace() < size);
        Path large = directory.resolve("large");
        SlabException e =
                assertThrows(
                        SlabException.class,
                        () -> Slab.open(SlabConfig.of(large, size), Reclaimer.NEVER));
        assertTrue(message(e).contains("wanted " + size + " bytes"), message(e));
        assertTrue(message(e).contains("available"), message(e));
        assertFalse(Files.exists(large));
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAnErrorThatNamesIt() {
        Path inFile = file.resolve("below");
        IOException e = assertThrows(IOException.class, () -> TestSlab.open(inFile));
        assertTrue(message(e).contains(file.toString()), message(e));
    }

    @Test
    void everyByteOfTheFileHasABlockOnDisk() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("unix"));
        Process du =
                new ProcessBuilder("du", "-k", file.toString()).redirectErrorStream(true).start();
        String kib =
                new String(
                        du.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assumeTrue(kib.matches("(?s)\\d+\\s.*"), kib);
        long blocks = Long.parseLong(kib.split("\\s", 2)[0]);
        assertTrue(blocks * 1024 >= TestSlab.SMALL_BYTES, kib);
    }

    /** A power loss keeps some sectors of the last minute and not others. */
    @Test
    void whateverSectorsAPowerLossKeepsNoWrongByteIsServed() throws IOException {
        Path before = TestSlab.copyOf(file, directory.resolve("before"));
        Path after = directory.resolve("after");
        try (Slab slab = TestSlab.open(file)) {
            for (int length : LENGTHS) {
                assertTrue(TestSlab.put(slab, "k" + length, body(length + 1, length)));
            }
            slab.remove(bytes("k3000"));
            TestSlab.copyOf(file, after);
        }
        SplittableRandom random = new SplittableRandom(7);
        byte[] old = Files.readAllBytes(before);
        byte[] now = Files.readAllBytes(after);
        for (int round = 0; round < 60; round++) {
            Path mixed = Files.write(directory.resolve("mixed"), mix(old, now, random));
            try (Slab slab = TestSlab.open(mixed)) {
                Audit.check(slab);
                for (int length : LENGTHS) {
                    TestSlab.get(slab, bytes("k" + length))
                            .ifPresent(body -> assertOldOrNew(body, length));
                }
                Audit.check(slab);
            }
        }
    }

    private static void assertOldOrNew(byte[] body, int length) {
        boolean old = java.util.Arrays.equals(body, body(length, length));
        assertTrue(old || java.util.Arrays.equals(body, body(length + 1, length)), "k" + length);
    }

    private static byte[] mix(byte[] old, byte[] now, SplittableRandom random) {
        byte[] mixed = old.clone();
        for (int at = 0; at < mixed.length; at += 512) {
            if (random.nextBoolean()) {
                System.arraycopy(now, at, mixed, at, 512);
            }
        }
        return mixed;
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private void patch(long offset, byte value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1).order(ByteOrder.LITTLE_ENDIAN).put(0, value);
            channel.write(one, offset);
        }
    }
}

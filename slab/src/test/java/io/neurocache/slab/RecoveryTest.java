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
            Slab slab = TestSlab.open(mixed);
            try {
                Audit.check(slab);
                for (int length : LENGTHS) {
                    TestSlab.get(slab, bytes("k" + length))
                            .ifPresent(body -> assertOldOrNew(body, length));
                }
                Audit.check(slab);
            } finally {
                slab.abandon();
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

    /** As a power loss leaves it that kept an old descriptor and what was stored since. */
    @Test
    void ofTwoObjectsThatClaimOneSlotOneIsDropped() throws IOException {
        Path other = directory.resolve("other");
        byte[] line = new byte[64];
        long descriptor;
        long head;
        try (Slab slab = TestSlab.open(other)) {
            assertTrue(TestSlab.put(slab, "first", body(1, 3000)));
            assertTrue(TestSlab.put(slab, "keeper", body(1, 500)));
            assertTrue(TestSlab.put(slab, "old", body(2, 500)));
            long old = slab.acquire(bytes("old"));
            descriptor = slab.store().descriptors.offset(old);
            head = slab.store().descriptors.head(descriptor);
            slab.buffer(descriptor, line.length).get(line);
            slab.remove(bytes("first"));
            slab.remove(old);
            slab.release(old);
            assertTrue(TestSlab.put(slab, "new", body(3, 500)));
            long handle = slab.acquire(bytes("new"));
            long newDescriptor = slab.store().descriptors.offset(handle);
            assertEquals(head, slab.store().descriptors.head(newDescriptor));
            assertTrue(newDescriptor < descriptor, "scanned first");
            slab.release(handle);
        }
        try (FileChannel channel = FileChannel.open(other, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line), descriptor);
        }
        try (Slab slab = TestSlab.open(other)) {
            assertEquals(1, slab.recovery().overlapping());
            assertArrayEquals(body(3, 500), TestSlab.get(slab, bytes("new")).orElseThrow());
            assertEquals(Slab.NONE, slab.acquire(bytes("old")));
            Audit.check(slab);
        }
    }

    @Test
    void aTruncatedFileIsMadeAnewAndSaysSo() throws IOException {
        for (long length : new long[] {10, 4096, TestSlab.SMALL_BYTES / 2}) {
            Path cut = TestSlab.copyOf(file, directory.resolve("cut"));
            try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            try (Slab slab = TestSlab.open(cut)) {
                assertEquals(RecoveryReport.Outcome.RECREATED, slab.recovery().outcome());
                assertFalse(slab.recovery().detail().isEmpty());
                assertEquals(0, slab.stats().objects());
                assertEquals(TestSlab.SMALL_BYTES, Files.size(cut));
                assertTrue(TestSlab.put(slab, "k", body(1, 10)));
            }
        }
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

package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens at the ends of the ranges. */
class SlabLimitsTest {
    private static final long MANY_EXTENTS_BYTES = 96L << 20;

    @TempDir private Path directory;

    private Path file() {
        return directory.resolve("slab");
    }

    @Test
    void aQuarterOfTheSlabFitsAlsoWhenEvictionFreesSmallSlotsHereAndThere() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        int[] stored = {0};
        Reclaimer anyOne =
                (slab, needed) -> {
                    for (int i = 0; i < 100; i++) {
                        if (slab.remove(bytes("k" + random.nextInt(stored[0])))) {
                            return true;
                        }
                    }
                    return false;
                };
        try (Slab slab = Slab.open(SlabConfig.of(file(), MANY_EXTENTS_BYTES), anyOne)) {
            byte[] small = body(1, 8000);
            while (slab.stats().unassignedBytes() > 0) {
                assertTrue(TestSlab.put(slab, "k" + stored[0]++, small));
            }
            for (boolean known : new boolean[] {true, false}) {
                byte[] large = body(2, (int) slab.maxBodyBytes());
                boolean done =
                        known
                                ? TestSlab.put(slab, "large", large)
                                : TestSlab.putStreaming(
                                        slab, bytes("large"), bytes("m"), large, 1 << 20);
                assertTrue(done, "a quarter of the slab, length known " + known);
                assertArrayEquals(large, TestSlab.get(slab, bytes("large")).orElseThrow());
                assertTrue(slab.remove(bytes("large")));
                while (slab.stats().unassignedBytes() > 0) {
                    assertTrue(TestSlab.put(slab, "k" + stored[0]++, small));
                }
            }
            Audit.check(slab);
        }
    }

    /** Headers and extent tables are told apart: they are metadata, not room that nobody uses. */
    @Test
    void noObjectWastesMoreThanAnEighthOfItsSlots() throws IOException {
        try (Slab slab = TestSlab.open(file())) {
            ByteBuffer source = ByteBuffer.allocate((int) slab.maxBodyBytes());
            for (int length = 0; length <= source.capacity(); length += 1 + length / 50) {
                for (boolean known : new boolean[] {true, false}) {
                    byte[] meta = new byte[300];
                    SlabWriter writer =
                            known
                                    ? slab.writer(bytes("k"), meta, length)
                                    : slab.writer(bytes("k"), -1);
                    source.clear().limit(length);
                    assertEquals(WriteResult.OK, writer.write(source));
                    long handle = known ? writer.commit() : writer.commit(meta);
                    checkWaste(slab, handle, length + 301L);
                    slab.release(handle);
                    assertTrue(slab.remove(bytes("k")));
                }
            }
        }
    }

    private static void checkWaste(Slab slab, long handle, long payload) {
        int extents = slab.inline(handle) ? 0 : slab.extentCount(handle);
        long slots = slab.slotBytes(handle) - Descriptors.BYTES;
        long headers = (1L + extents) * SizeClasses.SLOT_HEADER_BYTES + Heads.tableBytes(extents);
        long waste = slots - payload - headers;
        assertTrue(waste <= slots / 8, "waste " + waste + " of " + slots + " for " + payload);
    }

    @Test
    void aReferenceCountDoesNotOverflow() throws IOException {
        try (Slab slab = TestSlab.open(file())) {
            assertTrue(TestSlab.put(slab, "k", body(1, 10)));
            long handle = slab.acquire(bytes("k"));
            long state = slab.store().descriptors.offset(handle) + 64;
            long normal = slab.store().memory.getLong(state);
            slab.store().memory.putLong(state, normal - 2 + (1L << 31));
            assertThrows(InvariantViolation.class, () -> slab.retain(handle));
            assertThrows(InvariantViolation.class, () -> slab.acquire(bytes("k")));
            slab.store().memory.putLong(state, normal);
            slab.release(handle);
        }
    }

    @Test
    void anUnlinkedObjectCannotBeFoundByItsIdWhileItIsRead() throws IOException {
        try (Slab slab = TestSlab.open(file())) {
            assertTrue(TestSlab.put(slab, "k", body(1, 10)));
            long handle = slab.acquire(bytes("k"));
            int id = slab.id(handle);
            long byId = slab.acquireById(id);
            assertEquals(handle, byId);
            slab.release(byId);
            assertTrue(slab.remove(handle));
            assertEquals(Slab.NONE, slab.acquireById(id));
            assertEquals(Slab.NONE, slab.acquireById(-1));
            assertEquals(Slab.NONE, slab.acquireById(0));
            assertEquals(Slab.NONE, slab.acquireById(Integer.MAX_VALUE));
            slab.release(handle);
            assertEquals(Slab.NONE, slab.acquireById(id));
        }
    }

    @Test
    void aReaderAfterCloseGetsAnException() throws IOException {
        Slab slab = TestSlab.open(file());
        assertTrue(TestSlab.put(slab, "k", body(1, 10)));
        long handle = slab.acquire(bytes("k"));
        ByteBuffer buffer = slab.buffer(slab.extentOffset(handle, 0), 10);
        slab.close();
        assertThrows(IllegalStateException.class, () -> buffer.get(0));
        assertThrows(IllegalStateException.class, () -> slab.release(handle));
        assertThrows(IllegalStateException.class, () -> slab.acquire(bytes("k")));
        slab.close();
    }

    @Test
    void closeWaitsForNobodyButDoesNotUnmapUnderAChannel()
            throws IOException, ExecutionException, InterruptedException {
        Slab slab = TestSlab.open(file());
        byte[] body = body(1, 1 << 20);
        assertTrue(TestSlab.put(slab, "k", body));
        long handle = slab.acquire(bytes("k"));
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> writeAll(slab, handle, sink));
            ByteBuffer read = ByteBuffer.allocate(body.length);
            read.limit(1);
            assertEquals(1, source.read(read), "the writer is blocked in the pipe from here on");
            assertThrows(IllegalStateException.class, slab::close);
            assertThrows(SlabException.class, () -> TestSlab.open(file()));
            read.limit(body.length);
            while (read.hasRemaining()) {
                assertNotEquals(-1, source.read(read));
            }
            writing.get();
            assertArrayEquals(body, read.array());
        }
        slab.release(handle);
        slab.close();
        try (Slab next = TestSlab.open(file())) {
            assertTrue(next.recovery().cleanShutdown());
            assertArrayEquals(body, TestSlab.get(next, bytes("k")).orElseThrow());
        }
    }

    private static void writeAll(Slab slab, long handle, Pipe.SinkChannel sink) {
        try {
            for (int i = 0; i < slab.extentCount(handle); i++) {
                ByteBuffer run =
                        slab.buffer(slab.extentOffset(handle, i), slab.extentLength(handle, i));
                while (run.hasRemaining()) {
                    sink.write(run);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFileThatOnlyStartsWithZerosIsNotOurs() throws IOException {
        byte[] image = new byte[200_000];
        image[40_000] = 1;
        Path foreign = Files.write(directory.resolve("image.iso"), image);
        assertThrows(SlabException.class, () -> TestSlab.open(foreign));
        assertArrayEquals(image, Files.readAllBytes(foreign));
    }
}

package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots come back whatever goes wrong on the way: no room, or a policy that throws. */
class LeakTest {
    private static final class PolicyFailure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @TempDir private Path directory;

    private Slab slab;
    private boolean failing;

    @BeforeEach
    void open() throws IOException {
        SlabConfig config = SlabConfig.of(directory.resolve("slab"), TestSlab.SMALL_BYTES);
        slab = Slab.open(config, (s, bytes) -> fail());
        slab.addListener(
                new ObjectListener() {
                    @Override
                    public void added(int id, long keyHash, long bytes) {
                        fail();
                    }

                    @Override
                    public void removed(int id) {
                        fail();
                    }
                });
    }

    @AfterEach
    void close() throws IOException {
        slab.close();
    }

    private boolean fail() {
        if (failing) {
            throw new PolicyFailure();
        }
        return false;
    }

    /** Leaves room for descriptors alone. */
    private void fillUp() {
        PageAllocator pages = slab.store().pages;
        SizeClasses classes = slab.store().geometry.classes;
        for (int c = classes.wholePage(); c >= SizeClasses.FIRST_DATA; c--) {
            while (pages.allocate(c) != PageAllocator.NONE) {}
        }
    }

    private void failsAndUsesNothing(Runnable operation) {
        long before = slab.stats().usedBytes();
        long objects = slab.stats().objects();
        failing = true;
        assertThrows(PolicyFailure.class, operation::run);
        failing = false;
        assertEquals(before, slab.stats().usedBytes());
        assertEquals(objects, slab.stats().objects());
    }

    @Test
    void aPolicyThatThrowsWhileAnObjectBeginsLeavesNothing() {
        assertTrue(TestSlab.put(slab, "k", body(1, 10)));
        fillUp();
        failsAndUsesNothing(() -> slab.writer(bytes("other"), bytes("meta"), 2000));
    }

    @Test
    void aPolicyThatThrowsAtCommitLeavesNothing() {
        for (int length : new int[] {0, 2000, 300_000}) {
            SlabWriter writer = slab.writer(bytes("other " + length), -1);
            assertEquals(WriteResult.OK, writer.write(ByteBuffer.wrap(body(1, length))));
            long used = slab.stats().usedBytes();
            failing = true;
            assertThrows(PolicyFailure.class, () -> writer.commit(bytes("meta")));
            failing = false;
            assertTrue(slab.stats().usedBytes() < used);
            assertEquals(0, slab.stats().usedBytes());
            writer.abort();
        }
    }

    @Test
    void aFullSlabAtCommitLeavesNothing() {
        SlabWriter writer = slab.writer(bytes("other"), -1);
        assertEquals(WriteResult.OK, writer.write(ByteBuffer.wrap(body(1, 300_000))));
        fillUp();
        long used = slab.stats().usedBytes();
        assertEquals(Slab.NONE, writer.commit(new byte[3000]));
        assertTrue(slab.stats().usedBytes() < used - 300_000);
        assertFalse(slab.remove(bytes("other")));
    }

    @Test
    void aPolicyThatThrowsDuringNewMetaBytesLeavesTheOldObject() {
        for (int length : new int[] {100, 300_000}) {
            byte[] body = body(1, length);
            assertTrue(TestSlab.put(slab, "k", body));
            long old = slab.acquire(bytes("k"));
            failsAndUsesNothing(() -> slab.replaceMeta(old, bytes("new")));
            slab.release(old);
            assertArrayEquals(body, TestSlab.get(slab, bytes("k")).orElseThrow());
            Audit.check(slab);
        }
    }

    @Test
    void aPolicyThatThrowsDuringARenamingLeavesTheOldObject() {
        for (int length : new int[] {100, 300_000}) {
            byte[] body = body(1, length);
            assertTrue(TestSlab.put(slab, "k", body));
            long old = slab.acquire(bytes("k"));
            failsAndUsesNothing(() -> slab.rename(old, bytes("other"), bytes("new")));
            slab.release(old);
            assertArrayEquals(body, TestSlab.get(slab, bytes("k")).orElseThrow());
            assertFalse(slab.remove(bytes("other")));
            Audit.check(slab);
        }
    }

    @Test
    void aListenerThatThrowsAtRemovalLeavesNothing() {
        assertTrue(TestSlab.put(slab, "k", body(1, 300_000)));
        failing = true;
        assertThrows(PolicyFailure.class, () -> slab.remove(bytes("k")));
        failing = false;
        assertEquals(0, slab.stats().usedBytes());
        assertTrue(TestSlab.put(slab, "k", body(1, 300_000)));
        long handle = slab.acquire(bytes("k"));
        int id = slab.id(handle);
        slab.release(handle);
        failing = true;
        assertThrows(PolicyFailure.class, () -> slab.removeById(id));
        failing = false;
        assertEquals(0, slab.stats().usedBytes());
    }

    @Test
    void aPartOfABodyDoesNotPassForTheWhole() {
        SlabWriter full = slab.writer(bytes("k"), -1);
        assertEquals(WriteResult.OK, full.write(ByteBuffer.wrap(body(1, 20_000))));
        fillUp();
        assertEquals(WriteResult.FULL, full.write(ByteBuffer.wrap(body(1, 1_000_000))));
        assertNotEquals(0, full.written());
        assertThrows(IllegalStateException.class, () -> full.write(ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, () -> full.commit(bytes("meta")));
        full.abort();
        assertEquals(Slab.NONE, slab.acquire(bytes("k")));
    }

    @Test
    void whatWasPartOfATooLargeBodyIsNotPublished() {
        SlabWriter large = slab.writer(bytes("k"), -1);
        ByteBuffer tooMuch = ByteBuffer.allocate((int) slab.maxBodyBytes() + 1);
        assertEquals(WriteResult.TOO_LARGE, large.write(tooMuch));
        assertThrows(IllegalStateException.class, () -> large.commit(bytes("meta")));
        large.abort();
        assertEquals(0, slab.stats().usedBytes());
    }
}

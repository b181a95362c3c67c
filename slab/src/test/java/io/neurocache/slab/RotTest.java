package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that rot while the slab is open, in what says where an object's bytes lie. */
class RotTest {
    private static final int LINE_BYTES = 64;
    private static final byte[] ROTTEN = body(1, 300_000);
    private static final byte[] SOUND = body(2, 300_000);

    @TempDir private Path directory;

    private Slab slab;
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        reopen();
        assertTrue(TestSlab.put(slab, "rotten", ROTTEN));
        assertTrue(TestSlab.put(slab, "sound", SOUND));
    }

    private void reopen() throws IOException {
        slab = TestSlab.open(directory.resolve("slab"));
        store = slab.store();
    }

    @AfterEach
    void close() throws IOException {
        slab.close();
    }

    private void flip(long offset) {
        long word = offset & -8;
        long wrong = 0x41L << ((offset & 7) * 8);
        store.memory.putLong(word, store.memory.getLong(word) ^ wrong);
    }

    @Test
    void everyWrongByteOfLine1IsFoundAndTheObjectRemovedWithoutHarmToOthers() throws IOException {
        for (int i = 0; i < LINE_BYTES; i++) {
            long handle = slab.acquire(bytes("rotten"));
            flip(store.descriptors.offset(handle) + i);
            assertFalse(slab.verify(handle), "byte " + i);
            slab.release(handle);
            assertEquals(Optional.empty(), TestSlab.get(slab, bytes("rotten")), "byte " + i);
            assertTrue(TestSlab.put(slab, "next", body(i, 300_000)));
            assertArrayEquals(SOUND, TestSlab.get(slab, bytes("sound")).orElseThrow());
            slab.close();
            reopen();
            Audit.check(slab);
            assertTrue(TestSlab.put(slab, "rotten", ROTTEN));
        }
    }

    /** Eviction frees objects that nobody has verified for long. */
    @Test
    void everyWrongByteOfLine1IsFoundWhenTheObjectIsEvicted() throws IOException {
        for (int i = 0; i < LINE_BYTES; i++) {
            long handle = slab.acquire(bytes("rotten"));
            int id = slab.id(handle);
            flip(store.descriptors.offset(handle) + i);
            slab.release(handle);
            assertTrue(slab.removeById(id), "byte " + i);
            assertArrayEquals(SOUND, TestSlab.get(slab, bytes("sound")).orElseThrow());
            slab.close();
            reopen();
            Audit.check(slab);
            assertArrayEquals(SOUND, TestSlab.get(slab, bytes("sound")).orElseThrow());
            assertTrue(TestSlab.put(slab, "rotten", ROTTEN));
        }
    }

    @Test
    void aTableThatNamesTheSlotOfAnotherDoesNotFreeIt() throws IOException {
        long rotten = slab.acquire(bytes("rotten"));
        long sound = slab.acquire(bytes("sound"));
        long head = store.descriptors.head(store.descriptors.offset(rotten));
        int extents = slab.extentCount(rotten);
        Extent ofOther = store.heads.table(store.descriptors.offset(sound))[0];
        store.heads.writeExtent(head, extents, 0, ofOther);
        assertFalse(slab.verify(rotten));
        slab.release(rotten);
        for (int i = 0; i < 5; i++) {
            assertTrue(TestSlab.put(slab, "next " + i, body(i, 300_000)));
        }
        assertArrayEquals(SOUND, TestSlab.read(slab, sound));
        slab.release(sound);
        slab.close();
        reopen();
        Audit.check(slab);
        assertArrayEquals(SOUND, TestSlab.get(slab, bytes("sound")).orElseThrow());
    }

    @Test
    void newMetaBytesAreNotPutOnARottenObject() {
        for (String key : new String[] {"rotten", "small"}) {
            assertTrue(TestSlab.put(slab, "small", body(3, 100)));
            long handle = slab.acquire(bytes(key));
            flip(store.descriptors.offset(handle) + 32);
            assertEquals(Slab.NONE, slab.replaceMeta(handle, bytes("new")));
            slab.release(handle);
            assertEquals(Slab.NONE, slab.acquire(bytes(key)));
        }
    }

    @Test
    void anOverwriteOfARottenObjectIsFound() throws IOException {
        for (int i = 0; i < LINE_BYTES; i++) {
            long handle = slab.acquire(bytes("rotten"));
            flip(store.descriptors.offset(handle) + i);
            slab.release(handle);
            assertTrue(TestSlab.put(slab, "rotten", body(i, 9000)));
            assertArrayEquals(body(i, 9000), TestSlab.get(slab, bytes("rotten")).orElseThrow());
            assertArrayEquals(SOUND, TestSlab.get(slab, bytes("sound")).orElseThrow());
            slab.close();
            reopen();
            Audit.check(slab);
            assertArrayEquals(body(i, 9000), TestSlab.get(slab, bytes("rotten")).orElseThrow());
        }
    }

    @Test
    void aBitmapWithoutAFreeSlotIsNotSearchedForEver() {
        int sizeClass = store.geometry.classes.largestFine();
        long first = store.pages.allocate(sizeClass);
        int page = store.geometry.pageOf(first);
        long bitmap = store.geometry.occupancy + (long) page * store.geometry.occupancyBytes;
        store.memory.putLong(bitmap, -1L);
        assertThrows(InvariantViolation.class, () -> store.pages.allocate(sizeClass));
    }
}

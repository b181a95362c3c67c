package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageDrainTest {
    /** Offset of a descriptor's reference count. */
    private static final int STATE = 64;

    @TempDir private Path directory;

    private Slab slab;
    private InterposedMemory memory;
    private PageDrain drain;

    @BeforeEach
    void open() throws IOException {
        slab =
                Slab.open(
                        SlabConfig.of(directory.resolve("slab"), TestSlab.SMALL_BYTES),
                        Reclaimer.NEVER,
                        InterposedMemory::new);
        memory = (InterposedMemory) slab.store().memory;
        drain = new PageDrain(slab.store());
    }

    @AfterEach
    void close() throws IOException {
        slab.close();
    }

    private long descriptorOf(String key) {
        long handle = slab.acquire(bytes(key));
        long descriptor = slab.store().descriptors.offset(handle);
        slab.release(handle);
        return descriptor;
    }

    private boolean drainUntilDone() {
        boolean drained = false;
        for (int i = 0; i < 1000 && !drained; i++) {
            drained = drain.drainOne();
        }
        return drained;
    }

    /** Every page but that of the descriptors must be found. */
    private void assertNoPageIsLost() {
        PageAllocator pages = slab.store().pages;
        Geometry geometry = slab.store().geometry;
        int found = 0;
        while (pages.allocate(geometry.classes.wholePage()) != PageAllocator.NONE) {
            found++;
        }
        assertEquals(geometry.pages - geometry.firstDataPage - 1, found);
    }

    @Test
    void aDrainedPageIsEmptyAndFound() {
        assertTrue(TestSlab.put(slab, "k", body(1, 100)));
        assertTrue(drainUntilDone());
        assertEquals(Slab.NONE, slab.acquire(bytes("k")));
        assertNoPageIsLost();
    }

    @Test
    void aPageThatIsEmptiedByOthersJustBeforeItIsHiddenIsNotLost() {
        assertTrue(TestSlab.put(slab, "k", body(1, 100)));
        memory.afterNextChange(descriptorOf("k") + STATE, () -> slab.remove(bytes("k")));
        assertTrue(drainUntilDone());
        assertNoPageIsLost();
    }

    @Test
    void aPageThatIsPinnedWhileItIsDrainedKeepsItsRoomFindable() {
        assertTrue(TestSlab.put(slab, "k", body(1, 100)));
        long[] reader = {Slab.NONE};
        long state = descriptorOf("k") + STATE;
        // The first CAS is the look, the second ends it, the third begins the removal.
        memory.afterNextChange(
                state,
                () -> memory.afterNextChange(state, () -> reader[0] = slab.acquire(bytes("k"))));
        assertTrue(drainUntilDone());
        assertNotEquals(Slab.NONE, reader[0]);
        assertArrayEquals(body(1, 100), TestSlab.read(slab, reader[0]));
        int headPage = slab.store().geometry.pageOf(slab.metaOffset(reader[0]));
        int sizeClass = slab.store().pages.classOfPage(headPage);
        long next = slab.store().pages.allocate(sizeClass);
        assertEquals(headPage, slab.store().geometry.pageOf(next), "the room is found");
        slab.release(reader[0]);
    }

    @Test
    void aPageWithAReaderOrAWriterIsLeftAlone() {
        assertTrue(TestSlab.put(slab, "k", body(1, 100)));
        long reader = slab.acquire(bytes("k"));
        assertFalse(drain.drainOne());
        slab.release(reader);
        slab.remove(bytes("k"));
        SlabWriter writer = slab.writer(bytes("w"), -1);
        writer.write(java.nio.ByteBuffer.wrap(body(2, 5000)));
        assertFalse(drain.drainOne());
        slab.release(writer.commit(bytes("m")));
        assertArrayEquals(body(2, 5000), TestSlab.get(slab, bytes("w")).orElseThrow());
    }
}

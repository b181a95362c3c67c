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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interleavings that a stress test meets too seldom, each forced with one thread. */
class InterleavingTest {
    private static final int STATE = 64;

    @TempDir private Path directory;

    private Slab slab;
    private ObjectStore store;
    private PageAllocator pages;
    private InterposedMemory memory;

    @BeforeEach
    void open() throws IOException {
        slab =
                Slab.open(
                        SlabConfig.of(directory.resolve("slab"), TestSlab.SMALL_BYTES),
                        Reclaimer.NEVER,
                        InterposedMemory::new);
        store = slab.store();
        pages = store.pages;
        memory = (InterposedMemory) store.memory;
    }

    @AfterEach
    void close() throws IOException {
        slab.close();
    }

    private long descriptorOf(String key) {
        long handle = slab.acquire(bytes(key));
        long descriptor = store.descriptors.offset(handle);
        slab.release(handle);
        return descriptor;
    }

    private long bitmapWordOf(long slot, int sizeClass) {
        Geometry geometry = store.geometry;
        int page = geometry.pageOf(slot);
        long inPage = slot - geometry.pageStart(page);
        long index = inPage / geometry.classes.slotBytes(sizeClass);
        return geometry.occupancy + (long) page * geometry.occupancyBytes + index / 64 * 8;
    }

    private long hintWordOf(int row, int page) {
        Geometry geometry = store.geometry;
        return geometry.hints + (long) row * geometry.hintRowBytes + page / 64 * 8L;
    }

    @Test
    void aLookupThatMeetsAnOverwriteFindsTheNewObject() {
        assertTrue(TestSlab.put(slab, "k", body(1, 100)));
        memory.beforeNextChange(
                descriptorOf("k") + STATE, () -> assertTrue(TestSlab.put(slab, "k", body(2, 100))));
        long handle = slab.acquire(bytes("k"));
        assertNotEquals(Slab.NONE, handle, "the key was there all the time");
        assertArrayEquals(body(2, 100), TestSlab.read(slab, handle));
        slab.release(handle);
        Audit.check(slab);
    }

    @Test
    void aLookupWhoseDescriptorIsReusedForAnotherKeyFindsNothingAndKeepsNothing() {
        assertTrue(TestSlab.put(slab, "k", body(1, 100)));
        long descriptor = descriptorOf("k");
        memory.beforeNextChange(
                descriptor + STATE,
                () -> {
                    assertTrue(slab.remove(bytes("k")));
                    assertTrue(TestSlab.put(slab, "other", body(2, 100)));
                });
        assertEquals(Slab.NONE, slab.acquire(bytes("k")));
        assertEquals(descriptor, descriptorOf("other"), "the descriptor was reused");
        Audit.check(slab);
    }

    @Test
    void aDescriptorPageStaysOneWhenItsLastDescriptorIsFreed() {
        assertTrue(TestSlab.put(slab, "k", body(1, 100)));
        int page = store.geometry.pageOf(descriptorOf("k"));
        assertTrue(slab.remove(bytes("k")));
        assertEquals(0, pages.usedSlots(page));
        assertEquals(SizeClasses.DESCRIPTOR, pages.classOfPage(page));
    }

    @Test
    void aSlotIsFreeOnlyAfterTheCommitWordIsGone() {
        for (int length : new int[] {100, 300_000}) {
            assertTrue(TestSlab.put(slab, "k", body(1, length)));
            long descriptor = descriptorOf("k");
            long head = store.descriptors.head(descriptor);
            boolean[] committed = {true};
            memory.beforeNextChange(
                    bitmapWordOf(head, store.heads.headClass(descriptor)),
                    () -> committed[0] = store.descriptors.isCommitted(descriptor));
            assertTrue(slab.remove(bytes("k")));
            assertFalse(committed[0], "a crash now would give the slot to two objects");
        }
    }

    @Test
    void roomThatAppearsWhileAHintIsWithdrawnIsFound() {
        int sizeClass = SizeClasses.FIRST_DATA + 20;
        List<Long> slots = new ArrayList<>();
        int perPage = store.geometry.classes.slots(sizeClass);
        for (int i = 1; i < perPage; i++) {
            slots.add(pages.allocate(sizeClass));
        }
        int page = store.geometry.pageOf(slots.getFirst());
        memory.beforeNextChange(
                hintWordOf(sizeClass, page), () -> pages.free(slots.getFirst(), sizeClass));
        assertEquals(page, store.geometry.pageOf(pages.allocate(sizeClass)), "the last room");
        assertEquals(
                page, store.geometry.pageOf(pages.allocate(sizeClass)), "what was freed meanwhile");
    }

    @Test
    void aPageThatEmptiesWhileItsHintIsWithdrawnIsFound() {
        int whole = store.geometry.classes.wholePage();
        int dataPages = store.geometry.pages - store.geometry.firstDataPage;
        for (int i = 1; i < dataPages; i++) {
            assertNotEquals(PageAllocator.NONE, pages.allocate(whole));
        }
        int last = store.geometry.firstDataPage;
        while (pages.isAssigned(last)) {
            last++;
        }
        long entry = store.geometry.pageTable + last * (long) Geometry.PAGE_ENTRY_BYTES;
        long hint = hintWordOf(SizeClasses.UNASSIGNED, last);
        // Somebody else is faster, and frees the page again before the loser clears its hint.
        memory.beforeNextChange(
                entry,
                () -> {
                    long taken = pages.allocate(whole);
                    memory.beforeNextChange(hint, () -> pages.free(taken, whole));
                });
        assertEquals(PageAllocator.NONE, pages.allocate(whole), "was taken when it was looked at");
        assertEquals(store.geometry.pageStart(last), pages.allocate(whole));
        assertEquals(PageAllocator.NONE, pages.allocate(whole));
    }

    @Test
    void aRetainBetweenLookAndReleaseKeepsTheSlotsThatCommitLeft() {
        byte[] body = body(1, 40_000);
        SlabWriter writer = slab.writer(bytes("k"), -1);
        slab.retain(writer.handle());
        assertEquals(WriteResult.OK, writer.write(java.nio.ByteBuffer.wrap(body)));
        long handle = writer.commit(bytes("m"));
        long second = slab.acquire(bytes("k"));
        slab.release(handle);
        assertNotEquals(0, store.descriptors.retired(store.descriptors.offset(second)));
        slab.release(handle);
        assertEquals(second, handle);
        assertEquals(0, store.descriptors.retired(store.descriptors.offset(second)) & 7);
        slab.release(second);
        assertEquals(0, store.descriptors.retired(descriptorOf("k")));
        assertArrayEquals(body, TestSlab.get(slab, bytes("k")).orElseThrow());
        Audit.check(slab);
    }
}

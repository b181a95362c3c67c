package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {
    @TempDir private Path directory;

    private Slab slab;
    private ObjectStore store;
    private int evicted;

    @BeforeEach
    void open() throws IOException {
        slab =
                Slab.open(
                        SlabConfig.of(directory.resolve("slab"), TestSlab.SMALL_BYTES),
                        this::evictNext);
        store = slab.store();
    }

    @AfterEach
    void close() throws IOException {
        slab.close();
    }

    private boolean evictNext(Slab full, long bytesNeeded) {
        return full.remove(key(evicted++));
    }

    private static byte[] key(int i) {
        return bytes("k" + i);
    }

    private boolean put(int i) {
        return TestSlab.put(slab, key(i), new byte[0], new byte[0]);
    }

    @Test
    void aHashThatFitsIsNotEnoughTheKeyIsCompared() {
        assertTrue(TestSlab.put(slab, "a key of 20 bytes ..", body(1, 10)));
        long low = store.hash.low(bytes("a key of 20 bytes .."));
        long handle = store.index.acquire(bytes("a key of 20 bytes .."), low);
        assertNotEquals(Slab.NONE, handle);
        for (String other :
                new String[] {"b key of 20 bytes ..", "a key of 20 bytes .,", "a key"}) {
            assertEquals(Slab.NONE, store.index.acquire(bytes(other), low), other);
        }
        assertEquals(2, store.descriptors.references(handle), "a wrong match left a reference");
        slab.release(handle);
    }

    /** 8 MiB hold 16384 entries, of which 80 % are used. */
    @Test
    void aFullIndexEvictsAndWithoutVictimsRefuses() {
        int capacity = (int) store.index.capacity();
        for (int i = 0; i < capacity; i++) {
            assertTrue(put(i));
        }
        assertEquals(capacity, slab.stats().objects());
        assertEquals(0, evicted);
        assertTrue(put(capacity));
        assertEquals(capacity, slab.stats().objects());
        assertEquals(1, evicted);
        evicted = Integer.MAX_VALUE;
        assertFalse(put(capacity + 1));
        assertEquals(Optional.empty(), TestSlab.get(slab, key(capacity + 1)));
        assertTrue(put(capacity), "an overwrite needs no entry");
        Audit.check(slab);
    }

    /** Deletions leave no tombstone: after many turnovers the counters are those of a new index. */
    @Test
    void churnLeavesNothingBehindInAFullIndex() {
        int capacity = (int) store.index.capacity();
        for (int i = 0; i < 4 * capacity; i++) {
            assertTrue(put(i), "insert " + i);
        }
        assertTrue(passedOver() > 0, "the test meets full buckets");
        for (int i = evicted; i < 4 * capacity; i++) {
            assertTrue(slab.remove(key(i)), "key " + i);
        }
        assertEquals(0, slab.stats().objects());
        assertEquals(0, passedOver());
        assertEquals(0, slab.stats().usedBytes());
    }

    private long passedOver() {
        Geometry geometry = store.geometry;
        long sum = 0;
        for (long bucket = 0; bucket < geometry.buckets; bucket++) {
            long address = geometry.index + bucket * Geometry.BUCKET_BYTES;
            sum += store.memory.getLong(address + Geometry.BUCKET_ENTRIES * 8L);
        }
        return sum;
    }

    @Test
    void everyKeyOfAFullIndexIsFoundAlsoAfterARestart() throws IOException {
        int capacity = (int) store.index.capacity();
        for (int i = 0; i < capacity; i++) {
            assertTrue(put(i));
        }
        close();
        open();
        assertEquals(capacity, slab.recovery().objects());
        for (int i = 0; i < capacity; i++) {
            long handle = slab.acquire(key(i));
            assertNotEquals(Slab.NONE, handle, "key " + i);
            slab.release(handle);
        }
    }
}

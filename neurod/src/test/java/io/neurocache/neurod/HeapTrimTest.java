package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeapTrimTest {
    private static final long MIB = 1 << 20;

    @Test
    void collectsWhatABurstLeftBehind() {
        assertTrue(HeapTrim.pays(33 * MIB, 9 * MIB, 0));
        assertTrue(HeapTrim.pays(27 * MIB, 9 * MIB, HeapTrim.IDLE_COLLECTIONS));
    }

    @Test
    void leavesABusyHeapAndASmallOneAlone() {
        assertFalse(HeapTrim.pays(33 * MIB, 9 * MIB, HeapTrim.IDLE_COLLECTIONS + 1));
        assertFalse(HeapTrim.pays(26 * MIB, 9 * MIB, 0));
        assertFalse(HeapTrim.pays(8 * MIB, 0, 0));
    }

    @Test
    void doesNotCollectAgainWhatTheLastCollectionCouldNotReturn() {
        long alive = 40 * MIB;
        long heldAfterShrinking = alive * 5 / 3;
        assertFalse(HeapTrim.pays(heldAfterShrinking, alive, 0));
    }
}

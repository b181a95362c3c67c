package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlabMapTest {
    private static final int MANY_CELLS = 1 << 20;

    @TempDir Path directory;

    private Slab slab;

    @BeforeEach
    void open() throws IOException {
        slab = TestSlab.open(directory.resolve("slab"));
    }

    @AfterEach
    void close() throws IOException {
        slab.close();
    }

    private static long sum(int[] values) {
        return Arrays.stream(values).asLongStream().sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, MANY_CELLS})
    void thereAreNoMoreCellsThanWantedAndThanPages(int most) {
        SlabMap map = slab.map(most);
        assertTrue(map.occupied().length >= 1 && map.occupied().length <= most);
        assertTrue(map.occupied().length <= map.pages());
        assertEquals(map.occupied().length, map.slotBytes().length);
    }

    @Test
    void aMapHasCells() {
        assertThrows(IllegalArgumentException.class, () -> slab.map(0));
    }

    @Test
    void anEmptySlabIsEmptyEverywhere() {
        SlabMap map = slab.map(MANY_CELLS);
        assertEquals(0, sum(map.occupied()));
        assertEquals(0, map.classes().stream().mapToLong(SlabMap.SizeClass::usedSlots).sum());
    }

    @Test
    void whatIsStoredShowsAndGoesAgain() {
        for (int i = 0; i < 200; i++) {
            assertTrue(TestSlab.put(slab, "k" + i, body(i, 2_000)));
        }
        SlabMap map = slab.map(MANY_CELLS);
        assertTrue(sum(map.occupied()) > 0);
        for (int cell = 0; cell < map.occupied().length; cell++) {
            int occupied = map.occupied()[cell];
            assertTrue(occupied >= 0 && occupied <= 255, "a byte");
            assertTrue(occupied == 0 || map.slotBytes()[cell] > 0, "in use without a size");
        }
        assertEquals(
                map.classes().stream().mapToLong(SlabMap.SizeClass::pages).sum(),
                Arrays.stream(map.slotBytes()).filter(size -> size > 0).count());
        for (SlabMap.SizeClass each : map.classes()) {
            assertTrue(each.usedSlots() <= each.slots(), each::toString);
        }
        assertTrue(
                map.classes().stream().mapToLong(SlabMap.SizeClass::usedSlots).sum() >= 200,
                "each object has a slot at least");

        long used = map.classes().stream().mapToLong(SlabMap.SizeClass::usedSlots).sum();
        for (int i = 0; i < 200; i++) {
            assertTrue(slab.remove(bytes("k" + i)));
        }
        long left =
                slab.map(MANY_CELLS).classes().stream()
                        .mapToLong(SlabMap.SizeClass::usedSlots)
                        .sum();
        assertTrue(left <= used - 200, left + " of " + used);
    }

    @Test
    void aCellOfPagesOfSeveralSizesSaysSo() {
        assertTrue(TestSlab.put(slab, "small", body(1, 100)));
        assertTrue(TestSlab.put(slab, "large", body(1, 60_000)));
        assertEquals(-1, slab.map(1).slotBytes()[0]);
    }

    @Test
    void somethingIsNotNothing() {
        assertTrue(TestSlab.put(slab, "small", body(1, 1)));
        assertEquals(1, slab.map(1).occupied()[0]);
    }

    @Test
    void classesComeSmallestFirst() {
        assertTrue(TestSlab.put(slab, "large", body(1, 60_000)));
        assertTrue(TestSlab.put(slab, "small", body(1, 100)));
        int last = 0;
        for (SlabMap.SizeClass each : slab.map(1).classes()) {
            assertTrue(each.slotBytes() >= last, each::toString);
            assertTrue(each.pages() > 0, each::toString);
            last = each.slotBytes();
        }
        assertTrue(last > 0);
    }
}

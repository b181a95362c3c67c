package io.neurocache.predict.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Int8MatrixTest {
    @Property(tries = 200)
    void aValueIsHalfAStepOffAtMost(
            @ForAll @Size(24) @FloatRange(min = -8, max = 8) float[] all,
            @ForAll @IntRange(min = 1, max = 2) int choice) {
        int columns = choice == 1 ? 4 : 6;
        Int8Matrix byRow = Int8Matrix.byRow(all, columns);
        Int8Matrix byColumn = Int8Matrix.byColumn(all, columns);
        for (int i = 0; i < all.length; i++) {
            float rowScale = byRow.scales()[i / columns];
            float columnScale = byColumn.scales()[i % columns];
            assertEquals(all[i], byRow.values()[i] * rowScale, rowScale * .5001f);
            assertEquals(all[i], byColumn.values()[i] * columnScale, columnScale * .5001f);
            assertTrue(Math.abs(byRow.values()[i]) <= 64, "without VNNI more has no room");
            assertTrue(Math.abs(byColumn.values()[i]) <= 64, "without VNNI more has no room");
        }
    }

    @Test
    void nothingButZerosStaysThat() {
        Int8Matrix zeros = Int8Matrix.byColumn(new float[6], 2);
        assertArrayEquals(new byte[6], zeros.values());
        assertArrayEquals(new float[2], zeros.scales());
    }

    @Test
    void scalesGoWithWhatTheyAreFor() {
        Int8Matrix turned = Int8Matrix.byRow(new float[] {1, 2, 3, 40, 50, 60}, 3).transposed();
        assertEquals(3, turned.rows());
        assertEquals(2, turned.columns());
        assertArrayEquals(new byte[] {21, 43, 43, 53, 64, 64}, turned.values());
        assertArrayEquals(new float[] {3f / 64, 60f / 64}, turned.scales());
    }
}

package io.neurocache.predict.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.ValueTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a value model: all of it comes back, and what is damaged does not. */
class ValueTablesFileTest {
    private static final int FIRST_WEIGHT = 28;
    private static final int FIRST_SQUARE = FIRST_WEIGHT + Float.BYTES * ValueTables.LENGTH;

    @TempDir Path folder = Path.of("");

    private static ValueTables tables() {
        SplittableRandom random = new SplittableRandom(1);
        float[] weights = new float[ValueTables.LENGTH];
        float[] squares = new float[ValueTables.LENGTH];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat() * 8 - 4;
            squares[i] = 1 + random.nextFloat() * 100;
        }
        return new ValueTables(weights, squares, 123_456_789_012L);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path file = folder.resolve("values");
        Files.writeString(file, "an older file");
        ValueTablesFile.write(file, tables());
        ValueTables read = ValueTablesFile.read(file);
        assertArrayEquals(tables().weights(), read.weights());
        assertArrayEquals(tables().squares(), read.squares());
        assertEquals(tables().requests(), read.requests());
        assertFalse(Files.exists(folder.resolve("values.tmp")), "renamed");
        assertTrue(Files.size(file) < 40_000, "size " + Files.size(file));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] file = ValueTablesFile.toByteArray(tables());
        for (int length = 0; length < file.length; length++) {
            assertRefused(Arrays.copyOf(file, length), "length " + length);
        }
        assertRefused(Arrays.copyOf(file, file.length + 1), "a byte too many");
    }

    @Test
    void everyFlippedByteIsRefused() {
        byte[] file = ValueTablesFile.toByteArray(tables());
        for (int at = 0; at < file.length; at++) {
            byte was = file[at];
            file[at] = (byte) ~was;
            assertRefused(file, "all bits of byte " + at);
            file[at] = (byte) (was ^ 1 << at % 8);
            assertRefused(file, "a bit of byte " + at);
            file[at] = was;
        }
    }

    @Test
    void whatIsOutOfRangeIsRefusedThoughItsChecksumFits() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1_000.5f}) {
            assertRefused(file(f -> f.putFloat(FIRST_WEIGHT + 44, bad)), "a weight of " + bad);
        }
        for (float bad : new float[] {Float.NaN, 0, -1, 1_001}) {
            assertRefused(file(f -> f.putFloat(FIRST_SQUARE + 44, bad)), "squares of " + bad);
        }
        assertRefused(file(f -> f.putLong(16, -1)), "fewer than no requests");
    }

    @Test
    void anotherVersionMeaningOrShapeIsRefusedByName() {
        assertTrue(assertRefused(file(f -> f.putInt(8, 2)), "").contains("version 2"));
        assertTrue(assertRefused(file(f -> f.putInt(12, 7)), "").contains("meaning 7"));
        assertTrue(assertRefused(file(f -> f.putInt(24, 1 << 30)), "").contains("numbers"));
    }

    @Test
    void noFileIsNotADamagedOne() {
        Path none = folder.resolve("none");
        assertThrows(NoSuchFileException.class, () -> ValueTablesFile.read(none));
    }

    /** A file with a change in it, and a checksum that fits. */
    private static byte[] file(Consumer<ByteBuffer> change) {
        byte[] file = ValueTablesFile.toByteArray(tables());
        ByteBuffer bytes = ByteBuffer.wrap(file);
        change.accept(bytes);
        CRC32C crc = new CRC32C();
        crc.update(file, 0, file.length - Integer.BYTES);
        bytes.putInt(file.length - Integer.BYTES, (int) crc.getValue());
        return file;
    }

    private static String assertRefused(byte[] file, String what) {
        ModelException refused =
                assertThrows(ModelException.class, () -> ValueTablesFile.parse(file), what);
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.startsWith("not value tables: "), said);
        return said;
    }
}

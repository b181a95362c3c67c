package io.neurocache.neurod.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class NoiseProperties {
    private static final Noise NOISE = new Noise(50_000);
    private static final byte[] WHOLE = part(0, 50_000);

    @Property(tries = 200)
    void anyPartEqualsThatPartOfTheWhole(
            @ForAll @IntRange(max = 50_000) int one, @ForAll @IntRange(max = 50_000) int other) {
        int from = Math.min(one, other);
        int to = Math.max(one, other);
        assertArrayEquals(Arrays.copyOfRange(WHOLE, from, to), part(from, to - from));
    }

    @Example
    void whatLiesBehindTheEndIsRefused() {
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> NOISE.write(OutputStream.nullOutputStream(), 49_999, 2));
    }

    private static byte[] part(long offset, long count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NOISE.write(out, offset, count);
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return out.toByteArray();
    }
}

package io.neurocache.neurod.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
    private static final long LENGTH = 1_000;

    private static ByteRange parsed(String header) {
        return ByteRange.parse(header, LENGTH);
    }

    @Test
    void bothEndsAreInclusiveAndTheLastIsCutToTheLength() {
        assertEquals(new ByteRange.Part(10, 19), parsed("bytes=10-19"));
        assertEquals(new ByteRange.Part(0, 0), parsed("bytes=0-0"));
        assertEquals(new ByteRange.Part(999, 999), parsed("bytes=999-5000"));
        assertEquals(new ByteRange.Part(400, 999), parsed("bytes=400-"));
    }

    @Test
    void aSuffixCountsFromTheEnd() {
        assertEquals(new ByteRange.Part(995, 999), parsed("bytes=-5"));
        assertEquals(new ByteRange.Part(0, 999), parsed("bytes=-5000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
    void aRangeBehindTheEndIsUnsatisfiable(String header) {
        assertEquals(new ByteRange.Unsatisfiable(), parsed(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=-",
                "bytes=20-10",
                "bytes=1-2,5-6",
                "lines=1-2",
                "bytes=a-b",
                "bytes=9999999999999999999-"
            })
    void whatIsNoSingleValidRangeAsksForTheWhole(String header) {
        assertEquals(new ByteRange.Whole(), parsed(header));
    }
}

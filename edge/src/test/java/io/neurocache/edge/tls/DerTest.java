package io.neurocache.edge.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DerTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({"0, 020100", "127, 02017f", "128, 02020080", "65537, 0203010001", "-1, 0201ff"})
    void integersAreTheShortestTwosComplement(long value, String hex) {
        assertEquals(hex, HEX.formatHex(Der.integer(value)));
    }

    @ParameterizedTest
    @CsvSource({
        "2.5.29.17, 0603551d11",
        "1.2.840.10045.4.3.2, 06082a8648ce3d040302",
        "1.3.6.1.5.5.7.3.1, 06082b06010505070301",
    })
    void objectIdentifiersAreBase128(String dotted, String hex) {
        assertEquals(hex, HEX.formatHex(Der.oid(dotted)));
    }

    @ParameterizedTest
    @CsvSource({"127, 047f", "128, 048180", "255, 0481ff", "256, 04820100", "65536, 0483010000"})
    void lengthsTakeTheShortestForm(int length, String head) {
        String hex = HEX.formatHex(Der.octetString(new byte[length]));

        assertEquals(head, hex.substring(0, head.length()));
        assertEquals(head.length() + 2 * length, hex.length());
    }

    @Test
    void timesTurnToFourDigitsOfYearIn2050() {
        assertEquals(
                "170d3439313233313233353935395a",
                HEX.formatHex(Der.time(Instant.parse("2049-12-31T23:59:59.9Z"))));
        assertEquals(
                "180f32303530303130313030303030305a",
                HEX.formatHex(Der.time(Instant.parse("2050-01-01T00:00:00Z"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 127, 128, 300, 70_000})
    void theFirstElementOfASequenceIsFoundWhole(int length) {
        byte[] first = Der.octetString(new byte[length]);

        assertArrayEquals(first, Der.firstOf(Der.sequence(first, Der.integer(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "0400", "3000", "30020401", "3003048200", "30060484ffffffff"})
    void brokenSequencesAreRefused(String hex) {
        assertThrows(IllegalArgumentException.class, () -> Der.firstOf(HEX.parseHex(hex)));
    }
}

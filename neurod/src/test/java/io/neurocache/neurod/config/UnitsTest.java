package io.neurocache.neurod.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0b, 0",
        "100b, 100",
        "64k, 65536",
        "64KiB, 65536",
        "512MiB, 536870912",
        "64m, 67108864",
        "1g, 1073741824",
        "1GiB, 1073741824",
        "2t, 2199023255552",
    })
    void sizesCountInPowersOf1024(String text, long bytes) {
        assertEquals(bytes, Units.parseSize(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "g",
                "1.5g",
                "-1g",
                "+1g",
                "1 g",
                "1gb",
                "1MB",
                "0x10k",
                "9999999999999999g",
                "999999999999999t"
            })
    void otherSizesAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.parseSize(text));
    }

    @ParameterizedTest
    @CsvSource({"0s, 0", "500ms, 500", "30s, 30000", "10m, 600000", "1h, 3600000", "7d, 604800000"})
    void timesHaveOneUnit(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Units.parseDuration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "1h30m", "-1s", "1.5s", "1 s", "10S", "1min", "1us"})
    void otherTimesAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.parseDuration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0b", "100b", "1KiB", "33KiB", "64MiB", "1GiB", "256GiB"})
    void sizesAreWrittenAsTheyAreRead(String text) {
        assertEquals(text, Units.formatSize(Units.parseSize(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1500ms", "30s", "90s", "10m", "1h", "1d", "365d"})
    void timesAreWrittenAsTheyAreRead(String text) {
        assertEquals(text, Units.formatDuration(Units.parseDuration(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1a", "-1", "9999999999999999"})
    void countsAreWholeNumbers(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.parseCount(text));
    }
}

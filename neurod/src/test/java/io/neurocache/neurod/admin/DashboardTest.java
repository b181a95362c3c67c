package io.neurocache.neurod.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardTest {
    private static String chosen(@Nullable String accepted) {
        return Dashboard.encoding(accepted, _ -> true);
    }

    @Test
    void whoSaysNothingGetsTheFileAsItIs() {
        assertEquals("", chosen(null));
        assertEquals("", chosen(""));
        assertEquals("", chosen("identity"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br                          | br",
                "gzip                        | gzip",
                "gzip, deflate, br, zstd     | br",
                "BR                          | br",
                "GZip                        | gzip",
                "gzip;q=1, br;q=0.1          | br",
                "br;q=0, gzip                | gzip",
                "br;q=0.000 , gzip ; q=0.5   | gzip",
                "br; Q=0, gzip               | gzip",
                "br;q=0.001                  | br",
                "*                           | br",
                "br;q=0, *                   | gzip",
                "*, br;q=0                   | gzip",
                "*;q=0, gzip                 | gzip",
            })
    void theBestThatIsTakenIsChosen(String accepted, String encoding) {
        assertEquals(encoding, chosen(accepted));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br;q=0, gzip;q=0",
                "*;q=0",
                "*;q=0.0",
                "deflate, zstd",
                "brotli",
                "br;q=0, *;q=0"
            })
    void nothingIsChosenOfWhatIsRefused(String accepted) {
        assertEquals("", chosen(accepted));
    }

    @Test
    void whatTheBuildHasNotMadeIsNotChosen() {
        assertEquals("gzip", Dashboard.encoding("br, gzip", "gzip"::equals));
        assertEquals("", Dashboard.encoding("br, gzip", _ -> false));
    }
}

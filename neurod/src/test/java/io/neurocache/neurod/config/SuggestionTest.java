package io.neurocache.neurod.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SuggestionTest {
    private static final List<String> KNOWN =
            List.of("pattern", "host", "origin", "health", "default-ttl");

    @ParameterizedTest
    @CsvSource({
        "orign, origin",
        "oirgin, origin",
        "origins, origin",
        "Pattern, pattern",
        "default_ttl, default-ttl",
        "ttl, default-ttl",
        "hots, host",
    })
    void aNearWordIsSuggested(String word, String meant) {
        assertEquals(" (did you mean \"" + meant + "\"?)", Suggestion.of(word, KNOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"color", "", "x", "zzzzzzzz"})
    void withoutANearWordAllAreListed(String word) {
        assertEquals(
                "; accepted: pattern, host, origin, health, default-ttl",
                Suggestion.of(word, KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"abc, abc, 0", "ab, ba, 1", "kitten, sitting, 3", "a, '', 1"})
    void theDistanceCountsEdits(String word, String candidate, int distance) {
        assertEquals(distance, Suggestion.distance(word, candidate));
    }
}

package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.edge.cache.HitDecision.Cover;
import io.neurocache.edge.cache.HitDecision.Source;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.rules.Reuse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HitDecisionTest {
    private static Reuse reuse(String name) {
        return switch (name) {
            case "fresh" -> Reuse.FRESH;
            case "swr" -> new Reuse.StaleServable(Reuse.Allowance.STALE_WHILE_REVALIDATE);
            case "max-stale" -> new Reuse.StaleServable(Reuse.Allowance.MAX_STALE);
            case "stale" -> new Reuse.MustRevalidate(Reuse.Cause.STALE);
            case "no-cache" -> new Reuse.MustRevalidate(Reuse.Cause.REQUEST_NO_CACHE);
            default -> Reuse.GATEWAY_TIMEOUT;
        };
    }

    @ParameterizedTest
    @CsvSource({
        // verdict, http, cover, only-if-cached -> what
        "CURRENT, fresh, LEASED, false, SERVE",
        "CURRENT, max-stale, LEASED, false, SERVE_STALE",
        "CURRENT, swr, LEASED, false, SERVE_AND_REVALIDATE",
        "CURRENT, stale, LEASED, false, VALIDATE",
        "CURRENT, timeout, LEASED, true, GATEWAY_TIMEOUT",
        "CURRENT, fresh, ASK, false, VALIDATE_STRICTLY",
        "CURRENT, swr, ASK, false, VALIDATE_STRICTLY",
        "CURRENT, fresh, ASK, true, GATEWAY_TIMEOUT",
        "CURRENT, fresh, FAIL, false, REFUSE",
        "CURRENT, stale, FAIL, false, REFUSE",
        "CURRENT, fresh, SERVE, false, SERVE_UNLEASED",
        "CURRENT, fresh, SERVE, true, SERVE_UNLEASED",
        "CURRENT, swr, SERVE, false, VALIDATE_STRICTLY",
        "CURRENT, stale, SERVE, false, VALIDATE_STRICTLY",
        "STALE, stale, LEASED, false, VALIDATE",
        "STALE, swr, LEASED, false, SERVE_AND_REVALIDATE",
        "STALE, stale, SERVE, false, VALIDATE_STRICTLY",
        "DOUBTFUL, fresh, LEASED, false, VALIDATE_STRICTLY",
        "DOUBTFUL, swr, LEASED, false, VALIDATE_STRICTLY",
        "DOUBTFUL, fresh, SERVE, false, VALIDATE_STRICTLY",
        "DOUBTFUL, fresh, LEASED, true, GATEWAY_TIMEOUT",
    })
    void withAnOrigin(
            Verdict verdict, String http, Cover cover, boolean onlyIfCached, HitDecision expected) {
        assertEquals(
                expected, HitDecision.of(verdict, reuse(http), cover, Source.ORIGIN, onlyIfCached));
    }

    @ParameterizedTest
    @CsvSource({
        "CURRENT, fresh, LEASED, SERVE",
        "CURRENT, swr, LEASED, SERVE_STALE",
        "CURRENT, no-cache, LEASED, SERVE",
        "CURRENT, stale, LEASED, REMOVE",
        "CURRENT, timeout, LEASED, GATEWAY_TIMEOUT",
        "CURRENT, fresh, FAIL, REFUSE",
        "STALE, swr, LEASED, REMOVE",
        "DOUBTFUL, fresh, LEASED, REMOVE",
        "DOUBTFUL, fresh, FAIL, REMOVE",
    })
    void withoutAnOrigin(Verdict verdict, String http, Cover cover, HitDecision expected) {
        assertEquals(expected, HitDecision.of(verdict, reuse(http), cover, Source.NONE, false));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsGoneIsRemovedWhateverElseIsSo(Cover cover) {
        for (Source source : Source.values()) {
            for (String http : new String[] {"fresh", "swr", "stale", "timeout"}) {
                assertEquals(
                        HitDecision.REMOVE,
                        HitDecision.of(Verdict.GONE, reuse(http), cover, source, true));
            }
        }
    }
}

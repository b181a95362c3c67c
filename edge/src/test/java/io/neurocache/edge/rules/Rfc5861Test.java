package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.after;
import static io.neurocache.edge.rules.Messages.freshness;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.OriginFailure.ForwardError;
import io.neurocache.edge.rules.OriginFailure.Generate;
import io.neurocache.edge.rules.OriginFailure.Kind;
import io.neurocache.edge.rules.OriginFailure.ServeStale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5861 §4: stale-if-error")
class Rfc5861Test {

    private static final ReusePolicy HOUR =
            new ReusePolicy(3600, 0, ReusePolicy.ClientDirectives.HONOUR);

    private static OriginFailure after10(Kind kind, String response, ReusePolicy policy) {
        return OriginFailure.decide(
                kind,
                CacheControl.Request.NONE,
                freshness("Cache-Control", response),
                after(10),
                policy);
    }

    @Test
    @DisplayName("§4: an error is a response of 500, 502, 503 or 504")
    void whatCountsAsError() {
        assertTrue(OriginFailure.isFailure(500));
        assertTrue(OriginFailure.isFailure(502));
        assertTrue(OriginFailure.isFailure(503));
        assertTrue(OriginFailure.isFailure(504));
        assertFalse(OriginFailure.isFailure(501));
        assertFalse(OriginFailure.isFailure(404));
    }

    @Test
    @DisplayName("§4: the stale response may be used until its window ends")
    void withinTheWindow() {
        for (Kind kind : Kind.values()) {
            assertEquals(
                    new ServeStale(),
                    after10(kind, "max-age=5, stale-if-error=6", ReusePolicy.DEFAULT));
        }
        assertEquals(
                new ForwardError(),
                after10(Kind.ERROR_RESPONSE, "max-age=5, stale-if-error=5", ReusePolicy.DEFAULT));
    }

    @Test
    void withoutWindowTheErrorIsForwarded() {
        assertEquals(
                new ForwardError(), after10(Kind.ERROR_RESPONSE, "max-age=5", ReusePolicy.DEFAULT));
        assertEquals(new Generate(502), after10(Kind.BROKEN, "max-age=5", ReusePolicy.DEFAULT));
        assertEquals(new Generate(504), after10(Kind.TIMEOUT, "max-age=5", ReusePolicy.DEFAULT));
        assertEquals(new ForwardError(), OriginFailure.decide(Kind.ERROR_RESPONSE));
    }

    @Test
    void theRoutesWindowAppliesWhereTheResponseHasNone() {
        assertEquals(new ServeStale(), after10(Kind.BROKEN, "max-age=5", HOUR));
        assertEquals(new Generate(502), after10(Kind.BROKEN, "max-age=5, stale-if-error=1", HOUR));
    }

    @Test
    @DisplayName("RFC 9111 §4.2.4: a disconnected cache may serve stale without anybody's word")
    void disconnected() {
        ReusePolicy hour = new ReusePolicy(0, 3600, ReusePolicy.ClientDirectives.IGNORE);
        assertEquals(new ServeStale(), after10(Kind.BROKEN, "max-age=5", hour));
        assertEquals(new ServeStale(), after10(Kind.TIMEOUT, "max-age=5", hour));
        assertEquals(new ForwardError(), after10(Kind.ERROR_RESPONSE, "max-age=5", hour));
        assertEquals(new Generate(502), after10(Kind.BROKEN, "max-age=5, stale-if-error=1", hour));
        assertEquals(new Generate(504), after10(Kind.BROKEN, "max-age=5, must-revalidate", hour));
    }

    @ParameterizedTest
    @DisplayName("RFC 9111 §4.2.4: never where the response prohibits it; §5.2.2.2: 504 instead")
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=2"})
    void prohibited(String directive) {
        String response = "max-age=2, stale-if-error=60, " + directive;
        assertEquals(new Generate(504), after10(Kind.BROKEN, response, HOUR));
        assertEquals(new ForwardError(), after10(Kind.ERROR_RESPONSE, response, HOUR));
    }

    @Test
    @DisplayName("§4: the request may carry the directive too")
    void requestDirective() {
        CacheControl.Request tolerant =
                CacheControl.ofRequest(Fields.of("Cache-Control", "stale-if-error=60"));
        Freshness stored = freshness("Cache-Control", "max-age=5");
        assertEquals(
                new ServeStale(),
                OriginFailure.decide(
                        Kind.BROKEN, tolerant, stored, after(10), ReusePolicy.DEFAULT));
        assertEquals(
                new Generate(502),
                OriginFailure.decide(
                        Kind.BROKEN,
                        tolerant,
                        stored,
                        after(10),
                        new ReusePolicy(0, 0, ReusePolicy.ClientDirectives.IGNORE)));
    }

    @Test
    void aFreshResponseOutOfNoCacheStandsInToo() {
        assertEquals(new ServeStale(), after10(Kind.BROKEN, "max-age=60", HOUR));
    }
}

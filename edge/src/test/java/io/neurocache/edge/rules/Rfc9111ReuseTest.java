package io.neurocache.edge.rules;

import static io.neurocache.edge.rules.Messages.NOW;
import static io.neurocache.edge.rules.Messages.after;
import static io.neurocache.edge.rules.Messages.freshness;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Reuse.Allowance;
import io.neurocache.edge.rules.Reuse.Cause;
import io.neurocache.edge.rules.Reuse.MustRevalidate;
import io.neurocache.edge.rules.Reuse.StaleServable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9111 §4 and §5.2.1, RFC 5861: reuse of stored responses")
class Rfc9111ReuseTest {

    private static final ReusePolicy POLICY = ReusePolicy.DEFAULT;

    private static CacheControl.Request directives(String value) {
        return CacheControl.ofRequest(Fields.of("Cache-Control", value));
    }

    /** Decides about a response with these directives after some seconds. */
    private static Reuse after10(String requestValue, String responseValue) {
        return Reuse.decide(
                directives(requestValue),
                freshness("Cache-Control", responseValue),
                after(10),
                POLICY);
    }

    private static Reuse mustRevalidate(Cause cause) {
        return new MustRevalidate(cause);
    }

    @Test
    @DisplayName("§4: fresh")
    void freshIsServed() {
        assertEquals(Reuse.FRESH, after10("", "max-age=60"));
        assertEquals(Reuse.FRESH, after10("nothing-to-see-here", "max-age=60, must-revalidate"));
    }

    @Test
    @DisplayName("§4.2.4: a cache must not generate a stale response without being allowed to")
    void staleIsValidated() {
        assertEquals(mustRevalidate(Cause.STALE), after10("", "max-age=10"));
    }

    @Test
    @DisplayName("§5.2.2.4: no-cache must not be used without validation")
    void responseNoCache() {
        assertEquals(
                mustRevalidate(Cause.RESPONSE_NO_CACHE),
                after10("max-stale", "max-age=60, no-cache"));
    }

    @Test
    @DisplayName("§5.2.1.4: request no-cache")
    void requestNoCache() {
        assertEquals(mustRevalidate(Cause.REQUEST_NO_CACHE), after10("no-cache", "max-age=60"));
    }

    @Test
    @DisplayName("§5.2.1.1: request max-age")
    void requestMaxAge() {
        assertEquals(mustRevalidate(Cause.REQUEST_MAX_AGE), after10("max-age=9", "max-age=60"));
        assertEquals(Reuse.FRESH, after10("max-age=10", "max-age=60"));
        Reuse reload =
                Reuse.decide(
                        directives("max-age=0"),
                        freshness("Cache-Control", "max-age=9"),
                        NOW,
                        POLICY);
        assertEquals(mustRevalidate(Cause.REQUEST_MAX_AGE), reload);
    }

    @Test
    @DisplayName("§5.2.1.3: request min-fresh")
    void requestMinFresh() {
        assertEquals(
                mustRevalidate(Cause.REQUEST_MIN_FRESH), after10("min-fresh=51", "max-age=60"));
        assertEquals(Reuse.FRESH, after10("min-fresh=50", "max-age=60"));
        assertEquals(
                mustRevalidate(Cause.STALE),
                after10("min-fresh=1", "max-age=5, stale-while-revalidate=60"));
    }

    @Test
    @DisplayName("§5.2.1.2: request max-stale")
    void requestMaxStale() {
        Reuse allowed = new StaleServable(Allowance.MAX_STALE);
        assertEquals(allowed, after10("max-stale=5", "max-age=5"));
        assertEquals(allowed, after10("max-stale", "max-age=1"));
        assertEquals(mustRevalidate(Cause.STALE), after10("max-stale=4", "max-age=5"));
    }

    @ParameterizedTest
    @DisplayName("§4.2.4: prohibited by must-revalidate, proxy-revalidate and s-maxage")
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=5"})
    void prohibitedStale(String directive) {
        assertEquals(
                mustRevalidate(Cause.STALE),
                after10("max-stale", "max-age=5, stale-while-revalidate=60, " + directive));
    }

    @Test
    @DisplayName("§5.2.1.7: only-if-cached gets a stored response or 504")
    void onlyIfCached() {
        assertEquals(Reuse.FRESH, after10("only-if-cached", "max-age=60"));
        assertEquals(Reuse.GATEWAY_TIMEOUT, after10("only-if-cached", "max-age=5"));
        assertEquals(
                new StaleServable(Allowance.MAX_STALE),
                after10("only-if-cached, max-stale", "max-age=5"));
        assertFalse(Reuse.mayForward(directives("only-if-cached"), POLICY));
        assertTrue(Reuse.mayForward(directives("no-cache"), POLICY));
    }

    @Test
    @DisplayName("RFC 5861 §3: stale-while-revalidate, until its window ends")
    void staleWhileRevalidate() {
        assertEquals(
                new StaleServable(Allowance.STALE_WHILE_REVALIDATE),
                after10("", "max-age=5, stale-while-revalidate=6"));
        assertEquals(
                mustRevalidate(Cause.STALE), after10("", "max-age=5, stale-while-revalidate=5"));
    }

    @Test
    void sharedMaxAgeYieldsByPolicy() {
        StorePolicy yielding =
                new StorePolicy(
                        0,
                        StorePolicy.Heuristic.OFF,
                        StorePolicy.SetCookie.REFUSE,
                        StorePolicy.SharedMaxAge.YIELDS_TO_STALE_DIRECTIVES);
        Freshness stored =
                Freshness.of(
                        Messages.ok("Cache-Control", "s-maxage=5, stale-while-revalidate=60"),
                        Messages.TIMES,
                        yielding);
        assertEquals(
                new StaleServable(Allowance.STALE_WHILE_REVALIDATE),
                Reuse.decide(CacheControl.Request.NONE, stored, after(10), POLICY));
        assertEquals(0, stored.staleIfErrorSeconds());
    }

    @Test
    void clientsAreNotHeardByPolicy() {
        ReusePolicy deaf = new ReusePolicy(0, 0, ReusePolicy.ClientDirectives.IGNORE);
        Freshness stored = freshness("Cache-Control", "max-age=60");
        assertEquals(
                Reuse.FRESH, Reuse.decide(directives("no-cache, max-age=0"), stored, NOW, deaf));
        assertTrue(Reuse.mayForward(directives("only-if-cached"), deaf));
    }

    @Test
    void causesTellRequestFromResponse() {
        assertTrue(Cause.REQUEST_MAX_AGE.isByRequest());
        assertFalse(Cause.STALE.isByRequest());
        assertFalse(Cause.RESPONSE_NO_CACHE.isByRequest());
    }
}

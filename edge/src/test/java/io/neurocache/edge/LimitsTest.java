package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LimitsTest {

    @ParameterizedTest
    @EnumSource
    void everyDefaultLiesInItsRange(Limit limit) {
        assertTrue(limit.accepts(limit.defaultValue()));
        assertSame(limit, Limit.ofKey(limit.key()));
        assertEquals(limit.defaultValue(), Limits.DEFAULTS.values().get(limit));
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsAreAcceptedAndNothingBeyond(Limit limit) {
        for (long end : new long[] {limit.min(), limit.max()}) {
            assertEquals(end, Limits.DEFAULTS.with(limit, end).values().get(limit));
        }
        assertThrows(
                IllegalArgumentException.class, () -> Limits.DEFAULTS.with(limit, limit.min() - 1));
        assertThrows(
                IllegalArgumentException.class, () -> Limits.DEFAULTS.with(limit, limit.max() + 1));
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        assertEquals(32 * 1024, Limits.DEFAULTS.maxHeaderBytes());
        assertEquals(8 * 1024, Limits.DEFAULTS.maxUriBytes());
        assertEquals(100, Limits.DEFAULTS.maxStreams());
        assertEquals(Duration.ofSeconds(60), Limits.DEFAULTS.idleTimeout());
        assertEquals(Duration.ofSeconds(10), Limits.DEFAULTS.headerTimeout());
        assertTrue(Limits.DEFAULTS.maxConnections() >= 10_000);
    }

    @Test
    void anUnknownKeyIsNoLimit() {
        assertNull(Limit.ofKey("max-hedder"));
    }
}

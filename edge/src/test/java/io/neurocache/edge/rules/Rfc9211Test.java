package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.CacheStatus.Collapsing;
import io.neurocache.edge.rules.CacheStatus.Forwarded;
import io.neurocache.edge.rules.CacheStatus.Hit;
import io.neurocache.edge.rules.CacheStatus.Reason;
import io.neurocache.edge.rules.CacheStatus.Storing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9211: the Cache-Status HTTP response header field")
class Rfc9211Test {

    @Test
    @DisplayName("§2.1: hit")
    void hit() {
        assertEquals("NeuroCache; hit; ttl=30", new Hit(30).after(null));
    }

    @Test
    @DisplayName("§2.4: ttl may be negative, to indicate staleness")
    void staleHit() {
        assertEquals("NeuroCache; hit; ttl=-412", new Hit(-412).after(null));
    }

    @ParameterizedTest
    @DisplayName("§2.2: fwd is one of the registered reasons")
    @EnumSource(Reason.class)
    void forwardReasons(Reason reason) {
        assertEquals(
                "NeuroCache; fwd=" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Forwarded.of(reason).after(null));
    }

    @Test
    void aHitMayHaveADetail() {
        assertEquals(
                "NeuroCache; hit; ttl=5; detail=lease-lost", new Hit(5, "lease-lost").after(null));
    }

    @Test
    @DisplayName("§2.3, §2.5, §2.6, §2.8: fwd-status, stored, collapsed, detail")
    void allParameters() {
        CacheStatus all =
                new Forwarded(
                        Reason.STALE, 304, 60, Storing.STORED, Collapsing.COLLAPSED, "no-store");
        assertEquals(
                "NeuroCache; fwd=stale; fwd-status=304; ttl=60; stored; collapsed; detail=no-store",
                all.after(null));
    }

    @Test
    @DisplayName("§2.8: detail is a token or a string")
    void details() {
        assertEquals("; detail=\"a b\"", detail("a b"));
        assertEquals("; detail=\"a\\\"\\\\?\"", detail("a\"\\\u00fc"));
        assertEquals("; detail=\"1x\"", detail("1x"));
    }

    private static String detail(String detail) {
        CacheStatus status =
                new Forwarded(
                        Reason.MISS,
                        CacheStatus.NO_STATUS,
                        CacheStatus.NO_TTL,
                        Storing.NOT_STORED,
                        Collapsing.ALONE,
                        detail);
        return status.after(null).substring("NeuroCache; fwd=miss".length());
    }

    @Test
    @DisplayName("§2: the caches nearer to the origin come first")
    void appendedToTheList() {
        assertEquals("Shield; hit, NeuroCache; hit; ttl=1", new Hit(1).after("Shield; hit"));
        assertEquals("NeuroCache; hit; ttl=1", new Hit(1).after(" "));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, -1, 3600, Long.MAX_VALUE, Long.MIN_VALUE})
    void bytesAndTextAreTheSame(long ttl) {
        byte[] target = new byte[2 + CacheStatus.MAX_HIT_BYTES];
        int end = CacheStatus.writeHit(target, 2, ttl);
        assertEquals(
                new Hit(ttl).after(null),
                new String(target, 2, end - 2, StandardCharsets.ISO_8859_1));
    }

    @Test
    void theMemberIsAStructuredField() {
        String member = new Hit(30).after(null).replace("NeuroCache; ", "a;");
        assertNotNull(StructuredDictionary.parse(member));
        assertTrue(Tokens.isToken("NeuroCache"));
    }
}

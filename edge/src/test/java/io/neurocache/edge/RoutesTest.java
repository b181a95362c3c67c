package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesTest {
    private static final List<OriginAddress> ORIGIN =
            List.of(OriginAddress.parse("http://127.0.0.1:9000"));

    @Test
    void theFirstRouteThatMatchesWins() {
        Route scripts = Route.of(Glob.of("*.js"), ORIGIN);
        Route rest = Route.of(Glob.of("**"), ORIGIN);
        Routes routes = new Routes(List.of(scripts, rest));

        assertSame(scripts, routes.match("any", "a/b.js"));
        assertSame(rest, routes.match("any", "a/b.css"));
    }

    @Test
    void oneOriginWithTlsIsEnoughToNeedIt() {
        Route plain = Route.of(Glob.of("*.js"), ORIGIN);
        OriginAddress secure = OriginAddress.parse("https://a.example");
        Route mixed = Route.of(Glob.of("**"), List.of(ORIGIN.getFirst(), secure));

        assertFalse(Routes.NONE.useTls());
        assertFalse(new Routes(List.of(plain)).useTls());
        assertTrue(new Routes(List.of(plain, mixed)).useTls());
    }

    @Test
    void aRequestThatNothingTakesHasNoRoute() {
        assertNull(new Routes(List.of(Route.of(Glob.of("*.js"), ORIGIN))).match("", "a.css"));
        assertNull(Routes.NONE.match("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example", "A.EXAMPLE", "a.example:8080", "a.example."})
    void aHostMatchesWithoutItsPortAndCase(String host) {
        Route route = forHost("A.example");

        assertSame(route, new Routes(List.of(route)).match(host, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "b.example", "a.example.org", "www.a.example", ":80", "["})
    void anotherHostDoesNotMatch(String host) {
        assertNull(new Routes(List.of(forHost("a.example"))).match(host, "x"));
    }

    @Test
    void anIpv6HostMatchesInItsBrackets() {
        Route route = forHost("::1");

        assertSame(route, new Routes(List.of(route)).match("[::1]:8080", "x"));
    }

    @Test
    void aRouteChecksItself() {
        Duration day = Duration.ofDays(1);
        Duration second = Duration.ofSeconds(1);

        assertRefused("", List.of(), "", day, day, second, second);
        assertRefused("", Collections.nCopies(33, ORIGIN.getFirst()), "", day, day, second, second);
        assertRefused("a:80", ORIGIN, "", day, day, second, second);
        assertRefused("", ORIGIN, "ping", day, day, second, second);
        assertRefused("", ORIGIN, "/a b", day, day, second, second);
        assertRefused("", ORIGIN, "", Duration.ofDays(366), day, second, second);
        assertRefused("", ORIGIN, "", day, Duration.ofSeconds(-1), second, second);
        assertRefused("", ORIGIN, "", day, day, Duration.ZERO, second);
        assertRefused("", ORIGIN, "", day, day, second, Duration.ofHours(2));
    }

    @Test
    void theListIsBoundedAndCopied() {
        Route route = Route.of(Glob.of("**"), ORIGIN);

        assertThrows(
                IllegalArgumentException.class, () -> new Routes(Collections.nCopies(1001, route)));
        assertEquals(1000, new Routes(Collections.nCopies(1000, route)).list().size());
    }

    private static Route forHost(String host) {
        Duration second = Duration.ofSeconds(1);
        return new Route(
                Glob.of("**"),
                host,
                ORIGIN,
                "",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Route.WhenCutOff.FAIL,
                Duration.ZERO,
                second,
                second);
    }

    private static void assertRefused(
            String host,
            List<OriginAddress> origins,
            String health,
            Duration defaultTtl,
            Duration staleIfError,
            Duration connectTimeout,
            Duration responseTimeout) {
        Glob glob = Glob.of("**");
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new Route(
                                glob,
                                host,
                                origins,
                                health,
                                defaultTtl,
                                staleIfError,
                                Duration.ZERO,
                                Route.WhenCutOff.FAIL,
                                Duration.ZERO,
                                connectTimeout,
                                responseTimeout));
    }
}

package io.neurocache.edge.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.edge.AccessToken;
import io.neurocache.edge.access.Access.Verdict;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String TOKEN = "s3cret-token-of-22-chars";
    private final MovedClock clock = new MovedClock();
    private final Access access = new Access(AccessToken.of(TOKEN), new Sessions(clock));

    private static RequestHead request(String authority, String... fields) {
        return new RequestHead("PUT", "http", authority, "/cache/a", Fields.of(fields));
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:8080", "a.localhost", "127.0.0.1:1", "[::1]:8080"})
    void aLoopbackClientThatNamesALoopbackHostMayDoEverything(String host) throws Exception {
        assertEquals(Verdict.ALLOWED, access.mayWrite(request(host), address("127.0.0.1")));
        assertEquals(Verdict.ALLOWED, access.mayRead(request(host), address("::1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "localhost.example.com",
                "127.0.0.1.example.com",
                "127.0.0.evil",
                "",
                "[::2]",
                "0x7f.0.0.1"
            })
    void aReboundNameIsNotLoopback(String host) throws Exception {
        assertEquals(Verdict.UNAUTHORIZED, access.mayWrite(request(host), address("127.0.0.1")));
        assertEquals(Verdict.UNAUTHORIZED, access.mayRead(request(host), address("127.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource({"Forwarded,for=10.0.0.1", "X-Forwarded-For,10.0.0.1"})
    void aProxySpeaksForSomebodyElse(String name, String value) throws Exception {
        RequestHead request = request("localhost", name, value);

        assertEquals(Verdict.UNAUTHORIZED, access.mayWrite(request, address("127.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, UNAUTHORIZED",
        "null, UNAUTHORIZED",
        "http://localhost:9999, UNAUTHORIZED",
        "http://localhost:8080, ALLOWED"
    })
    void aForeignPageMayNotChangeAnything(String origin, Verdict expected) throws Exception {
        RequestHead request = request("localhost:8080", "Origin", origin);

        assertEquals(expected, access.mayWrite(request, address("127.0.0.1")));
        assertEquals(Verdict.ALLOWED, access.mayRead(request, address("127.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer s3cret-token-of-22-chars, ALLOWED",
        "bearer s3cret-token-of-22-chars, ALLOWED",
        "Bearer other, UNAUTHORIZED",
        "Bearer, UNAUTHORIZED",
        "Basic s3cret-token-of-22-chars, UNAUTHORIZED"
    })
    void fromElsewhereTheTokenDecides(String authorization, Verdict expected) throws Exception {
        RequestHead request = request("cache.example.com", "Authorization", authorization);

        assertEquals(expected, access.mayWrite(request, address("192.0.2.1")));
    }

    @Test
    void twoAuthorizationsAreNone() throws Exception {
        RequestHead request =
                request("h", "Authorization", "Bearer " + TOKEN, "Authorization", "Bearer x");

        assertEquals(Verdict.UNAUTHORIZED, access.mayWrite(request, address("192.0.2.1")));
    }

    // ---- Sessions.

    /** The cookie of a browser that has shown the token. */
    private String cookie() {
        String set = access.sessions().begin(false);
        return set.substring(0, set.indexOf(';'));
    }

    private Verdict read(String... fields) throws UnknownHostException {
        return access.mayRead(request("cache.example.com", fields), address("192.0.2.1"));
    }

    private Verdict write(String... fields) throws UnknownHostException {
        return access.mayWrite(request("cache.example.com", fields), address("192.0.2.1"));
    }

    @Test
    void aSessionMayReadAndWriteFromTheNodesOwnPages() throws Exception {
        String cookie = cookie();
        assertEquals(Verdict.ALLOWED, read("Cookie", cookie));
        assertEquals(
                Verdict.ALLOWED, write("Cookie", cookie, "Origin", "http://cache.example.com"));
        assertEquals(Verdict.ALLOWED, write("Cookie", cookie));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://cache.example.com:81",
                "http://cache.example.com.evil.example"
            })
    void aSessionIsNoGoodToAForeignPage(String origin) throws Exception {
        assertEquals(Verdict.UNAUTHORIZED, write("Cookie", cookie(), "Origin", origin));
    }

    @Test
    void aSessionOfNobodyMayNothing() throws Exception {
        String known = cookie();
        String cookie = known.substring(0, known.indexOf('=') + 1) + "0".repeat(32);
        assertEquals(Verdict.UNAUTHORIZED, read("Cookie", cookie));
        assertEquals(Verdict.UNAUTHORIZED, write("Cookie", cookie));
    }

    @Test
    void aSessionThatHasEndedMayNothing() throws Exception {
        String ended = cookie();
        access.sessions().end(request("cache.example.com", "Cookie", ended), false);
        assertEquals(Verdict.UNAUTHORIZED, read("Cookie", ended));

        String old = cookie();
        clock.millis += 12 * 3_600_000L;
        assertEquals(Verdict.UNAUTHORIZED, read("Cookie", old));
        assertEquals(Verdict.UNAUTHORIZED, write("Cookie", old));
    }
}

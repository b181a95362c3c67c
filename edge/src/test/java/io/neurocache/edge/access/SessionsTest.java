package io.neurocache.edge.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final MovedClock clock = new MovedClock();
    private final Sessions sessions = new Sessions(clock);

    private static RequestHead request(String... fields) {
        return new RequestHead("GET", "http", "h", "/wire", Fields.of(fields));
    }

    /** What a browser sends back of what it was sent. */
    private static String pair(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }

    private boolean has(String cookie) {
        return sessions.has(request("Cookie", cookie));
    }

    @Test
    void aCookieIsOutOfReachOfScriptsAndOfOtherSites() {
        String cookie = sessions.begin(false);
        assertTrue(
                cookie.matches(
                        "neurocache-session-[0-9a-f]{8}=[0-9a-f]{32}; Path=/; Max-Age=43200;"
                                + " HttpOnly; SameSite=Strict"),
                cookie);
        assertTrue(sessions.begin(true).endsWith("; SameSite=Strict; Secure"));
    }

    @Test
    void aSessionIsKnownByItsCookieAmongOthers() {
        String pair = pair(sessions.begin(false));
        assertTrue(has(pair));
        assertTrue(has("theme=dark; " + pair + "; x=y"));
        assertTrue(has("theme=dark;" + pair));
        assertTrue(sessions.has(request("Cookie", "a=b", "Cookie", pair)));
    }

    @Test
    void whatWasNotGivenOutIsNoSession() {
        String pair = pair(sessions.begin(false));
        assertFalse(sessions.has(request()));
        assertFalse(has(""));
        String name = pair.substring(0, pair.indexOf('='));
        assertFalse(has(name));
        assertFalse(has(name + "="));
        assertFalse(has(pair + "0"));
        assertFalse(has("x" + pair));
        assertFalse(has(pair.toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void aSessionEndsAfterTwelveHours() {
        String pair = pair(sessions.begin(false));
        clock.millis += 12 * 3_600_000L - 1;
        assertTrue(has(pair));
        clock.millis += 1;
        assertFalse(has(pair));
    }

    @Test
    void whoEndsASessionIsToldToForgetTheCookie() {
        String one = pair(sessions.begin(false));
        String other = pair(sessions.begin(false));
        assertNotEquals(one, other);
        assertEquals(
                one.substring(0, one.indexOf('='))
                        + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
                sessions.end(request("Cookie", one), false));
        assertFalse(has(one));
        assertTrue(has(other));
        sessions.end(request(), false);
        assertTrue(has(other));
    }

    @Test
    void severalNodesOfOneHostDoNotTakeEachOthersCookies() {
        Sessions other = new Sessions(clock);
        String here = pair(sessions.begin(false));
        String there = pair(other.begin(false));
        assertNotEquals(
                here.substring(0, here.indexOf('=')), there.substring(0, there.indexOf('=')));
        // A browser sends both to both.
        String both = there + "; " + here;
        assertTrue(has(both));
        assertTrue(other.has(request("Cookie", both)));
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < Sessions.MOST + 1; i++) {
            pairs.add(pair(sessions.begin(false)));
        }
        assertFalse(has(pairs.getFirst()));
        assertTrue(has(pairs.get(1)));
        assertTrue(has(pairs.getLast()));
    }
}

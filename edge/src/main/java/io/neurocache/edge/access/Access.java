package io.neurocache.edge.access;

import io.neurocache.edge.AccessToken;
import io.neurocache.edge.rules.RequestHead;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may change the cache or look at how it runs.
 *
 * <p>A request from a loopback address is the host's own user and may do everything, unless it
 * speaks for somebody else: it came through a proxy ({@code Forwarded}, {@code X-Forwarded-For}),
 * it names a host that is not loopback (a web page that rebound its DNS name), or it would change
 * something and comes from a foreign web page ({@code Origin}). All others need the bearer token,
 * or a {@linkplain Sessions session} that was begun with it, which is no good to a foreign web page
 * either.
 *
 * <p>Safe from any thread.
 */
public final class Access {
    private static final String BEARER = "bearer ";

    private final AccessToken token;
    private final Sessions sessions;

    /**
     * Makes the rule.
     *
     * @param token what a bearer must show
     * @param sessions of browsers that have shown it
     */
    public Access(AccessToken token, Sessions sessions) {
        this.token = token;
        this.sessions = sessions;
    }

    /** Those of browsers that have shown the token. */
    public Sessions sessions() {
        return sessions;
    }

    /** What may be done with a request. */
    public enum Verdict {
        /** It may go on. */
        ALLOWED,
        /** It needs a token, or another one (401). */
        UNAUTHORIZED
    }

    /** Says whether a request may read what is only for operators. */
    public Verdict mayRead(RequestHead request, InetAddress remote) {
        return isLocal(request, remote) || bearsToken(request) || sessions.has(request)
                ? Verdict.ALLOWED
                : Verdict.UNAUTHORIZED;
    }

    /** Says whether a request may change something. */
    public Verdict mayWrite(RequestHead request, InetAddress remote) {
        boolean isOurs = isLocal(request, remote) || sessions.has(request);
        return bearsToken(request) || (isOurs && !hasForeignOrigin(request))
                ? Verdict.ALLOWED
                : Verdict.UNAUTHORIZED;
    }

    private static boolean isLocal(RequestHead request, InetAddress remote) {
        return remote.isLoopbackAddress()
                && !request.fields().contains("Forwarded")
                && !request.fields().contains("X-Forwarded-For")
                && isLoopbackHost(hostOf(request.authority()));
    }

    private static boolean hasForeignOrigin(RequestHead request) {
        String origin = request.fields().combined("Origin");
        if (origin == null) {
            return false;
        }
        int scheme = origin.indexOf("://");
        return scheme < 0 || !origin.substring(scheme + 3).equalsIgnoreCase(request.authority());
    }

    private boolean bearsToken(RequestHead request) {
        @Nullable String value = request.fields().first("Authorization");
        return value != null
                && request.fields().count("Authorization") == 1
                && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && token.matches(value.substring(BEARER.length()).trim());
    }

    private static String hostOf(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? authority : authority.substring(0, end + 1);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private static boolean isLoopbackHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || isLoopbackIpv4(name);
    }

    /** True of 127.a.b.c in decimal alone: other spellings are not worth a doubt. */
    private static boolean isLoopbackIpv4(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals("127")) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(Access::isDigit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}

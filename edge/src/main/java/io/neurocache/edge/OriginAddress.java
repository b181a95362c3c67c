package io.neurocache.edge;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an origin server answers: scheme, host and port, nothing else of a URL.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param tls whether the origin speaks https
 * @param host in lower case; an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record OriginAddress(boolean tls, String host, int port) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;

    public OriginAddress {
        host = host.toLowerCase(Locale.ROOT);
        @Nullable String fault = HostPort.hostFault(host);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }

    /**
     * Reads {@code http://host[:port]} or {@code https://host[:port]}; one trailing slash is taken
     * as nothing.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and what is accepted
     */
    public static OriginAddress parse(String url) {
        int schemeEnd = url.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : url.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "an origin is http://HOST[:PORT] or https://HOST[:PORT]");
        }
        String authority = url.substring(schemeEnd + "://".length());
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        refuseMoreThanAuthority(authority);
        boolean tls = scheme.equals("https");
        int defaultPort = tls ? HTTPS_PORT : HTTP_PORT;
        int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : 0;
        if (authority.startsWith("[") && hostEnd == 0) {
            throw new IllegalArgumentException("[ is never closed");
        }
        int colon = authority.indexOf(':', hostEnd);
        if (colon < 0) {
            colon = authority.length();
        }
        if (colon != authority.length() && authority.indexOf(':', colon + 1) >= 0) {
            throw new IllegalArgumentException("an IPv6 address goes in brackets: http://[::1]:80");
        }
        int port =
                colon == authority.length()
                        ? defaultPort
                        : HostPort.parsePort(authority.substring(colon + 1));
        return new OriginAddress(tls, unbracketed(authority.substring(0, colon)), port);
    }

    private static void refuseMoreThanAuthority(String authority) {
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("an origin must not hold a user name or password");
        }
        if (authority.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "an origin must not have a path: the request's own path is used");
        }
        if (authority.indexOf('?') >= 0 || authority.indexOf('#') >= 0) {
            throw new IllegalArgumentException("an origin must not have a query or a fragment");
        }
    }

    private static String unbracketed(String host) {
        if (!host.startsWith("[")) {
            return host;
        }
        String literal = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
        if (literal.indexOf(':') < 0) {
            throw new IllegalArgumentException("[ ] must enclose an IPv6 address");
        }
        return literal;
    }

    /** Returns what belongs in a Host header: the port only when it is not the scheme's own. */
    public String authority() {
        String name = HostPort.bracketed(host);
        return port == (tls ? HTTPS_PORT : HTTP_PORT) ? name : name + ":" + port;
    }

    /** Returns {@code host:port}, an IPv6 address in brackets. */
    public String hostAndPort() {
        return HostPort.bracketed(host) + ":" + port;
    }

    /** Returns the address as a URL without a path. */
    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority();
    }
}

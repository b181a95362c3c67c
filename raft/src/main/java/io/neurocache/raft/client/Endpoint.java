package io.neurocache.raft.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a server's Raft port is.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** Checks the ranges. */
    public Endpoint {
        if (host.isEmpty() || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "an endpoint is HOST:PORT, with a port of 1 to 65535");
        }
    }

    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException if the text is none; its message says what is accepted
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw notOne(text);
        }
        try {
            return new Endpoint(host, Integer.parseInt(text, colon + 1, text.length(), 10));
        } catch (IllegalArgumentException _) {
            throw notOne(text);
        }
    }

    /**
     * Reads endpoints with commas between them.
     *
     * @throws IllegalArgumentException if one of them is none
     */
    public static List<Endpoint> list(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            endpoints.add(parse(part.strip()));
        }
        return List.copyOf(endpoints);
    }

    private static IllegalArgumentException notOne(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no endpoint: HOST:PORT is, with a port of 1 to 65535");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

package io.neurocache.raft.server;

import io.neurocache.slab.Check;

/**
 * A server of the cluster and where it is.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param id from 1
 * @param host a name or an address
 * @param port of Raft, 1 to 65535; 0 for a server alone that takes a free one
 * @param edge its edge's address as host:port, or empty
 * @param kind whether it votes
 */
public record MemberAddress(int id, String host, int port, String edge, Kind kind) {

    /** What a member is to the cluster that it founds. */
    public enum Kind {
        /** It votes. */
        VOTER,
        /** It gets the log without a vote. */
        LEARNER
    }

    /** A member that votes. */
    public MemberAddress(int id, String host, int port, String edge) {
        this(id, host, port, edge, Kind.VOTER);
    }

    /** Checks the ranges. */
    public MemberAddress {
        Check.argument(id >= 1, "a member's id counts from 1, and is not", id);
        Check.argument(!host.isEmpty(), "a member has a host");
        Check.argument(port >= 0 && port <= 65_535, "a port is 0 to 65535, not", port);
    }

    /** The Raft address as host:port; an IPv6 address stands in brackets. */
    public String raft() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** A host without the brackets around an IPv6 address. */
    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }
}

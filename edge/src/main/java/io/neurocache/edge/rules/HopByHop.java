package io.neurocache.edge.rules;

import java.util.List;
import java.util.Set;

/**
 * Tells fields of one connection from fields of the message (RFC 9110 §7.6.1). Stateless: safe from
 * any thread.
 */
public final class HopByHop {

    private static final Set<String> NAMES =
            Set.of(
                    "connection",
                    "http2-settings",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authentication-info",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private HopByHop() {}

    /** Says whether a field never outlives its connection, whatever Connection lists. */
    public static boolean isHopByHop(String name) {
        return NAMES.contains(Tokens.lower(name));
    }

    /**
     * Returns the lines that may be forwarded or stored: without the hop-by-hop fields and without
     * those that Connection lists. Host stays, because a message without it would be another one.
     */
    public static Fields endToEnd(Fields fields) {
        List<String> listed = Tokens.list(fields, "Connection");
        Fields.Builder kept = Fields.builder();
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i);
            if (!isHopByHop(name) && !containsIgnoreCase(listed, name)) {
                kept.add(name, fields.value(i));
            }
        }
        return kept.build();
    }

    private static boolean containsIgnoreCase(List<String> listed, String name) {
        return !name.equalsIgnoreCase("Host") && listed.stream().anyMatch(name::equalsIgnoreCase);
    }
}

package io.neurocache.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.edge.rules.RequestHead;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for, from the query and the fields of its request.
 *
 * @param after the last event it has, or {@link #NOTHING}
 * @param from the first it wants, or {@link #NOTHING}
 * @param to the last it wants; {@link Long#MAX_VALUE} for all
 * @param limit the most it wants
 * @param types those it wants; empty for all
 * @param node whose it wants; 0 for all
 * @param isBatched whether several may come in one
 * @param hasState whether what lies between the snapshot before {@code from} and it is wanted too
 */
record Query(
        long after,
        long from,
        long to,
        long limit,
        Set<String> types,
        int node,
        boolean isBatched,
        boolean hasState) {
    static final long NOTHING = -1;
    static final long USUAL_LIMIT = 10_000;
    static final long MOST_LIMIT = 100_000;

    private static final Set<String> NAMES =
            Set.of("after", "from", "to", "limit", "types", "node", "batch", "state");
    private static final int MOST_DIGITS = 18;

    /** These come whatever types are wanted: without them the rest is misunderstood. */
    private static final String SNAPSHOT = "snapshot";

    /** Thrown where a request cannot be understood; its message is for the client. */
    static final class BadQuery extends Exception {
        private static final long serialVersionUID = 1;

        BadQuery(String message) {
            super(message);
        }
    }

    /**
     * Reads a request.
     *
     * @throws BadQuery when a parameter is unknown, comes twice or is no number where it must be
     */
    static Query of(RequestHead request) throws BadQuery {
        Map<String, String> values = parameters(request.target());
        long after = number(values, "after", NOTHING);
        @Nullable String last = request.fields().first("Last-Event-ID");
        if (last != null && !last.isEmpty()) {
            // The field is newer: a browser that connects again asks with the same query.
            after = parse("Last-Event-ID", last.trim());
        }
        long limit = number(values, "limit", USUAL_LIMIT);
        if (limit < 1 || limit > MOST_LIMIT) {
            throw new BadQuery("limit is a number from 1 to " + MOST_LIMIT);
        }
        @Nullable String types = values.get("types");
        return new Query(
                after,
                number(values, "from", NOTHING),
                number(values, "to", Long.MAX_VALUE),
                limit,
                types == null || types.isEmpty()
                        ? Set.of()
                        : Set.copyOf(List.of(types.split(",", -1))),
                (int) Math.min(number(values, "node", 0), Integer.MAX_VALUE),
                isSet(values, "batch"),
                isSet(values, "state"));
    }

    private static Map<String, String> parameters(String target) throws BadQuery {
        Map<String, String> values = new HashMap<>();
        int mark = target.indexOf('?');
        if (mark < 0 || mark == target.length() - 1) {
            return values;
        }
        for (String each : target.substring(mark + 1).split("&", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            String value = equals < 0 ? "" : decoded(name, each.substring(equals + 1));
            if (!NAMES.contains(name)) {
                throw new BadQuery(
                        "unknown parameter; known are after, from, to, limit, types,"
                                + " node, batch and state");
            }
            if (values.put(name, value) != null) {
                throw new BadQuery(name + " comes twice");
            }
        }
        return values;
    }

    private static String decoded(String name, String value) throws BadQuery {
        try {
            return URLDecoder.decode(value, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadQuery(name + " is not percent-encoded as it must be");
        }
    }

    private static long number(Map<String, String> values, String name, long otherwise)
            throws BadQuery {
        @Nullable String value = values.get(name);
        return value == null ? otherwise : parse(name, value);
    }

    private static long parse(String name, String value) throws BadQuery {
        boolean isNumber =
                !value.isEmpty()
                        && value.length() <= MOST_DIGITS
                        && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            throw new BadQuery(name + " is a whole number");
        }
        return Long.parseLong(value);
    }

    private static boolean isSet(Map<String, String> values, String name) throws BadQuery {
        @Nullable String value = values.get(name);
        if (value != null && !value.equals("1") && !value.equals("0")) {
            throw new BadQuery(name + " is 0 or 1");
        }
        return "1".equals(value);
    }

    /** Whether lines are left out. */
    boolean isSelective() {
        return !types.isEmpty() || node != 0;
    }

    /** Whether a line is wanted. */
    boolean wants(Line line) {
        boolean isWantedType =
                types.isEmpty() || types.contains(line.type()) || line.type().equals(SNAPSHOT);
        return isWantedType && (node == 0 || node == line.node() || line.type().equals(SNAPSHOT));
    }
}

package io.neurocache.edge.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The request fields that select a stored response, with the values they had when it was stored
 * (RFC 9111 §4.1). Immutable: safe from any thread.
 *
 * <p>Values are normalised as far as the meaning of any list field allows: lines are combined,
 * white space around commas and empty elements are dropped; the language and encoding fields are
 * compared without case. Order is kept: for languages of equal weight it is a preference.
 * Credentials are compared byte for byte.
 *
 * @param names the nominated names, lower case, sorted, without duplicates
 * @param values for each name the normalised value, or {@link #ABSENT}
 */
public record VaryKey(List<String> names, List<String> values) {

    /** Stands for a field the request did not have; no valid value contains NUL. */
    public static final String ABSENT = "\0";

    /** The key of a response without Vary: it matches every request. */
    public static final VaryKey ANY = new VaryKey(List.of(), List.of());

    /** More nominated names than this make a response not worth storing. */
    public static final int MAX_NAMES = 16;

    /** Longer values are kept as their hash. */
    static final int MAX_VALUE_CHARS = 256;

    private static final Set<String> WITHOUT_CASE =
            Set.of("accept-charset", "accept-encoding", "accept-language");
    private static final Set<String> VERBATIM =
            Set.of("authorization", "cookie", "proxy-authorization");

    /** Copies the lists, which have the same length. */
    public VaryKey {
        names = List.copyOf(names);
        values = List.copyOf(values);
        if (names.size() != values.size()) {
            throw new IllegalArgumentException("each name needs a value");
        }
    }

    /** Says whether responses with this Vary can be kept apart: no star, not too many names. */
    public static boolean isUsable(Fields response) {
        Set<String> names = nominated(response);
        return !names.contains("*") && names.size() <= MAX_NAMES;
    }

    /** Returns the key of a response to a request; the response's Vary must be usable. */
    public static VaryKey of(Fields response, Fields request) {
        if (!response.contains("Vary")) {
            return ANY;
        }
        Set<String> nominated = nominated(response);
        if (nominated.contains("*") || nominated.size() > MAX_NAMES) {
            throw new IllegalArgumentException("such a Vary cannot be a key");
        }
        List<String> names = List.copyOf(nominated);
        return new VaryKey(names, presented(names, request));
    }

    private static Set<String> nominated(Fields response) {
        Set<String> names = new TreeSet<>();
        for (String name : Tokens.list(response, "Vary")) {
            names.add(Tokens.lower(name));
        }
        return names;
    }

    /** Says whether a request presents the same values. */
    public boolean matches(Fields request) {
        return values.equals(presented(names, request));
    }

    /** Returns the normalised values that a request presents for some names. */
    static List<String> presented(List<String> names, Fields request) {
        List<String> values = new ArrayList<>(names.size());
        for (String name : names) {
            values.add(request.contains(name) ? normalised(name, request) : ABSENT);
        }
        return values;
    }

    private static String normalised(String name, Fields request) {
        String value =
                String.join(
                        ",",
                        VERBATIM.contains(name) ? request.all(name) : Tokens.list(request, name));
        value = WITHOUT_CASE.contains(name) ? Tokens.lower(value) : value;
        return value.length() <= MAX_VALUE_CHARS ? value : hash(value);
    }

    private static String hash(String value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] bytes = digest.digest(value.getBytes(StandardCharsets.UTF_8));
            return ABSENT + "sha-256:" + HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

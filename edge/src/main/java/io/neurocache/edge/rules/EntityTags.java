package io.neurocache.edge.rules;

/**
 * Compares entity tags (RFC 9110 §8.8.3). Stateless: safe from any thread; nothing here throws on
 * input.
 *
 * <p>A tag is compared as it was sent, quotes and all. An invalid tag, say one without quotes,
 * therefore equals only itself.
 */
final class EntityTags {

    private static final String WEAK = "W/";

    private EntityTags() {}

    static boolean isWeak(String tag) {
        return tag.startsWith(WEAK);
    }

    static boolean strongMatch(String one, String other) {
        return !isWeak(one) && one.equals(other);
    }

    static boolean weakMatch(String one, String other) {
        return opaque(one).equals(opaque(other));
    }

    private static String opaque(String tag) {
        return isWeak(tag) ? tag.substring(WEAK.length()) : tag;
    }

    /** Says whether a tag in the list of a precondition matches, by weak comparison. */
    static boolean anyWeakMatch(Fields fields, String name, String tag) {
        return anyMatch(fields, name, tag, false);
    }

    /** Says whether a tag in the list of a precondition matches, by strong comparison. */
    static boolean anyStrongMatch(Fields fields, String name, String tag) {
        return anyMatch(fields, name, tag, true);
    }

    private static boolean anyMatch(Fields fields, String name, String tag, boolean strong) {
        for (String line : fields.all(name)) {
            if (listMatches(line, tag, strong)) {
                return true;
            }
        }
        return false;
    }

    /** Walks the list itself, because a backslash in a tag does not escape (etagc). */
    private static boolean listMatches(String line, String tag, boolean strong) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= line.length(); i++) {
            char c = i < line.length() ? line.charAt(i) : ',';
            if (c == '"') {
                quoted = !quoted;
            }
            if (i == line.length() || (c == ',' && !quoted)) {
                String listed = Tokens.trim(line.substring(start, i));
                start = i + 1;
                if (strong ? strongMatch(listed, tag) : weakMatch(listed, tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Says whether a precondition is the single {@code *}. */
    static boolean isStar(Fields fields, String name) {
        String value = fields.first(name);
        return value != null && fields.count(name) == 1 && Tokens.trim(value).equals("*");
    }
}

package io.neurocache.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * A compiled glob on keys: which route a request takes.
 *
 * <table>
 * <caption>What a pattern may hold</caption>
 * <tr><th>written</th><th>matches</th></tr>
 * <tr><td>{@code *}</td><td>any run of characters within one segment, the empty one too</td></tr>
 * <tr><td>{@code **}</td><td>any run of characters, {@code /} included</td></tr>
 * <tr><td>{@code **}{@code /}</td><td>at the start of a segment: any number of whole segments,
 *     none too, so {@code a/**}{@code /b} matches {@code a/b}</td></tr>
 * <tr><td>{@code ?}</td><td>one character, not {@code /}</td></tr>
 * <tr><td>{@code [a-z]}, {@code [!a-z]}</td><td>one character of the class, or one outside it;
 *     never {@code /}</td></tr>
 * <tr><td>{@code {a,b}}</td><td>either pattern; may be empty and may be nested</td></tr>
 * <tr><td>{@code \*}</td><td>the character itself</td></tr>
 * </table>
 *
 * <p>Keys are written without a leading slash. A pattern that starts with <code>*.</code> and has
 * no {@code /}, such as {@code *.js}, matches the last segment at any depth; a leading {@code /}
 * ties it to the top, as in a {@code .gitignore}. Matching is case-sensitive.
 *
 * <p>The pattern becomes one automaton whose states are bits (the shift-and algorithm), so a match
 * reads each character of the key once: the cost is the key's length times the pattern's words of
 * 64 states, whatever the key holds. Patterns of up to 64 states match without allocating.
 *
 * <p>Immutable; safe from any thread.
 */
public final class Glob {
    /** The longest pattern accepted, in characters. */
    public static final int MAX_PATTERN_CHARS = 1024;

    private final String pattern;
    private final boolean everything;
    private final GlobAutomaton automaton;

    private Glob(String pattern, List<List<GlobElement>> alternatives) {
        this.pattern = pattern;
        this.everything = alternatives.contains(List.of(GlobElement.Star.ANY));
        this.automaton = new GlobAutomaton(alternatives);
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException when the pattern is empty, too long or malformed; the
     *     message says what is wrong and at which character, counted from 1
     */
    public static Glob of(String pattern) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("a pattern must not be empty");
        }
        if (pattern.length() > MAX_PATTERN_CHARS) {
            throw new IllegalArgumentException(
                    "a pattern may have " + MAX_PATTERN_CHARS + " characters at most");
        }
        List<List<GlobElement>> alternatives = new ArrayList<>();
        for (List<GlobToken> tokens : GlobToken.expand(GlobToken.scan(pattern))) {
            alternatives.add(GlobElement.parse(tokens));
        }
        return new Glob(pattern, alternatives);
    }

    /** Returns the pattern as it was written. */
    public String pattern() {
        return pattern;
    }

    /** Whether the whole key matches. */
    public boolean matches(CharSequence key) {
        return matches(key, 0, key.length());
    }

    /** Whether {@code text} from {@code start} to {@code end}, exclusive, matches as a whole. */
    public boolean matches(CharSequence text, int start, int end) {
        if (start < 0 || start > end || end > text.length()) {
            throw new IndexOutOfBoundsException("range outside the text");
        }
        return everything || automaton.matches(text, start, end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }
}

package io.neurocache.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a glob before its braces are expanded. Expansion comes first because an alternative
 * may change what its neighbours mean: in <code>{a/,}**</code>{@code /b} the stars start a segment
 * either way.
 *
 * <p>Immutable; safe from any thread.
 */
sealed interface GlobToken {
    /** How many plain patterns the braces of one pattern may stand for. */
    int MAX_ALTERNATIVES = 256;

    /** How deep braces may nest. */
    int MAX_DEPTH = 8;

    /** One character, or one class of characters, as it will stand in the automaton. */
    record Single(GlobElement element) implements GlobToken {}

    /** A run of {@code *}. */
    record Stars(int count) implements GlobToken {}

    /** A brace group. */
    record Group(List<List<GlobToken>> alternatives) implements GlobToken {
        public Group {
            alternatives = List.copyOf(alternatives);
        }
    }

    /** Splits a pattern into tokens; throws IllegalArgumentException when it is malformed. */
    static List<GlobToken> scan(String pattern) {
        GlobScanner scanner = new GlobScanner(pattern);
        return scanner.scan();
    }

    /**
     * Multiplies the brace groups out. The result has one list for each plain pattern and holds no
     * {@link Group}.
     */
    static List<List<GlobToken>> expand(List<GlobToken> tokens) {
        List<List<GlobToken>> expanded = new ArrayList<>();
        expanded.add(List.of());
        for (GlobToken token : tokens) {
            List<List<GlobToken>> choices = choices(token);
            if ((long) expanded.size() * choices.size() > MAX_ALTERNATIVES) {
                throw tooManyAlternatives();
            }
            List<List<GlobToken>> longer = new ArrayList<>();
            for (List<GlobToken> head : expanded) {
                for (List<GlobToken> tail : choices) {
                    List<GlobToken> joined = new ArrayList<>(head);
                    joined.addAll(tail);
                    longer.add(joined);
                }
            }
            expanded = longer;
        }
        return expanded;
    }

    private static List<List<GlobToken>> choices(GlobToken token) {
        if (!(token instanceof Group group)) {
            return List.of(List.of(token));
        }
        List<List<GlobToken>> choices = new ArrayList<>();
        for (List<GlobToken> alternative : group.alternatives()) {
            choices.addAll(expand(alternative));
            if (choices.size() > MAX_ALTERNATIVES) {
                throw tooManyAlternatives();
            }
        }
        return choices;
    }

    private static IllegalArgumentException tooManyAlternatives() {
        return new IllegalArgumentException(
                "the braces stand for more than " + MAX_ALTERNATIVES + " patterns");
    }
}

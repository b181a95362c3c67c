package io.neurocache.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * One element of a pattern without braces: consumes one character, or loops.
 *
 * <p>Immutable; safe from any thread.
 */
sealed interface GlobElement {

    /** Whether the element consumes this character. */
    boolean accepts(int character);

    /** One character. */
    record Literal(int character) implements GlobElement {
        @Override
        public boolean accepts(int candidate) {
            return candidate == character;
        }
    }

    /** A range of characters, both ends included. */
    record Range(int low, int high) {}

    /** One character of, or not of, these ranges; never a slash. */
    record CharacterClass(List<Range> ranges, boolean negated) implements GlobElement {
        static final CharacterClass ANY_BUT_SLASH = new CharacterClass(List.of(), true);

        public CharacterClass {
            ranges = List.copyOf(ranges);
        }

        @Override
        public boolean accepts(int candidate) {
            if (candidate == '/') {
                return false;
            }
            for (Range range : ranges) {
                if (candidate >= range.low() && candidate <= range.high()) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    /** Any number of characters. */
    enum Star implements GlobElement {
        /** Stays within its segment. */
        SEGMENT {
            @Override
            public boolean accepts(int character) {
                return character != '/';
            }
        },
        /** Crosses segments. */
        ANY {
            @Override
            public boolean accepts(int character) {
                return true;
            }
        }
    }

    /** Turns the tokens of one plain pattern into its elements; see {@link Glob} for the rules. */
    static List<GlobElement> parse(List<GlobToken> tokens) {
        List<GlobElement> elements = new ArrayList<>();
        if (isBareExtension(tokens)) {
            // The same as a leading **/ : any number of whole segments.
            elements.add(AnySegments.INSTANCE);
        }
        boolean leadingSlash = !tokens.isEmpty() && isLiteral(tokens.getFirst(), '/');
        int index = leadingSlash ? 1 : 0;
        while (index < tokens.size()) {
            int stars = 0;
            while (index < tokens.size() && tokens.get(index) instanceof GlobToken.Stars run) {
                stars += run.count();
                index++;
            }
            if (stars == 0) {
                elements.add(((GlobToken.Single) tokens.get(index++)).element());
            } else if (stars > 1 && startsSegment(elements) && slashAt(tokens, index)) {
                addAnySegments(elements);
                index++;
            } else {
                elements.add(stars == 1 ? Star.SEGMENT : Star.ANY);
            }
        }
        return elements;
    }

    /** Zero or more whole segments, each with its slash. */
    enum AnySegments implements GlobElement {
        INSTANCE;

        @Override
        public boolean accepts(int character) {
            return false;
        }
    }

    private static void addAnySegments(List<GlobElement> elements) {
        if (elements.isEmpty() || elements.getLast() != AnySegments.INSTANCE) {
            elements.add(AnySegments.INSTANCE);
        }
    }

    private static boolean isBareExtension(List<GlobToken> tokens) {
        return tokens.size() >= 2
                && tokens.get(0) instanceof GlobToken.Stars run
                && run.count() == 1
                && isLiteral(tokens.get(1), '.')
                && tokens.stream().noneMatch(token -> isLiteral(token, '/'));
    }

    private static boolean startsSegment(List<GlobElement> elements) {
        return elements.isEmpty()
                || elements.getLast() == AnySegments.INSTANCE
                || elements.getLast().equals(new Literal('/'));
    }

    private static boolean slashAt(List<GlobToken> tokens, int index) {
        return index < tokens.size() && isLiteral(tokens.get(index), '/');
    }

    private static boolean isLiteral(GlobToken token, char character) {
        return token instanceof GlobToken.Single(Literal literal)
                && literal.character() == character;
    }
}

package io.neurocache.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a pattern once, from left to right.
 *
 * <p>Confined to the thread that compiles the pattern.
 */
final class GlobScanner {
    private final String pattern;
    private int at;

    GlobScanner(String pattern) {
        this.pattern = pattern;
    }

    List<GlobToken> scan() {
        List<GlobToken> tokens = sequence(0);
        if (at < pattern.length()) {
            throw malformed("} closes nothing", at);
        }
        return tokens;
    }

    /** Reads up to the end, or inside braces up to the comma or brace that ends the alternative. */
    private List<GlobToken> sequence(int depth) {
        List<GlobToken> tokens = new ArrayList<>();
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '}' || (c == ',' && depth > 0)) {
                return tokens;
            }
            tokens.add(
                    switch (c) {
                        case '*' -> stars();
                        case '{' -> group(depth + 1);
                        case '[' -> new GlobToken.Single(characterClass());
                        case '?' -> question();
                        default -> new GlobToken.Single(new GlobElement.Literal(character()));
                    });
        }
        return tokens;
    }

    private GlobToken stars() {
        int start = at;
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return new GlobToken.Stars(at - start);
    }

    private GlobToken question() {
        at++;
        return new GlobToken.Single(GlobElement.CharacterClass.ANY_BUT_SLASH);
    }

    private GlobToken group(int depth) {
        int start = at;
        if (depth > GlobToken.MAX_DEPTH) {
            throw malformed("braces nest deeper than " + GlobToken.MAX_DEPTH, start);
        }
        List<List<GlobToken>> alternatives = new ArrayList<>();
        do {
            at++;
            alternatives.add(sequence(depth));
        } while (at < pattern.length() && pattern.charAt(at) == ',');
        if (at == pattern.length()) {
            throw malformed("{ is never closed", start);
        }
        at++;
        return new GlobToken.Group(alternatives);
    }

    private GlobElement characterClass() {
        int start = at++;
        boolean negated = at < pattern.length() && (peek() == '!' || peek() == '^');
        if (negated) {
            at++;
        }
        List<GlobElement.Range> ranges = new ArrayList<>();
        while (at < pattern.length() && (peek() != ']' || ranges.isEmpty())) {
            int low = character();
            int high = low;
            if (at + 1 < pattern.length() && peek() == '-' && pattern.charAt(at + 1) != ']') {
                at++;
                high = character();
            }
            if (high < low) {
                throw malformed("a range in [ ] runs backwards", start);
            }
            ranges.add(new GlobElement.Range(low, high));
        }
        if (at == pattern.length()) {
            throw malformed("[ is never closed", start);
        }
        at++;
        return new GlobElement.CharacterClass(ranges, negated);
    }

    private char peek() {
        return pattern.charAt(at);
    }

    private int character() {
        int start = at;
        if (peek() == '\\') {
            at++;
            if (at == pattern.length()) {
                throw malformed("\\ has nothing to escape", start);
            }
        }
        int character = pattern.codePointAt(at);
        at += Character.charCount(character);
        return character;
    }

    private static IllegalArgumentException malformed(String what, int index) {
        return new IllegalArgumentException(what + " (character " + (index + 1) + ")");
    }
}

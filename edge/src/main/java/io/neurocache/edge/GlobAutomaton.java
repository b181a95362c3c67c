package io.neurocache.edge;

import java.util.Arrays;
import java.util.List;

/**
 * A non-deterministic automaton whose set of live states is a bit set. State {@code i} means "the
 * elements before {@code i} have matched"; all alternatives lie one behind the other in one bit
 * set, each with a final state that consumes nothing, so that no step leads from one into the next.
 *
 * <p>One character {@code c} leads from the live set {@code D} to
 *
 * <pre>  close(((D &amp; advance[c]) &lt;&lt; 1) | (D &amp; stay[c]))</pre>
 *
 * where {@code close} adds what is reached without a character: the state behind a star, and the
 * state behind {@code **}{@code /} for no segment at all. {@code **}{@code /} takes three states,
 * so that once a segment has begun only its slash ends it: {@code skip} (leads on to the loop, or
 * past everything), the loop, and the slash.
 *
 * <p>Immutable; safe from any thread.
 */
final class GlobAutomaton {
    /** The most states of one pattern: bounds the work for a character and the tables' memory. */
    static final int MAX_STATES = 2048;

    private static final int TABLE_CHARS = 128;
    private static final int SKIP_STATES = 3;

    private final GlobElement[] elementAt;
    private final int words;
    private final long[] initial;
    private final long[] accepting;
    private final long[] skips;
    private final long[] loops;
    private final long[][] advance = new long[TABLE_CHARS][];
    private final long[][] stay = new long[TABLE_CHARS][];

    GlobAutomaton(List<List<GlobElement>> alternatives) {
        int states = alternatives.stream().mapToInt(GlobAutomaton::states).sum();
        if (states > MAX_STATES) {
            throw new IllegalArgumentException(
                    "the pattern is too large: " + states + " states, at most " + MAX_STATES);
        }
        words = (states + Long.SIZE - 1) / Long.SIZE;
        elementAt = new GlobElement[states];
        initial = new long[words];
        accepting = new long[words];
        skips = new long[words];
        loops = new long[words];
        int state = 0;
        for (List<GlobElement> alternative : alternatives) {
            set(initial, state);
            state = place(alternative, state);
        }
        close(initial);
        for (int c = 0; c < TABLE_CHARS; c++) {
            advance[c] = advanceMask(c);
            stay[c] = stayMask(c);
        }
    }

    /** Whether the automaton accepts the range as a whole. */
    boolean matches(CharSequence text, int start, int end) {
        return words == 1 ? matchesInOneWord(text, start, end) : matchesInWords(text, start, end);
    }

    private boolean matchesInOneWord(CharSequence text, int start, int end) {
        long live = initial[0];
        int index = start;
        while (index < end && live != 0) {
            int c = codePoint(text, index, end);
            index += Character.charCount(c);
            long[] forward = c < TABLE_CHARS ? advance[c] : advanceMask(c);
            long[] back = c < TABLE_CHARS ? stay[c] : stayMask(c);
            live = ((live & forward[0]) << 1) | (live & back[0]);
            long skipped = live & skips[0];
            live |= (skipped << 1) | (skipped << SKIP_STATES);
            live |= (live & loops[0]) << 1;
        }
        return (live & accepting[0]) != 0;
    }

    private boolean matchesInWords(CharSequence text, int start, int end) {
        long[] live = initial.clone();
        long[] next = new long[words];
        int index = start;
        while (index < end) {
            int c = codePoint(text, index, end);
            index += Character.charCount(c);
            long[] forward = c < TABLE_CHARS ? advance[c] : advanceMask(c);
            long[] back = c < TABLE_CHARS ? stay[c] : stayMask(c);
            Arrays.fill(next, 0);
            orShifted(next, live, forward, 1);
            for (int word = 0; word < words; word++) {
                next[word] |= live[word] & back[word];
            }
            close(next);
            long[] swapped = live;
            live = next;
            next = swapped;
        }
        for (int word = 0; word < words; word++) {
            if ((live[word] & accepting[word]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** A pair of surrogates cut by the end of the range counts as its first half alone. */
    private static int codePoint(CharSequence text, int index, int end) {
        char first = text.charAt(index);
        if (Character.isHighSurrogate(first) && index + 1 < end) {
            return Character.codePointAt(text, index);
        }
        return first;
    }

    private static int states(List<GlobElement> alternative) {
        int states = 1;
        for (GlobElement element : alternative) {
            states += element == GlobElement.AnySegments.INSTANCE ? SKIP_STATES : 1;
        }
        return states;
    }

    /** Lays an alternative out from {@code state}; returns the state behind its final one. */
    private int place(List<GlobElement> alternative, int state) {
        int next = state;
        for (GlobElement element : alternative) {
            if (element == GlobElement.AnySegments.INSTANCE) {
                elementAt[next] = element;
                set(skips, next++);
                elementAt[next] = GlobElement.Star.ANY;
                set(loops, next++);
                elementAt[next++] = new GlobElement.Literal('/');
                continue;
            }
            if (element instanceof GlobElement.Star) {
                set(loops, next);
            }
            elementAt[next++] = element;
        }
        set(accepting, next);
        // Consumes nothing, so that no character leads into the following alternative.
        elementAt[next] = GlobElement.AnySegments.INSTANCE;
        return next + 1;
    }

    private long[] advanceMask(int character) {
        long[] mask = new long[words];
        for (int state = 0; state < elementAt.length; state++) {
            GlobElement element = elementAt[state];
            if (!(element instanceof GlobElement.Star) && element.accepts(character)) {
                set(mask, state);
            }
        }
        return mask;
    }

    private long[] stayMask(int character) {
        long[] mask = new long[words];
        for (int state = 0; state < elementAt.length; state++) {
            GlobElement element = elementAt[state];
            if (element instanceof GlobElement.Star && element.accepts(character)) {
                set(mask, state);
            }
        }
        return mask;
    }

    /**
     * Adds the states reached without a character. Two rounds suffice: skips never lead to a skip
     * and loops never to a loop, because the parser merges neighbours of a kind.
     */
    private void close(long[] live) {
        orShifted(live, live, skips, 1);
        orShifted(live, live, skips, SKIP_STATES);
        orShifted(live, live, loops, 1);
    }

    /**
     * {@code into |= (from & mask) << distance}, across words; distance is under 64. Each word is
     * read before it is written, so {@code into} may be {@code from}.
     */
    private static void orShifted(long[] into, long[] from, long[] mask, int distance) {
        long carried = 0;
        for (int word = 0; word < into.length; word++) {
            long moved = from[word] & mask[word];
            into[word] |= (moved << distance) | carried;
            carried = moved >>> (Long.SIZE - distance);
        }
    }

    private static void set(long[] bits, int index) {
        bits[index / Long.SIZE] |= 1L << index;
    }
}

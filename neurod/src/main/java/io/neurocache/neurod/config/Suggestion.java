package io.neurocache.neurod.config;

import java.util.Collection;
import java.util.Locale;

/**
 * Guesses which known word was meant.
 *
 * <p>Safe from any thread.
 */
public final class Suggestion {
    private static final int MAX_WORD_CHARS = 64;

    private Suggestion() {}

    /**
     * Returns {@code (did you mean "x"?)}, with a leading space, where a known word is near; else
     * what is known, as {@code ; accepted: a, b}.
     */
    public static String of(String word, Collection<String> known) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        // A third of the word may be wrong: "orign" is near origin, "color" near nothing.
        if (bestDistance <= Math.max(1, best.length() / 3)) {
            return " (did you mean \"" + best + "\"?)";
        }
        return "; accepted: " + String.join(", ", known);
    }

    /**
     * Counts the insertions, deletions, substitutions and swaps of neighbours between two words; a
     * word that is a part of the other, such as {@code ttl} of {@code default-ttl}, is at 1.
     */
    static int distance(String word, String candidate) {
        String a = word.toLowerCase(Locale.ROOT).replace('_', '-');
        String b = candidate.toLowerCase(Locale.ROOT);
        if (a.length() > MAX_WORD_CHARS) {
            return Integer.MAX_VALUE;
        }
        if (a.length() >= 3 && !a.equals(b) && (b.contains(a) || a.contains(b))) {
            return 1;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cell(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cell(int[][] cost, String a, String b, int i, int j) {
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
                Math.min(
                        cost[i - 1][j - 1] + substitution,
                        Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}

package io.neurocache.predict.next;

/**
 * What a {@link Ranker} has done and holds.
 *
 * @param requests requests learnt from
 * @param steps those of them that continued a session
 * @param rankedAgain steps whose ranking was no longer there and was made once more to learn from
 * @param contexts contexts held
 * @param contextsReplaced contexts given up for others
 * @param successors successors in blocks, the free ones among them counted too
 * @param contextBytes the size of the table of contexts
 */
public record RankerStats(
        long requests,
        long steps,
        long rankedAgain,
        int contexts,
        long contextsReplaced,
        int successors,
        long contextBytes) {
    /** Before there was anything to learn. */
    public static final RankerStats NOTHING = new RankerStats(0, 0, 0, 0, 0, 0, 0);
}

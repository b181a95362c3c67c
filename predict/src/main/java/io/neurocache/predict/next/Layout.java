package io.neurocache.predict.next;

/**
 * Where a candidate's inputs and states lie in its row of a step: two inputs of every context, one
 * of every category, the direct ones, and three of every source outside.
 *
 * <p>Tables are numbered contexts first, then categories, then sources.
 *
 * @param sources how many {@link CandidateSource}s there are
 */
record Layout(int sources) {
    /** Rows begin at multiples of eight floats, so that whole vectors can be loaded. */
    private static final int LANES = 8;

    private static final int CONTEXT_INPUTS = 2 * Context.COUNT;
    private static final int FIRST_DIRECT = CONTEXT_INPUTS + Category.COUNT;
    private static final int FIRST_SOURCE = FIRST_DIRECT + Direct.COUNT;
    private static final int SOURCE_INPUTS = 3;

    /** The length of a row of inputs. */
    int inputs() {
        return (FIRST_SOURCE + SOURCE_INPUTS * sources + LANES - 1) / LANES * LANES;
    }

    /** The length of a row of states. */
    int tables() {
        return Context.COUNT + Category.COUNT + sources;
    }

    static int logitOfContext(int context) {
        return 2 * context;
    }

    static int countOfContext(int context) {
        return 2 * context + 1;
    }

    static int ofCategory(int category) {
        return CONTEXT_INPUTS + category;
    }

    static int ofDirect(int direct) {
        return FIRST_DIRECT + direct;
    }

    /**
     * The first of a source's: the logit of its table, what it says itself, whether it is silent.
     */
    static int ofSource(int source) {
        return FIRST_SOURCE + SOURCE_INPUTS * source;
    }

    static int tableOfCategory(int category) {
        return Context.COUNT + category;
    }

    static int tableOfSource(int source) {
        return Context.COUNT + Category.COUNT + source;
    }
}

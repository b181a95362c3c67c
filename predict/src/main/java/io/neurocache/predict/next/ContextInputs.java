package io.neurocache.predict.next;

import java.util.Arrays;

/**
 * What the contexts say of the candidates: for each the logit of an adaptive probability and the
 * logarithm of its share, and its rank for the categories.
 *
 * <p>A context's successors are spread over the candidates, never the other way round: a successor
 * knows its candidate by its slot. Candidates that are absent from a context share one state and so
 * one pair of inputs. Confined to one thread.
 */
final class ContextInputs {
    /** The rank of a candidate that a context does not know, the highest of the classes. */
    static final int ABSENT_RANK = 7;

    private static final int SHARE_CLASSES = 16;
    private static final int COUNT_CLASSES = 8;
    private static final int FIRST_ABSENT = COUNT_CLASSES * SHARE_CLASSES * 2 * 3;
    private static final int STATES = FIRST_ABSENT + COUNT_CLASSES * 2;

    /** What is added to a count and to a total, so that no share is 0. */
    private static final float LITTLE = .05f;

    private static final float HALF = .5f;
    private static final float ABSENT_START = .01f;
    private static final float[] SHARES = {
        .01f, .02f, .035f, .06f, .1f, .15f, .22f, .3f, .4f, .5f, .6f, .7f, .8f, .9f, .97f
    };
    private static final byte[] CLASS_OF_SHARE = new byte[256];
    private static final byte[] CLASS_OF_RANK = new byte[ContextTable.MAX_SUCCESSORS];

    static {
        for (int i = 0; i < CLASS_OF_SHARE.length; i++) {
            int at = 0;
            while (at < SHARES.length && (i + .5f) / CLASS_OF_SHARE.length > SHARES[at]) {
                at++;
            }
            CLASS_OF_SHARE[i] = (byte) at;
        }
        for (int rank = 0; rank < CLASS_OF_RANK.length; rank++) {
            CLASS_OF_RANK[rank] =
                    (byte) (rank < 3 ? rank : rank < 5 ? 3 : rank < 9 ? 4 : rank < 17 ? 5 : 6);
        }
    }

    private final Memory memory;
    private final Layout layout;
    private final StateTable[] tables = new StateTable[Context.COUNT];
    private final byte[] ranks;
    private final float[] absentInputs;
    private final char[] absentStates;
    private final int[] absentMisses = new int[Context.COUNT];

    ContextInputs(Memory memory, Layout layout, int room) {
        this.memory = memory;
        this.layout = layout;
        this.ranks = new byte[Context.COUNT * room];
        this.absentInputs = new float[layout.inputs()];
        this.absentStates = new char[layout.tables()];
        for (int context = 0; context < tables.length; context++) {
            tables[context] = newTable();
        }
    }

    private static StateTable newTable() {
        StateTable table = new StateTable(STATES, ABSENT_START);
        for (int share = 0; share < SHARE_CLASSES; share++) {
            float low = share == 0 ? 0 : SHARES[share - 1];
            float high = share == SHARES.length ? 1 : SHARES[share];
            for (int count = 0; count < COUNT_CLASSES; count++) {
                for (int rest = 0; rest < 6; rest++) {
                    int state = (count * SHARE_CLASSES + share) * 6 + rest;
                    table.start(state, Math.clamp((low + high) / 2, .01f, .95f));
                }
            }
        }
        return table;
    }

    /** Fills in every candidate's row as far as it is about contexts, and clears the rest. */
    void fill(Step step) {
        Arrays.fill(ranks, (byte) ABSENT_RANK);
        Arrays.fill(absentInputs, 0);
        Arrays.fill(absentStates, Step.NO_STATE);
        for (int context = 0; context < Context.COUNT; context++) {
            int at = memory.contexts().place(context);
            if (at >= 0) {
                findAbsent(context, at);
            }
        }
        System.arraycopy(absentStates, 0, step.absentStates, 0, Context.COUNT);
        for (int index = 0; index < step.count; index++) {
            int row = index * absentInputs.length;
            System.arraycopy(absentInputs, 0, step.inputs, row, absentInputs.length);
            int states = index * absentStates.length;
            System.arraycopy(absentStates, 0, step.states, states, absentStates.length);
        }
        for (int context = 0; context < Context.COUNT; context++) {
            int at = memory.contexts().place(context);
            if (at >= 0) {
                fillPresent(step, context, at);
            }
        }
    }

    private void findAbsent(int context, int at) {
        ContextTable table = memory.contexts().table();
        float total = table.total(at) * Contexts.unit(context);
        int state = FIRST_ABSENT + classOfCount(total) * 2 + (table.size(at) > 1 ? 1 : 0);
        absentStates[context] = (char) state;
        absentInputs[Layout.logitOfContext(context)] = tables[context].logit(state);
        absentInputs[Layout.countOfContext(context)] = FastLog.ln(LITTLE / (total + HALF));
    }

    private void fillPresent(Step step, int context, int at) {
        ContextTable table = memory.contexts().table();
        float unit = Contexts.unit(context);
        float total = table.total(at) * unit;
        float lnTotal = FastLog.ln(total + HALF);
        float unitShare = 1 / total;
        int size = table.size(at);
        int last = table.last(at);
        for (int rank = 0; rank < size; rank++) {
            long successor = table.successor(at, rank);
            int reference = SuccessorPool.reference(successor);
            int index = memory.candidates().indexOf(step, reference);
            if (index >= 0) {
                float count = SuccessorPool.count(successor) * unit;
                int classes = classOfCount(count) * SHARE_CLASSES + classOfShare(count * unitShare);
                int place = size == 1 ? 2 : rank == 0 ? 1 : 0;
                int state = (classes * 2 + (reference == last ? 1 : 0)) * 3 + place;
                int row = index * layout.inputs();
                step.inputs[row + Layout.logitOfContext(context)] = tables[context].logit(state);
                step.inputs[row + Layout.countOfContext(context)] =
                        FastLog.ln(count + LITTLE) - lnTotal;
                step.setState(index, context, state);
                ranks[index * Context.COUNT + context] = CLASS_OF_RANK[rank];
            }
        }
    }

    /** The class of a candidate's rank in a context, 0 to {@link #ABSENT_RANK}. */
    int rank(Context context, int index) {
        return ranks[index * Context.COUNT + context.number];
    }

    /** Tells the tables which candidate was right, or {@link Step#OTHER}. */
    void learn(Step step, int right) {
        Arrays.fill(absentMisses, 0);
        for (int index = 0; index < step.count; index++) {
            if (index == right) {
                learnHit(step, index);
            } else {
                learnMiss(step, index);
            }
        }
        for (int context = 0; context < Context.COUNT; context++) {
            if (absentMisses[context] > 0) {
                tables[context].miss(step.absentStates[context], absentMisses[context]);
            }
        }
    }

    private void learnHit(Step step, int index) {
        int row = index * absentStates.length;
        for (int context = 0; context < Context.COUNT; context++) {
            char state = step.states[row + context];
            if (state != Step.NO_STATE) {
                tables[context].hit(state);
            }
        }
    }

    private void learnMiss(Step step, int index) {
        int row = index * absentStates.length;
        for (int context = 0; context < Context.COUNT; context++) {
            char state = step.states[row + context];
            if (state == step.absentStates[context]) {
                absentMisses[context] += state == Step.NO_STATE ? 0 : 1;
            } else {
                tables[context].miss(state);
            }
        }
    }

    /** 0 to 7: below one, 1, 2, 3-4, 5-8, 9-16, 17-39, 40 and more. */
    static int classOfCount(float count) {
        int whole = (int) count;
        return whole < 3
                ? whole
                : whole < 5 ? 3 : whole < 9 ? 4 : whole < 17 ? 5 : whole < 40 ? 6 : 7;
    }

    /** 0 to 15, from rare to certain. */
    static int classOfShare(float share) {
        return CLASS_OF_SHARE[
                Math.min((int) (share * CLASS_OF_SHARE.length), CLASS_OF_SHARE.length - 1)];
    }
}

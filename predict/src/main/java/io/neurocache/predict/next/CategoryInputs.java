package io.neurocache.predict.next;

import java.util.Arrays;
import java.util.Set;

/**
 * Classifies the candidates by what is known of the keys, the client and the page; fills in the
 * inputs of {@link Category} and {@link Direct}, and picks the weights. Confined to one thread.
 */
final class CategoryInputs {
    /** How many weight vectors the three choices of a step, and that of a candidate, are out of. */
    static final int[] STEP_VECTORS = {
        1, Classes.ORDERS, Kind.COUNT * Classes.PER_PAGE * PageResources.EXPECTED_CLASSES
    };

    static final int CANDIDATE_VECTORS = 20;

    private static final float START = .03f;
    private static final float LEAST_SHARE = .002f;
    private static final float LEAST_POPULARITY = 1e-5f;
    private static final float AGE_SCALE = .3f;

    /** What the keys associated with the last four keys weigh: .7 to the power of the distance. */
    private static final float[] NEARNESS = {1, .7f, .49f, .343f};

    private final Memory memory;
    private final ContextInputs ranks;
    private final PageResources resources;
    private final Classes classes;
    private final boolean[] isUsed = new boolean[Category.COUNT];
    private final StateTable[] tables = new StateTable[Category.COUNT];
    private final byte[] asked;
    private final float[] associated;

    CategoryInputs(Memory memory, ContextInputs ranks, int room, Set<Category> used) {
        this.memory = memory;
        this.ranks = ranks;
        this.resources = new PageResources(memory, room);
        this.classes = new Classes(memory.keys());
        this.asked = new byte[room];
        this.associated = new float[room];
        for (Category category : Category.values()) {
            tables[category.number] = new StateTable(category.states, START);
            isUsed[category.number] = used.contains(category);
        }
    }

    /** Fills in the rows. Needs what {@link ContextInputs#fill} leaves. */
    void fill(Step step, Session session) {
        for (int index = 0; index < step.count; index++) {
            int slot = Keys.slotOf(step.references[index]);
            asked[index] = (byte) memory.asked().when(session, memory.keys().hash(slot));
        }
        resources.find(step, asked);
        associate(step, session);
        classes.ofStep(session, resources);
        for (int index = 0; index < step.count; index++) {
            int slot = Keys.slotOf(step.references[index]);
            classes.ofCandidate(slot, asked[index]);
            classes.ofCandidateOnPage(resources, ranks, index);
            classifyKey(step, index);
            classifyPage(step, index);
            fillDirect(step, index, slot);
            step.candidateVectors[index] = (byte) candidateVector(index);
        }
        pickStepVectors(step);
    }

    private void associate(Step step, Session session) {
        Arrays.fill(associated, 0, step.count, 0);
        ContextTable table = memory.contexts().table();
        for (int i = 0; i < Math.min(session.length, NEARNESS.length); i++) {
            int at = memory.contexts().placeOfAssociated(session.hashes[i]);
            if (at >= 0) {
                float weight = NEARNESS[i] / Math.max(table.total(at), 1);
                for (int rank = 0; rank < table.size(at); rank++) {
                    long successor = table.successor(at, rank);
                    int reference = SuccessorPool.reference(successor);
                    int index = memory.candidates().indexOf(step, reference);
                    if (index >= 0) {
                        associated[index] += weight * SuccessorPool.count(successor);
                    }
                }
            }
        }
    }

    private void classifyKey(Step step, int index) {
        Classes of = classes;
        set(step, index, Category.ASKED, (of.kinds * 4 + of.asked) * Classes.PER_PAGE + of.perPage);
        set(step, index, Category.POPULARITY, of.popularity * Classes.AGES + of.age);
        set(step, index, Category.DIRECTORY, of.neighbours * Classes.KINDS + of.kinds);
        set(
                step,
                index,
                Category.KEY_RANKS,
                (of.order1 * 8 + ranks.rank(Context.ORDER_3, index)) * 8 + of.pageSet);
        set(
                step,
                index,
                Category.PAGE_RANKS,
                (of.page * 8 + ranks.rank(Context.PAGE_BEFORE, index)) * 8
                        + ranks.rank(Context.PAGE_ASSOCIATED, index));
    }

    private void classifyPage(Step step, int index) {
        Classes of = classes;
        int shares = PageResources.SHARE_CLASSES;
        set(
                step,
                index,
                Category.RESOURCE_SHARE,
                ((of.share * 4 + of.asked) * Kind.COUNT + of.kind) * 8 + of.soFar);
        set(
                step,
                index,
                Category.PAGE_RANK,
                (of.page * 8 + of.soFar) * PageResources.EXPECTED_CLASSES + of.expected);
        set(step, index, Category.NEXT_RESOURCE_SHARE, of.order * shares + of.share);
        set(step, index, Category.NEXT_RESOURCE_RANKS, (of.order * 8 + of.order1) * 8 + of.pageSet);
    }

    private void set(Step step, int index, Category category, int state) {
        int table = category.number;
        if (isUsed[table]) {
            step.setState(index, Layout.tableOfCategory(table), state);
            step.setInput(index, Layout.ofCategory(table), tables[table].logit(state));
        }
    }

    private void fillDirect(Step step, int index, int slot) {
        Keys keys = memory.keys();
        int when = asked[index];
        direct(step, index, Direct.ASSOCIATED, FastLog.ln(associated[index] + LEAST_SHARE));
        direct(
                step,
                index,
                Direct.POPULARITY,
                FastLog.ln(keys.popularity(slot) + LEAST_POPULARITY));
        direct(step, index, Direct.NEW_TO_SESSION, when <= Asked.BEFORE ? 1 : 0);
        direct(step, index, Direct.KNOWN_TO_CLIENT, when != Asked.NEVER ? 1 : 0);
        direct(step, index, Direct.AGE, AGE_SCALE * FastLog.ln(keys.age(slot) + 1f));
        direct(
                step,
                index,
                Direct.EXPECTED,
                resources.isExpected(index) ? resources.share(index) : 0);
    }

    private static void direct(Step step, int index, int direct, float value) {
        step.setInput(index, Layout.ofDirect(direct), value);
    }

    /**
     * Pages by whether people go there from this one, resources by whether the page still needs
     * them, both by when the client asked: what tells one page from another says little of images.
     */
    private int candidateVector(int index) {
        if (classes.kind == Kind.PAGE.number) {
            return classes.asked * 2 + (classes.page == ContextInputs.ABSENT_RANK ? 0 : 1);
        }
        int member = resources.isExpected(index) ? 1 : resources.share(index) > 0 ? 2 : 0;
        return 8 + member * 4 + classes.asked;
    }

    private void pickStepVectors(Step step) {
        int longest = 0;
        while (longest < Classes.ORDERS - 1
                && memory.contexts().place(Context.ORDER_1.number + longest) >= 0) {
            longest++;
        }
        step.stepVectors[0] = 0;
        step.stepVectors[1] = longest;
        step.stepVectors[2] =
                (classes.lastKind * Classes.PER_PAGE + classes.perPage)
                                * PageResources.EXPECTED_CLASSES
                        + classes.expected;
    }

    /** Tells the tables which candidate was right, or {@link Step#OTHER}. */
    void learn(Step step, int right) {
        for (int index = 0; index < step.count; index++) {
            for (int table = 0; table < Category.COUNT; table++) {
                int state = step.state(index, Layout.tableOfCategory(table));
                if (state == Step.NO_STATE) {
                    continue;
                }
                if (index == right) {
                    tables[table].hit(state);
                } else {
                    tables[table].miss(state);
                }
            }
        }
    }
}

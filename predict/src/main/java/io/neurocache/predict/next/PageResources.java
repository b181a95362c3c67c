package io.neurocache.predict.next;

import java.util.Arrays;

/**
 * What the present page's earlier visits say of its resources: how many asked for each, in which
 * order, and which are still to come. Confined to one thread.
 */
final class PageResources {
    /** The order of a candidate that is not expected any more, or never was. */
    static final int NOT_EXPECTED = 9;

    /** The class of the share of a candidate that is no resource of the page. */
    static final int NO_SHARE = 16;

    static final int SHARE_CLASSES = 17;
    static final int EXPECTED_CLASSES = 6;

    private static final float LEAST_SHARE = .1f;
    private static final float EXPECTED_SHARE = .5f;

    private final Memory memory;
    private final float[] shares;
    private final byte[] orders;
    private final int[] unasked = new int[ContextTable.MAX_SUCCESSORS];
    private final int[] positions = new int[ContextTable.MAX_SUCCESSORS];
    private int expected;

    PageResources(Memory memory, int room) {
        this.memory = memory;
        this.shares = new float[room];
        this.orders = new byte[room];
    }

    /** Looks at the resources among the candidates; {@code asked} is when each was asked for. */
    void find(Step step, byte[] asked) {
        Arrays.fill(shares, 0, step.count, 0);
        Arrays.fill(orders, 0, step.count, (byte) NOT_EXPECTED);
        expected = 0;
        int at = memory.contexts().place(Context.RESOURCES.number);
        if (at < 0) {
            return;
        }
        ContextTable table = memory.contexts().table();
        int count = 0;
        for (int rank = 0; rank < table.size(at); rank++) {
            long successor = table.successor(at, rank);
            int reference = SuccessorPool.reference(successor);
            int index = memory.candidates().indexOf(step, reference);
            if (index >= 0) {
                float share = Math.min((float) SuccessorPool.count(successor) / table.total(at), 1);
                shares[index] = share;
                if (asked[index] != Asked.THIS_VISIT && share >= LEAST_SHARE) {
                    insert(count++, index, SuccessorPool.position(successor));
                    expected += share >= EXPECTED_SHARE ? 1 : 0;
                }
            }
        }
        for (int order = 0; order < count; order++) {
            orders[unasked[order]] = (byte) Math.min(order, NOT_EXPECTED - 1);
        }
    }

    private void insert(int count, int index, int position) {
        int at = count;
        while (at > 0 && positions[at - 1] > position) {
            unasked[at] = unasked[at - 1];
            positions[at] = positions[at - 1];
            at--;
        }
        unasked[at] = index;
        positions[at] = position;
    }

    /** The share of the page's visits that asked for the candidate. */
    float share(int index) {
        return shares[index];
    }

    int classOfShare(int index) {
        return shares[index] == 0 ? NO_SHARE : ContextInputs.classOfShare(shares[index]);
    }

    /** The candidate's place in the usual order of what is still to come, 0 to 8, or 9. */
    int order(int index) {
        return orders[index];
    }

    /** Whether most or some visits ask for the candidate, and this one has not yet. */
    boolean isExpected(int index) {
        return orders[index] != NOT_EXPECTED;
    }

    /** 0 to 5: how many resources most visits ask for and this one has not yet. */
    int expectedClass() {
        return expected < 3 ? expected : expected < 5 ? 3 : expected < 9 ? 4 : 5;
    }
}

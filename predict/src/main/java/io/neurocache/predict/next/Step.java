package io.neurocache.predict.next;

/**
 * The candidates for one client's next key, and all that is said of them: a row of inputs and one
 * of states each, see {@link Layout}.
 *
 * <p>A step is kept until the client's next request, so that the mixer learns from what it saw when
 * it spoke. Confined to one thread.
 */
final class Step {
    /** The index of the candidate that stands for every other key. */
    static final int OTHER = -1;

    /** The state of a candidate in a table that has nothing to say. */
    static final char NO_STATE = Character.MAX_VALUE;

    final Layout layout;
    final int room;
    final int[] references;
    final float[] inputs;
    final char[] states;
    final float[] probabilities;

    /** Which weight vectors have a say: those of the step, and one for each candidate. */
    final int[] stepVectors = new int[Mixer.STEP_SETS];

    final byte[] candidateVectors;

    /** The state in each context of the candidates that it does not know. */
    final char[] absentStates = new char[Context.COUNT];

    int count;
    float otherProbability;

    private long client;
    private int requests;

    Step(int room, Layout layout) {
        this.room = room;
        this.layout = layout;
        this.references = new int[room];
        this.inputs = new float[room * layout.inputs()];
        this.states = new char[room * layout.tables()];
        this.probabilities = new float[room];
        this.candidateVectors = new byte[room];
    }

    void begin(Session session) {
        client = session.client;
        requests = session.requests;
        count = 0;
    }

    /** Whether it was made for this session after its latest request. */
    boolean isFor(Session session) {
        return requests != 0 && client == session.client && requests == session.requests;
    }

    /** The candidate with this reference, or {@link #OTHER}. */
    int indexOf(int reference) {
        for (int index = 0; index < count; index++) {
            if (references[index] == reference) {
                return index;
            }
        }
        return OTHER;
    }

    void setInput(int index, int input, float value) {
        inputs[index * layout.inputs() + input] = value;
    }

    void setState(int index, int table, int state) {
        states[index * layout.tables() + table] = (char) state;
    }

    int state(int index, int table) {
        return states[index * layout.tables() + table];
    }
}

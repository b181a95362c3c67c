package io.neurocache.predict.next;

import java.util.List;

/**
 * Asks the sources outside for candidates and fills in what they say: the logit of an adaptive
 * probability of the category, their own opinion, and a flag for the candidates that a source which
 * spoke did not name. Confined to one thread.
 */
final class SourceInputs {
    private static final int WHENS = 4;
    private static final int STATES = CandidateSource.CATEGORIES * 2 * WHENS;
    private static final float START = .03f;

    private final Memory memory;
    private final List<CandidateSource> sources;
    private final StateTable[] tables;
    private final Offers offers;
    private final Place place;

    SourceInputs(Memory memory, List<CandidateSource> sources) {
        this.memory = memory;
        this.sources = sources;
        this.tables = new StateTable[sources.size()];
        for (int source = 0; source < tables.length; source++) {
            tables[source] = new StateTable(STATES, START);
        }
        this.offers = new Offers(memory, tables.length);
        this.place = new Place(memory.keys());
    }

    /** Adds the sources' candidates to a step. */
    void gather(Step step, Session session) {
        place.set(session);
        for (int source = 0; source < tables.length; source++) {
            offers.begin(step, session, source);
            sources.get(source).offer(place, offers);
        }
    }

    /** Fills in the rows with what was said in {@link #gather}. */
    void fill(Step step, Session session) {
        for (int source = 0; source < tables.length; source++) {
            int first = Layout.ofSource(source);
            for (int index = 0; index < step.count && offers.count(source) > 0; index++) {
                step.setInput(index, first + 2, 1);
            }
            for (int offer = 0; offer < offers.count(source); offer++) {
                int index = offers.index(source, offer);
                int state = state(step, session, index, offers.category(source, offer));
                step.setState(index, Layout.tableOfSource(source), state);
                step.setInput(index, first, tables[source].logit(state));
                step.setInput(index, first + 1, offers.lnProbability(source, offer));
                step.setInput(index, first + 2, 0);
            }
        }
    }

    /** A category says one thing of a key that nobody has asked for, another of a known one. */
    private int state(Step step, Session session, int index, int category) {
        Keys keys = memory.keys();
        int slot = Keys.slotOf(step.references[index]);
        int known = keys.age(slot) == Integer.MAX_VALUE ? 0 : 1;
        return (category * 2 + known) * WHENS + memory.asked().when(session, keys.hash(slot));
    }

    /** Tells the tables which candidate was right, or {@link Step#OTHER}. */
    void learn(Step step, int right) {
        for (int source = 0; source < tables.length; source++) {
            for (int index = 0; index < step.count; index++) {
                int state = step.state(index, Layout.tableOfSource(source));
                if (state == Step.NO_STATE) {
                    continue;
                }
                if (index == right) {
                    tables[source].hit(state);
                } else {
                    tables[source].miss(state);
                }
            }
        }
    }
}

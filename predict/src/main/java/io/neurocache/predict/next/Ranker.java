package io.neurocache.predict.next;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names the keys that a client is likely to ask for next, and learns from what it does ask for.
 *
 * <p><b>How.</b> Fifteen {@link Context}s, from the last three keys to the resources of the page,
 * each remember what followed. They propose candidates. Each candidate gets some fifty inputs: what
 * every context thinks of it, and how often candidates of its classes ({@link Category}) were
 * right. A {@link Mixer} weighs them into probabilities that sum to one with that of "some other
 * key". On the client's next request the mixer, the adaptive tables and the contexts learn, in this
 * order. There is no training phase, and nothing is read from the future.
 *
 * <p><b>Bounds.</b> All tables are flat and of fixed size ({@link RankerConfig}); a known key costs
 * no allocation. The same requests give the same rankings.
 *
 * <p><b>Cost.</b> About 15 microseconds for {@link #learn} and {@link #rank} together, so never on
 * a thread that serves. Rankings are kept for {@value #PENDING} sessions until they are learnt
 * from; where one has been displaced it is made again, which costs half as much more.
 *
 * <p>Confined to one thread. The method is that of Mahoney's PAQ ("Adaptive Weighing of Context
 * Models for Lossless Data Compression", 2005), with keys in place of bits.
 */
public final class Ranker {
    private static final int PENDING = 64;
    private static final int ASKED_PER_SESSION = 16;
    private static final float LOGIT_WEIGHT = .08f;
    private static final float COUNT_WEIGHT = .02f;
    private static final float CATEGORY_WEIGHT = .1f;

    private final Keys keys;
    private final Sessions sessions;
    private final Asked asked;
    private final Contexts contexts;
    private final Candidates candidates;
    private final ContextInputs contextInputs;
    private final CategoryInputs categoryInputs;
    private final SourceInputs sourceInputs;
    private final Mixer mixer;
    private final Step[] pending = new Step[PENDING];
    private final Ranking ranking;
    private final int mostCandidates;

    private long requests;
    private long steps;
    private long rankedAgain;

    /** Makes one that has seen nothing and listens to its sessions alone. */
    public Ranker(RankerConfig config) {
        this(config, List.of());
    }

    /** Makes one that has seen nothing. */
    public Ranker(RankerConfig config, List<CandidateSource> sources) {
        this(config, sources, EnumSet.allOf(Context.class), EnumSet.allOf(Category.class));
    }

    /** For measurements of what the parts are worth. */
    Ranker(
            RankerConfig config,
            List<CandidateSource> sources,
            Set<Context> usedContexts,
            Set<Category> usedCategories) {
        keys = new Keys(config.keys(), config.seed());
        sessions = new Sessions(config.sessions());
        asked = new Asked(config.sessions() * ASKED_PER_SESSION);
        ContextTable table = new ContextTable(config.contexts(), config.successors());
        contexts = new Contexts(table, keys, usedContexts);
        candidates = new Candidates(keys, contexts);
        mostCandidates = config.candidates();
        int room = mostCandidates + sources.size() * CandidateSource.MAX_OFFERS;
        Layout layout = new Layout(sources.size());
        for (int i = 0; i < PENDING; i++) {
            pending[i] = new Step(room, layout);
        }
        Memory memory = new Memory(keys, contexts, candidates, asked);
        contextInputs = new ContextInputs(memory, layout, room);
        categoryInputs = new CategoryInputs(memory, contextInputs, room, usedCategories);
        sourceInputs = new SourceInputs(memory, List.copyOf(sources));
        mixer =
                new Mixer(
                        startWeights(layout),
                        CategoryInputs.STEP_VECTORS,
                        CategoryInputs.CANDIDATE_VECTORS);
        ranking = new Ranking(keys);
    }

    private static float[] startWeights(Layout layout) {
        float[] weights = new float[layout.inputs()];
        for (int context = 0; context < Context.COUNT; context++) {
            weights[Layout.logitOfContext(context)] = LOGIT_WEIGHT;
            weights[Layout.countOfContext(context)] = COUNT_WEIGHT;
        }
        int first = Layout.ofCategory(0);
        Arrays.fill(weights, first, first + Category.COUNT, CATEGORY_WEIGHT);
        for (int source = 0; source < layout.sources(); source++) {
            weights[Layout.ofSource(source)] = CATEGORY_WEIGHT;
        }
        return weights;
    }

    /** Whether a request of the client at this second would continue its session. */
    public boolean isContinued(long client, long seconds) {
        Session session = sessions.find(client);
        return session != null && session.isContinuedAt(seconds);
    }

    /**
     * Learns from a request.
     *
     * @param client a hash of whoever asks
     * @param seconds the time, which should not run backwards
     * @param kind what the key names: by its Content-Type, or {@link Kind#ofKey}
     */
    public void learn(long client, long seconds, String key, Kind kind) {
        requests++;
        int slot = keys.admit(key, kind);
        int reference = keys.reference(slot);
        long hash = keys.hash(slot);
        keys.setKind(slot, kind);
        boolean isPage = kind == Kind.PAGE;
        Session session = sessions.admit(client);
        if (session.isContinuedAt(seconds)) {
            steps++;
            learnStep(session, reference);
            boolean isFirst = !isPage && asked.when(session, hash) != Asked.THIS_VISIT;
            contexts.learn(session, reference, isPage, isFirst);
        } else {
            session.cut();
        }
        session.append(reference, hash, isPage, seconds);
        if (isPage) {
            contexts.visit(hash);
        }
        asked.put(session, hash);
        keys.count(slot);
    }

    private void learnStep(Session session, int reference) {
        Step step = step(session);
        if (!step.isFor(session)) {
            rankedAgain++;
            fill(step, session);
        }
        int right = step.indexOf(reference);
        mixer.learn(step, right);
        contextInputs.learn(step, right);
        categoryInputs.learn(step, right);
        sourceInputs.learn(step, right);
    }

    private Step step(Session session) {
        return pending[session.index % PENDING];
    }

    /**
     * Ranks what the client may ask for next, given all that has been learnt up to now.
     *
     * @return a view, see {@link Ranking}; empty for an unknown client
     */
    public Ranking rank(long client) {
        @Nullable Session session = sessions.find(client);
        if (session == null) {
            ranking.clear();
        } else {
            Step step = step(session);
            fill(step, session);
            ranking.set(step);
        }
        return ranking;
    }

    private void fill(Step step, Session session) {
        step.begin(session);
        contexts.find(session);
        candidates.gather(step, mostCandidates);
        sourceInputs.gather(step, session);
        contextInputs.fill(step);
        categoryInputs.fill(step, session);
        sourceInputs.fill(step, session);
        mixer.mix(step);
    }

    /** What has been done, and what is held. */
    public RankerStats stats() {
        ContextTable table = contexts.table();
        return new RankerStats(
                requests,
                steps,
                rankedAgain,
                table.known(),
                table.replaced(),
                table.pool().touched(),
                table.sizeBytes());
    }
}

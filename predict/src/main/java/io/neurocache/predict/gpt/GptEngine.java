package io.neurocache.predict.gpt;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.next.Kind;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a model, a bounded number: the one that was silent for longest makes room.
 *
 * <p>Confined to one thread. A step takes some 0.1 ms, less in a batch; one session of the default
 * shape keeps 32 kB.
 */
public final class GptEngine {
    /** The silence, in seconds, that may lie between two requests of one session. */
    public static final long SESSION_SECONDS = 1_800;

    private final int capacity;
    private final int maxBatch;
    private final LongConsumer onForgotten;
    private final Map<Long, GptSession> sessions = new LinkedHashMap<>(64, .75f, true);
    private @Nullable GptModel model;
    private GptModel.@Nullable Step step;

    /** A request that is to be answered. */
    record Asked(long client, long seconds, String key, Kind kind) {}

    /**
     * @param capacity how many sessions it keeps
     * @param maxBatch how many it computes at once
     * @param onForgotten told of clients that had to make room
     */
    GptEngine(int capacity, int maxBatch, LongConsumer onForgotten) {
        Check.argument(capacity >= maxBatch, "fewer sessions than a batch has", capacity);
        Check.argument(maxBatch >= 1, "an empty batch", maxBatch);
        this.capacity = capacity;
        this.maxBatch = maxBatch;
        this.onForgotten = onForgotten;
    }

    /**
     * One for a caller that waits for each answer: measurements and tests.
     *
     * @param capacity how many sessions it keeps
     */
    public GptEngine(int capacity) {
        this(capacity, 1, _ -> {});
    }

    /** The model to be used from now on; it must stay open while it is. */
    public void use(GptModel newModel) {
        if (model != newModel) {
            model = newModel;
            step = new GptModel.Step(newModel.shape(), maxBatch);
        }
    }

    /** Forgets all sessions. */
    public void forget() {
        sessions.clear();
    }

    /**
     * Notes a request and answers what may come after it.
     *
     * @throws ModelException when the model fails, or computes what is no number
     */
    public GptAnswer asked(long client, long seconds, String key, Kind kind) throws ModelException {
        return answer(List.of(new Asked(client, seconds, key, kind))).getFirst();
    }

    /** The same for a batch, of different clients. */
    List<GptAnswer> answer(List<Asked> batch) throws ModelException {
        GptModel current = Objects.requireNonNull(model, "no model");
        GptModel.Step buffers = Objects.requireNonNull(step, "no model");
        Check.argument(batch.size() <= maxBatch, "batch too large", batch.size());
        List<GptSession> places = new ArrayList<>();
        List<GptSession.Request> requests = new ArrayList<>();
        for (Asked asked : batch) {
            GptSession session = admit(asked.client());
            int kept = Math.max(1, current.shape().context() / 4);
            requests.add(session.note(asked.seconds(), asked.key(), asked.kind(), kept));
            for (GptSession.Request earlier : session.prepare(current)) {
                run(current, buffers, List.of(session), List.of(earlier));
            }
            places.add(session);
        }
        run(current, buffers, places, requests);
        return answers(current, buffers.scores, requests);
    }

    private GptSession admit(long client) {
        GptSession session = sessions.get(client);
        if (session == null) {
            session = new GptSession();
            sessions.put(client, session);
            if (sessions.size() > capacity) {
                Iterator<Long> leastRecent = sessions.keySet().iterator();
                long forgotten = leastRecent.next();
                leastRecent.remove();
                onForgotten.accept(forgotten);
            }
        }
        return session;
    }

    private static void run(
            GptModel model,
            GptModel.Step step,
            List<GptSession> sessions,
            List<GptSession.Request> requests)
            throws ModelException {
        Vocabulary vocabulary = model.vocabulary();
        for (int i = 0; i < requests.size(); i++) {
            GptSession.Request request = requests.get(i);
            vocabulary.rows(
                    request.key(),
                    request.kind(),
                    request.gapSeconds(),
                    step.rows,
                    i * GptShape.ROWS_PER_TOKEN);
            sessions.get(i).fill(step, i);
        }
        model.run(step, requests.size());
        for (int i = 0; i < requests.size(); i++) {
            sessions.get(i).advance(step, i, model.shape());
        }
    }

    private static List<GptAnswer> answers(
            GptModel model, float[] scores, List<GptSession.Request> requests)
            throws ModelException {
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                throw new ModelException("the network computed what is no number");
            }
        }
        List<GptAnswer> answers = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            answers.add(
                    GptAnswer.of(
                            requests.get(i).key(),
                            scores,
                            i * model.shape().outcomes(),
                            model.vocabulary()));
        }
        return answers;
    }
}

package io.neurocache.predict.gpt;

import io.neurocache.predict.next.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's place in a model: keys and values of its last requests. Confined to one thread.
 *
 * <p>Positions do not slide. When they are used up, and when another model has come, the window
 * begins anew with the last few requests.
 */
final class GptSession {
    private final Deque<Request> recent = new ArrayDeque<>();
    private float[] past = {};
    private int position;
    private long lastSeconds;
    private @Nullable GptModel model;

    /**
     * A request of the session.
     *
     * @param gapSeconds since the one before it, or -1
     */
    record Request(String key, Kind kind, long gapSeconds) {}

    /** Notes a request; returns it as one of this session. */
    Request note(long seconds, String key, Kind kind, int kept) {
        boolean isContinued =
                !recent.isEmpty() && seconds - lastSeconds <= GptEngine.SESSION_SECONDS;
        if (!isContinued) {
            recent.clear();
            position = 0;
        }
        Request request =
                new Request(key, kind, isContinued ? Math.max(0, seconds - lastSeconds) : -1);
        lastSeconds = seconds;
        recent.addLast(request);
        while (recent.size() > kept) {
            recent.removeFirst();
        }
        return request;
    }

    /**
     * Makes the window good for one more request of this model.
     *
     * @return the requests to be computed before the last one
     */
    List<Request> prepare(GptModel forModel) {
        if (model == forModel && position < forModel.shape().context()) {
            return List.of();
        }
        if (model != forModel) {
            // Not the old numbers: a share of nothing in what is no number is no number.
            past = new float[forModel.shape().cacheSize()];
            model = forModel;
        }
        position = 0;
        List<Request> all = List.copyOf(recent);
        return all.subList(0, all.size() - 1);
    }

    void fill(GptModel.Step step, int index) {
        step.set(index, position, past);
    }

    /** Takes what the step computed, and goes on by one position. */
    void advance(GptModel.Step step, int index, GptShape shape) {
        if (position < shape.cachedRows()) {
            step.keep(index, position, past);
        }
        position++;
    }
}

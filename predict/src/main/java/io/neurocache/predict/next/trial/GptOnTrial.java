package io.neurocache.predict.next.trial;

import io.neurocache.predict.gpt.GptAnswer;
import io.neurocache.predict.gpt.GptEngine;
import io.neurocache.predict.gpt.GptMetadata;
import io.neurocache.predict.gpt.GptModel;
import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models that follow each other through a trace: each is used from when it had been trained, and so
 * knows nothing of what it is asked about. Answers are there at once, which a daemon's are not
 * always.
 *
 * <p>Confined to one thread.
 */
public final class GptOnTrial implements AutoCloseable {
    private static final int SESSIONS = 1_024;

    /** A model, and the last second that it was trained on. */
    private record Stage(GptModel model, long trainedUntil) {}

    private final GptEngine engine = new GptEngine(SESSIONS);
    private final List<Stage> stages = new ArrayList<>();
    private final Map<Long, GptAnswer> answers = new HashMap<>();
    private int current = -1;

    /**
     * Loads models that the learner made.
     *
     * @throws ModelException when one is not fit, or does not say until when it was trained
     */
    public GptOnTrial(List<ModelFile> files) throws ModelException {
        boolean isLoaded = false;
        try {
            for (ModelFile file : files) {
                long until = trainedUntil(file);
                stages.add(new Stage(GptModel.load(file), until));
            }
            stages.sort(Comparator.comparingLong(Stage::trainedUntil));
            isLoaded = true;
        } finally {
            if (!isLoaded) {
                close();
            }
        }
    }

    private static long trainedUntil(ModelFile file) throws ModelException {
        String note = GptMetadata.parse(file.metadata()).notes().getOrDefault("trained_until", "");
        try {
            return Long.parseLong(note);
        } catch (NumberFormatException e) {
            throw new ModelException("the model does not say until when it was trained", e);
        }
    }

    /** The second after which the first model is used. */
    long start() {
        return stages.getFirst().trainedUntil();
    }

    /** Notes a request, and answers it if there is a model at that time. */
    void asked(long client, long seconds, String key) {
        while (current + 1 < stages.size() && seconds > stages.get(current + 1).trainedUntil()) {
            engine.use(stages.get(++current).model());
        }
        if (current < 0) {
            return;
        }
        try {
            answers.put(client, engine.asked(client, seconds, key, Kind.ofKey(key)));
        } catch (ModelException e) {
            throw new IllegalStateException("a model that was checked fails in a trial", e);
        }
    }

    /** What it expects of a client; null before the first model. */
    @Nullable GptAnswer answer(long client) {
        return answers.get(client);
    }

    /** Begins anew, with the first model. */
    void restart() {
        current = -1;
        answers.clear();
        engine.forget();
    }

    @Override
    public void close() throws ModelException {
        for (Stage stage : stages) {
            stage.model().close();
        }
        stages.clear();
    }
}

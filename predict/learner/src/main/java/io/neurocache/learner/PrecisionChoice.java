package io.neurocache.learner;

import io.neurocache.predict.gpt.GptAnswer;
import io.neurocache.predict.gpt.GptEngine;
import io.neurocache.predict.gpt.GptModel;
import io.neurocache.predict.gpt.Precision;
import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether a model is written in eight bits: a third of the bytes, and as quick without VNNI. Both
 * foretell the sessions that were kept out of the training, in ONNX Runtime as the daemon does, and
 * eight bits have to be as good.
 *
 * @param precision that is taken
 * @param files the model in each
 * @param exact the mean probability which 32 bits gave to what came next, 0 to 1; NaN where no
 *     session was kept out
 * @param small the same of eight bits; NaN also where they compute something else
 */
record PrecisionChoice(
        Precision precision, Map<Precision, ModelFile> files, double exact, double small) {
    /** How much less probability eight bits may give. */
    static final double MARGIN = .002;

    private static final int MAX_REQUESTS = 10_000;

    /** Copies the map. */
    PrecisionChoice {
        files = Map.copyOf(files);
    }

    /** The file that is taken. */
    ModelFile model() {
        return file(precision);
    }

    /** The model in one precision. */
    ModelFile file(Precision wanted) {
        return Objects.requireNonNull(files.get(wanted), "a file for each precision");
    }

    /**
     * Chooses.
     *
     * @param files one for each precision
     * @param kept sessions that were not learnt from
     * @throws LearnerException when ONNX Runtime is missing, or computes something else in 32 bits
     */
    static PrecisionChoice of(
            Map<Precision, ModelFile> files, Corpus corpus, List<Corpus.Session> kept)
            throws LearnerException {
        double exact;
        try {
            exact = probability(Objects.requireNonNull(files.get(Precision.FLOAT32)), corpus, kept);
        } catch (ModelException e) {
            throw new LearnerException("what was learnt does not run: " + e.getMessage(), e);
        }
        double small;
        try {
            small = probability(Objects.requireNonNull(files.get(Precision.INT8)), corpus, kept);
        } catch (ModelException e) {
            // It is not taken, and the report says so: the figure is none.
            small = Double.NaN;
        }
        Precision chosen = small >= exact - MARGIN ? Precision.INT8 : Precision.FLOAT32;
        return new PrecisionChoice(chosen, files, exact, small);
    }

    private static double probability(ModelFile file, Corpus corpus, List<Corpus.Session> sessions)
            throws ModelException {
        double sum = 0;
        int count = 0;
        try (GptModel model = GptModel.load(file)) {
            GptEngine engine = new GptEngine(1);
            engine.use(model);
            for (Corpus.Session session : sessions) {
                engine.forget();
                long seconds = 0;
                GptAnswer answer = new GptAnswer("", List.of());
                for (Corpus.Request request : session.requests()) {
                    String key = corpus.key(request.key());
                    sum += probability(answer, key);
                    seconds += Math.max(0, request.gapSeconds());
                    answer = engine.asked(1, seconds, key, Kind.ofKey(key));
                }
                count += session.requests().size() - 1;
                if (count >= MAX_REQUESTS) {
                    break;
                }
            }
        }
        return sum / count;
    }

    private static double probability(GptAnswer answer, String key) {
        for (GptAnswer.Expected each : answer.expected()) {
            if (each.key().equals(key)) {
                return Math.exp(each.lnProbability());
            }
        }
        return 0;
    }
}

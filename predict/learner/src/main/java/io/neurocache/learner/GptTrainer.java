package io.neurocache.learner;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.neurocache.predict.gpt.GptModel;
import io.neurocache.predict.gpt.GptShape;
import io.neurocache.predict.gpt.GptShape.Parameter;
import io.neurocache.predict.gpt.GptWeights;
import io.neurocache.predict.gpt.Precision;
import io.neurocache.predict.gpt.Vocabulary;
import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Trains a GPT-2 on sessions, within a number of steps and a time.
 *
 * <p>The weights are Java's: PyTorch computes gradients of one batch, and nothing native outlives
 * that. A step whose gradients are no numbers is not made; after {@value #MAX_REJECTED} of them the
 * training is given up, because more than arithmetic may be broken then. Confined to one thread.
 */
public final class GptTrainer {
    private static final int MAX_REJECTED = 3;
    private static final int HOLDOUT = 20;
    private static final int MAX_HOLDOUT_BATCHES = 32;
    private static final int PROGRESS_STEPS = 50;
    private static final double WARM_UP = .1;
    private static final double LAST_RATE = .05;
    private static final double SMOOTHING = .02;

    private final Engine engine;
    private final TrainingOptions options;
    private final Corpus corpus;
    private final Vocabulary vocabulary;
    private final GptShape shape;
    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final Adam adam;
    private final Random random;
    private final Batches batches;
    private final Batches holdout;
    private final List<Corpus.Session> kept = new ArrayList<>();

    private double loss = Double.NaN;
    private int rejected;

    /**
     * Reads the requests and makes a model that knows nothing yet, or what an earlier one does.
     *
     * @param from is trained on, where there is one: its sizes are kept, whatever the options say,
     *     and keys that are no longer hot give their slots to those that are
     * @throws LearnerException when there is too little to learn from, or PyTorch is missing
     */
    GptTrainer(Corpus corpus, TrainingOptions options, Optional<ModelFile> from)
            throws LearnerException {
        this.engine = Torch.start();
        this.options = options;
        this.corpus = corpus;
        this.random = new Random(options.seed());
        engine.setRandomSeed((int) options.seed());
        List<String> hottest = corpus.hottest(options.slots());
        List<Corpus.Session> training = new ArrayList<>();
        for (Corpus.Session session : corpus.sessions()) {
            (random.nextInt(HOLDOUT) == 0 ? kept : training).add(session);
        }
        if (hottest.isEmpty() || training.isEmpty()) {
            throw new LearnerException(
                    "there is too little to learn from: "
                            + corpus.requests()
                            + " requests in "
                            + training.size()
                            + " sessions, and "
                            + hottest.size()
                            + " keys that were asked for more than once");
        }
        Optional<GptModel.Knowledge> earlier = earlier(from);
        this.vocabulary =
                earlier.isPresent()
                        ? refreshed(earlier.get().vocabulary(), hottest)
                        : vocabulary(hottest);
        this.shape = vocabulary.shape();
        GptWeights initial =
                earlier.isPresent()
                        ? earlier.get()
                                .weights()
                                .refreshed(earlier.get().vocabulary(), vocabulary, random)
                        : GptWeights.random(shape, random);
        for (Parameter parameter : shape.parameters()) {
            weights.put(parameter.name(), initial.get(parameter.name()));
        }
        this.adam = new Adam(shape, weights);
        this.batches = new Batches(corpus, training, vocabulary);
        this.holdout = new Batches(corpus, kept, vocabulary);
    }

    private static Optional<GptModel.Knowledge> earlier(Optional<ModelFile> from)
            throws LearnerException {
        if (from.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(GptModel.knowledge(from.get()));
        } catch (ModelException e) {
            throw new LearnerException("it cannot be trained on: " + e.getMessage(), e);
        }
    }

    private Vocabulary vocabulary(List<String> hottest) {
        GptShape sizes =
                new GptShape(
                        hottest.size(),
                        TrainingOptions.BUCKETS,
                        TrainingOptions.FEATURES,
                        options.context(),
                        options.width(),
                        options.heads(),
                        options.layers());
        return new Vocabulary(
                sizes,
                options.seed(),
                hottest.stream().map(key -> new Vocabulary.Slot(key, 0)).toList());
    }

    private static Vocabulary refreshed(Vocabulary before, List<String> hottest) {
        return before.refreshed(hottest, Math.max(before.shape().slots(), hottest.size()));
    }

    /**
     * Trains.
     *
     * @param progress told now and then
     * @throws LearnerException when gradients are no numbers again and again
     */
    TrainingResult train(Consumer<String> progress) throws LearnerException {
        long begun = System.nanoTime();
        int step = 0;
        double share = 0;
        while (share < 1) {
            trainStep(rate(share));
            step++;
            double timeShare = (double) (System.nanoTime() - begun) / options.time().toNanos();
            share = Math.max(timeShare, (double) step / options.steps());
            if (step % PROGRESS_STEPS == 0) {
                progress.accept(String.format("step %d, loss %.3f", step, loss));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double[] judged = judge();
        long parameters = 0;
        for (float[] values : weights.values()) {
            parameters += values.length;
        }
        return new TrainingResult(
                PrecisionChoice.of(files(step, seconds), corpus, kept),
                parameters,
                step,
                rejected,
                seconds,
                loss,
                judged[0],
                judged[1]);
    }

    /** Up in a straight line, then down along a cosine. */
    private double rate(double share) {
        if (share < WARM_UP) {
            return options.learningRate() * (share / WARM_UP + .01);
        }
        double down = (share - WARM_UP) / (1 - WARM_UP);
        double cosine = (1 + Math.cos(Math.PI * down)) / 2;
        return options.learningRate() * (LAST_RATE + (1 - LAST_RATE) * cosine);
    }

    private void trainStep(double rate) throws LearnerException {
        Batch batch = batches.random(options.rows(), random);
        Map<String, float[]> gradients = new HashMap<>();
        double stepLoss;
        try (NDManager manager = engine.newBaseManager()) {
            GptNetwork network =
                    new GptNetwork(
                            manager, new GptWeights(shape, weights), vocabulary, options.dropout());
            network.requireGradients();
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray result = network.loss(batch);
                collector.backward(result);
                stepLoss = result.getFloat();
            }
            for (Parameter parameter : shape.parameters()) {
                gradients.put(parameter.name(), network.gradient(parameter.name()));
            }
        }
        if (!Double.isFinite(stepLoss) || !adam.step(gradients, rate)) {
            rejected++;
            if (rejected >= MAX_REJECTED) {
                throw new LearnerException(
                        "gradients are no numbers, " + rejected + " times: nothing is written");
            }
            return;
        }
        loss = Double.isNaN(loss) ? stepLoss : loss + SMOOTHING * (stepLoss - loss);
    }

    /** Loss and share of right predictions on the sessions that were kept out. */
    private double[] judge() {
        double sum = 0;
        double right = 0;
        double count = 0;
        List<Batch> all = holdout.all(options.rows());
        for (Batch batch : all.subList(0, Math.min(all.size(), MAX_HOLDOUT_BATCHES))) {
            try (NDManager manager = engine.newBaseManager()) {
                GptNetwork network =
                        new GptNetwork(manager, new GptWeights(shape, weights), vocabulary, 0);
                sum += network.loss(batch).getFloat() * batch.totalWeight();
                long[] best = network.scores(batch).argMax(2).toLongArray();
                for (int i = 0; i < best.length; i++) {
                    boolean isRight = best[i] == batch.targets[i] && best[i] < shape.slots();
                    right += isRight ? batch.weights[i] : 0;
                }
                count += batch.totalWeight();
            }
        }
        return new double[] {sum / count, right / count};
    }

    /** What the network of PyTorch answers to the longest sequence is the golden vector. */
    private Map<Precision, ModelFile> files(int steps, double seconds) throws LearnerException {
        if (!new GptWeights(shape, weights).areFinite()) {
            throw new LearnerException("weights are no numbers: nothing is written");
        }
        Batch batch = batches.longest();
        int length = 0;
        while (length < batch.length && batch.isFilled(0, length)) {
            length++;
        }
        length = Math.min(length, GptModel.MAX_GOLDEN);
        long[] question = new long[length * GptShape.ROWS_PER_TOKEN];
        System.arraycopy(batch.tokens, 0, question, 0, question.length);
        float[] answer = new float[shape.outcomes()];
        try (NDManager manager = engine.newBaseManager()) {
            float[] scores =
                    new GptNetwork(manager, new GptWeights(shape, weights), vocabulary, 0)
                            .scores(batch)
                            .toFloatArray();
            System.arraycopy(scores, (length - 1) * answer.length, answer, 0, answer.length);
        }
        Map<String, String> notes = new HashMap<>();
        notes.put("requests", Long.toString(corpus.requests()));
        notes.put("trained_until", Long.toString(corpus.latestSeconds()));
        notes.put("steps", Integer.toString(steps));
        notes.put("seconds", Long.toString(Math.round(seconds)));
        Map<Precision, ModelFile> files = new EnumMap<>(Precision.class);
        for (Precision precision : Precision.values()) {
            GptWeights trained = new GptWeights(shape, weights);
            ModelFile file = GptModel.file(trained, vocabulary, precision, question, answer, notes);
            files.put(precision, file);
        }
        return files;
    }
}

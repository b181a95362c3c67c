package io.neurocache.predict.gpt;

import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small models with random weights, large enough to matter. */
public final class TestModels {
    static final GptShape SHAPE = new GptShape(16, 4, 8, 8, 8, 2, 2);

    private TestModels() {}

    static Vocabulary vocabulary() {
        List<Vocabulary.Slot> slots = new ArrayList<>();
        for (int i = 0; i < SHAPE.slots(); i++) {
            slots.add(new Vocabulary.Slot("/d" + i % 3 + "/key-" + i + ".html", i % 2));
        }
        return new Vocabulary(SHAPE, 7, slots);
    }

    /**
     * Answers its question, and overflows when another kind of thing comes second, after a while.
     */
    static ModelFile overflowing() {
        Map<String, float[]> all = arrays(3);
        int width = SHAPE.width();
        int lastRow = (SHAPE.rows() - 1) * width;
        Arrays.fill(all.get("table"), lastRow, lastRow + width, Float.MAX_VALUE);
        Arrays.fill(all.get("positions"), width, 2 * width, Float.MAX_VALUE);
        GptWeights weights = new GptWeights(SHAPE, all);
        long[] question = question(1);
        float[] answer = new ReferenceGpt(weights, vocabulary()).scores(question);
        return GptModel.file(weights, vocabulary(), Precision.FLOAT32, question, answer, Map.of());
    }

    static GptWeights weights(long seed) {
        return new GptWeights(SHAPE, arrays(seed));
    }

    static Map<String, float[]> arrays(long seed) {
        Random random = new Random(seed);
        Map<String, float[]> all = new LinkedHashMap<>();
        for (GptShape.Parameter parameter : SHAPE.parameters()) {
            float[] values = new float[parameter.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * .4f;
            }
            all.put(parameter.name(), values);
        }
        return all;
    }

    /** The rows of a session of some of the vocabulary's keys and one that is not in it. */
    static long[] question(int length) {
        long[] rows = new long[length * GptShape.ROWS_PER_TOKEN];
        for (int i = 0; i < length; i++) {
            vocabulary()
                    .rows(key(i), Kind.PAGE, i == 0 ? -1 : i, rows, i * GptShape.ROWS_PER_TOKEN);
        }
        return rows;
    }

    /** A key of the vocabulary, but for 2. */
    public static String key(int i) {
        return i == 2 ? "/unknown/x.png" : "/d" + i % 3 + "/key-" + i + ".html";
    }

    static ModelFile file(long seed) {
        return file(seed, Map.of("seed", "1"));
    }

    /** A model with notes of one's own. */
    public static ModelFile file(long seed, Map<String, String> notes) {
        long[] question = question(5);
        float[] answer = new ReferenceGpt(weights(seed), vocabulary()).scores(question);
        return GptModel.file(
                weights(seed), vocabulary(), Precision.FLOAT32, question, answer, notes);
    }

    /** The same model in eight bits. */
    static ModelFile int8(long seed) {
        ModelFile exact = file(seed);
        return GptModel.file(
                weights(seed),
                vocabulary(),
                Precision.INT8,
                exact.question(),
                exact.answer(),
                Map.of("seed", "1"));
    }
}

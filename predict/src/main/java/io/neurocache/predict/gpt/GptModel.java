package io.neurocache.predict.gpt;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ModelKind;
import io.neurocache.predict.model.OrtModel;
import io.neurocache.slab.Check;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A GPT-2 that computes what it computed where it was trained.
 *
 * <p>Reference-counted as {@link OrtModel} is. {@link #retain} and {@link #close} are safe from any
 * thread.
 */
public final class GptModel implements AutoCloseable {
    /** The longest golden sequence. */
    public static final int MAX_GOLDEN = 64;

    /** How far an answer may be from PyTorch's: of itself, or of 1. */
    private static final float TOLERANCE = 1e-3f;

    /** The same with weights of eight bits: of the answer's largest number. */
    private static final float INT8_TOLERANCE = .05f;

    private final Vocabulary vocabulary;
    private final OrtModel network;

    private GptModel(Vocabulary vocabulary, OrtModel network) {
        this.vocabulary = vocabulary;
        this.network = network;
    }

    /**
     * Puts a file together.
     *
     * @param precision of the network; the answer is that of the weights as they are
     * @param question rows of a sequence of requests, {@link GptShape#ROWS_PER_TOKEN} each, at most
     *     as many as the context has
     * @param answer the scores after the last of them
     * @param notes for people
     */
    public static ModelFile file(
            GptWeights weights,
            Vocabulary vocabulary,
            Precision precision,
            long[] question,
            float[] answer,
            Map<String, String> notes) {
        Check.argument(weights.areFinite(), "weights are not finite");
        GptMetadata metadata = new GptMetadata(vocabulary, precision, notes);
        byte[] onnx = GptGraph.write(weights, vocabulary, precision, Map.of("model", "gpt2"));
        return new ModelFile(ModelKind.GPT, metadata.toJson(), question, answer, onnx);
    }

    /**
     * Loads a file and has it answer its golden question.
     *
     * @throws ModelException when it is no GPT-2, its network has not the shape that it says, or
     *     the answer is another; or ONNX Runtime is missing
     */
    public static GptModel load(ModelFile file) throws ModelException {
        require(file.kind() == ModelKind.GPT, "it is of the kind " + file.kind());
        GptMetadata metadata = GptMetadata.parse(file.metadata());
        OrtModel network = OrtModel.load(file.onnx());
        GptModel model = new GptModel(metadata.vocabulary(), network);
        boolean isGood = false;
        try {
            model.check(file, metadata.precision());
            isGood = true;
            return model;
        } finally {
            if (!isGood) {
                network.close();
            }
        }
    }

    /** What a model knows: the meaning of its slots, and its weights. */
    public record Knowledge(Vocabulary vocabulary, GptWeights weights) {}

    /**
     * Takes a file apart again, to have it trained on; of eight bits what they say.
     *
     * @throws ModelException when it is no GPT-2 that was put together here
     */
    public static Knowledge knowledge(ModelFile file) throws ModelException {
        require(file.kind() == ModelKind.GPT, "it is of the kind " + file.kind());
        GptMetadata metadata = GptMetadata.parse(file.metadata());
        Vocabulary vocabulary = metadata.vocabulary();
        try {
            GptWeights weights =
                    GptGraph.read(file.onnx(), vocabulary.shape(), metadata.precision());
            require(weights.areFinite(), "its weights are no numbers");
            return new Knowledge(vocabulary, weights);
        } catch (IllegalArgumentException e) {
            throw new ModelException("not a usable GPT-2: " + e.getMessage(), e);
        }
    }

    private void check(ModelFile file, Precision precision) throws ModelException {
        require(
                network.has(
                        Set.of(GptGraph.ROWS, GptGraph.POSITION, GptGraph.PAST),
                        Set.of(GptGraph.SCORES, GptGraph.PRESENT)),
                "its network has other inputs and outputs");
        GptShape shape = shape();
        long[] question = file.question();
        int length = question.length / GptShape.ROWS_PER_TOKEN;
        require(
                length >= 1
                        && length <= Math.min(shape.context(), MAX_GOLDEN)
                        && question.length == length * GptShape.ROWS_PER_TOKEN,
                "its question has " + question.length + " numbers");
        require(file.answer().length == shape.outcomes(), "its answer has the wrong length");
        for (long row : question) {
            require(row >= 0 && row < shape.rows(), "its question names row " + row);
        }
        Step step = new Step(shape, 1);
        float[] past = new float[shape.cacheSize()];
        for (int position = 0; position < length; position++) {
            System.arraycopy(
                    question,
                    position * GptShape.ROWS_PER_TOKEN,
                    step.rows,
                    0,
                    GptShape.ROWS_PER_TOKEN);
            step.set(0, position, past);
            run(step, 1);
            if (position < shape.cachedRows()) {
                step.keep(0, position, past);
            }
        }
        compare(file.answer(), step.scores, precision);
    }

    private static void compare(float[] answer, float[] scores, Precision precision)
            throws ModelException {
        float largest = 1;
        for (float wanted : answer) {
            largest = Math.max(largest, Math.abs(wanted));
        }
        for (int i = 0; i < answer.length; i++) {
            float wanted = answer[i];
            float allowed =
                    switch (precision) {
                        case FLOAT32 -> TOLERANCE * Math.max(1, Math.abs(wanted));
                        case INT8 -> INT8_TOLERANCE * largest;
                    };
            require(
                    Math.abs(scores[i] - wanted) <= allowed,
                    "it computes another answer here: " + scores[i] + ", not " + wanted);
        }
    }

    private static void require(boolean holds, String fault) throws ModelException {
        if (!holds) {
            throw new ModelException("not a usable GPT-2: " + fault);
        }
    }

    /** What its slots stand for. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** Its sizes. */
    public GptShape shape() {
        return vocabulary.shape();
    }

    boolean retain() {
        return network.retain();
    }

    /** Computes the first {@code count} sessions of a step. */
    void run(Step step, int count) throws ModelException {
        GptShape shape = shape();
        long batch = count;
        step.rowBuffer.clear().put(step.rows, 0, count * GptShape.ROWS_PER_TOKEN).flip();
        List<OrtModel.Input> inputs = new ArrayList<>();
        inputs.add(
                new OrtModel.Input.Longs(
                        GptGraph.ROWS,
                        step.rowBuffer,
                        List.of(batch, (long) GptShape.ROWS_PER_TOKEN)));
        inputs.add(
                new OrtModel.Input.Longs(
                        GptGraph.POSITION,
                        step.positions.limit(count).position(0),
                        List.of(batch)));
        inputs.add(
                new OrtModel.Input.Floats(
                        GptGraph.PAST,
                        step.past.limit(count * shape.cacheSize()).position(0),
                        List.of(
                                batch,
                                2L * shape.layers(),
                                (long) shape.cachedRows(),
                                (long) shape.width())));
        step.resize(count);
        network.run(inputs, Map.of(GptGraph.SCORES, step.scores, GptGraph.PRESENT, step.present));
    }

    /** Gives a reference back; the last one frees the native memory. */
    @Override
    public void close() throws ModelException {
        network.close();
    }

    /** The buffers of a step; confined to one thread. */
    static final class Step {
        final long[] rows;
        float[] scores = {};
        float[] present = {};

        private final GptShape shape;
        private final LongBuffer rowBuffer;
        private final LongBuffer positions;
        private final FloatBuffer past;

        Step(GptShape shape, int batch) {
            this.shape = shape;
            this.rows = new long[batch * GptShape.ROWS_PER_TOKEN];
            this.rowBuffer = direct(rows.length * Long.BYTES).asLongBuffer();
            this.positions = direct(batch * Long.BYTES).asLongBuffer();
            this.past = direct(batch * shape.cacheSize() * Float.BYTES).asFloatBuffer();
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }

        private void resize(int count) {
            int scoreCount = count * shape.outcomes();
            if (scores.length != scoreCount) {
                scores = new float[scoreCount];
                present = new float[count * 2 * shape.layers() * shape.width()];
            }
        }

        /** Where a session of the batch is, and what it kept. */
        void set(int index, int position, float[] sessionPast) {
            positions.clear().put(index, position);
            past.clear().put(index * shape.cacheSize(), sessionPast);
        }

        /** Has a session keep what the step computed for it. */
        void keep(int index, int position, float[] sessionPast) {
            int width = shape.width();
            for (int part = 0; part < 2 * shape.layers(); part++) {
                System.arraycopy(
                        present,
                        (index * 2 * shape.layers() + part) * width,
                        sessionPast,
                        (part * shape.cachedRows() + position) * width,
                        width);
            }
        }
    }
}

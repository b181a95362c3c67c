package io.neurocache.predict.agent;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ModelKind;
import io.neurocache.predict.model.OrtModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent whose decisions come from a trained network, by ONNX Runtime: the action of the highest
 * odds. Some microseconds a decision, on the caller's thread. A network that fails, or answers what
 * is no number, is not asked again: nothing is changed from then on, and {@link #hasFailed} says
 * so.
 *
 * <p>One thread at a time; {@link #close} only when nobody decides any more.
 */
public final class OnnxKnobAgent implements KnobAgent, AutoCloseable {
    /** What the network calls the observation. */
    public static final String INPUT = "observation";

    /** What the network calls the actions' log odds. */
    public static final String OUTPUT = "odds";

    private static final Logger LOG = LoggerFactory.getLogger(OnnxKnobAgent.class);
    private static final float TOLERANCE = 1e-3f;

    private final OrtModel model;
    private final FloatBuffer observed =
            ByteBuffer.allocateDirect(Observer.LENGTH * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
    private final List<OrtModel.Input> inputs;
    private final float[] odds = new float[KnobAction.count()];
    private final Map<String, float[]> outputs = Map.of(OUTPUT, odds);
    private boolean failed;

    private OnnxKnobAgent(OrtModel model) {
        this.model = model;
        inputs =
                List.of(
                        new OrtModel.Input.Floats(
                                INPUT, observed, List.of(1L, (long) Observer.LENGTH)));
    }

    /** An observation as the question of a model file. */
    public static long[] question(float[] observation) {
        long[] bits = new long[observation.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(observation[i]);
        }
        return bits;
    }

    /**
     * Loads a model and has it answer its own question.
     *
     * @throws ModelException when it is of another kind or shape, or answers otherwise than where
     *     it was trained
     */
    public static OnnxKnobAgent load(ModelFile file) throws ModelException {
        if (file.kind() != ModelKind.POLICY
                || file.question().length != Observer.LENGTH
                || file.answer().length != KnobAction.count()) {
            throw new ModelException("not a model for the knobs of the eviction policy");
        }
        OrtModel model = OrtModel.load(file.onnx());
        try {
            OnnxKnobAgent agent = new OnnxKnobAgent(model);
            if (!model.has(Set.of(INPUT), Set.of(OUTPUT))) {
                throw new ModelException("the network has other inputs or outputs");
            }
            agent.check(file);
            return agent;
        } catch (ModelException e) {
            model.close();
            throw e;
        }
    }

    private void check(ModelFile file) throws ModelException {
        float[] observation = new float[Observer.LENGTH];
        for (int i = 0; i < observation.length; i++) {
            observation[i] = Float.intBitsToFloat((int) file.question()[i]);
        }
        compute(observation);
        for (int i = 0; i < odds.length; i++) {
            // Not a number fails, too.
            if (!(Math.abs(odds[i] - file.answer()[i]) <= TOLERANCE)) {
                throw new ModelException("it answers otherwise than where it was trained");
            }
        }
    }

    @Override
    public KnobAction act(float[] observation, double reward) {
        if (failed) {
            return KnobAction.NONE;
        }
        try {
            compute(observation);
        } catch (ModelException e) {
            failed = true;
            LOG.warn("the knobs of the eviction policy stay as they are", e);
            return KnobAction.NONE;
        }
        int best = 0;
        for (int i = 0; i < odds.length; i++) {
            failed |= !Float.isFinite(odds[i]);
            best = odds[i] > odds[best] ? i : best;
        }
        return failed ? KnobAction.NONE : KnobAction.of(best);
    }

    /** Whether the network has failed and is not asked any more. */
    public boolean hasFailed() {
        return failed;
    }

    private void compute(float[] observation) throws ModelException {
        observed.clear();
        observed.put(observation).flip();
        model.run(inputs, outputs);
    }

    @Override
    public void close() throws ModelException {
        model.close();
    }
}

package io.neurocache.predict.gpt;

import io.neurocache.predict.gpt.GptShape.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The numbers of a model. The arrays are the caller's, and nobody writes to them any more.
 *
 * <p>Safe from any thread.
 */
public final class GptWeights {
    private static final double DEVIATION = .02;

    private final GptShape shape;
    private final Map<String, float[]> byName;

    /** Takes the arrays, one for each parameter of the shape. */
    public GptWeights(GptShape shape, Map<String, float[]> byName) {
        this.shape = shape;
        this.byName = new LinkedHashMap<>(byName);
        for (Parameter parameter : shape.parameters()) {
            float[] values = byName.get(parameter.name());
            if (values == null || values.length != parameter.size()) {
                throw new IllegalArgumentException(parameter.name() + " is missing or misfits");
            }
        }
    }

    /** Weights as GPT-2 begins with: normal, narrower where residuals add up. */
    public static GptWeights random(GptShape shape, RandomGenerator random) {
        Map<String, float[]> all = new LinkedHashMap<>();
        for (Parameter parameter : shape.parameters()) {
            all.put(parameter.name(), initial(parameter, shape, random));
        }
        return new GptWeights(shape, all);
    }

    private static float[] initial(Parameter parameter, GptShape shape, RandomGenerator random) {
        String name = parameter.name();
        float[] values = new float[parameter.size()];
        boolean isResidual = name.endsWith("projection.weight") || name.endsWith("down.weight");
        double deviation = isResidual ? DEVIATION / Math.sqrt(2.0 * shape.layers()) : DEVIATION;
        boolean isMatrix = parameter.dimensions().size() == 2;
        for (int i = 0; i < values.length; i++) {
            if (isMatrix) {
                values[i] = (float) (random.nextGaussian() * deviation);
            } else {
                values[i] = name.endsWith(".scale") ? 1 : 0;
            }
        }
        return values;
    }

    /**
     * Weights for a vocabulary that was {@linkplain Vocabulary#refreshed refreshed}: slots that
     * stand for what they stood for keep their rows, all others begin as slots of a new model do.
     * What the shapes have in common else is kept as it is.
     */
    public GptWeights refreshed(Vocabulary before, Vocabulary now, RandomGenerator random) {
        GptShape next = now.shape();
        Map<String, float[]> all = new LinkedHashMap<>();
        for (Parameter parameter : next.parameters()) {
            all.put(parameter.name(), get(parameter.name()).clone());
        }
        int width = shape.width();
        float[] table = initial(next.parameters().getFirst(), next, random);
        float[] bias = new float[next.outcomes()];
        int shared = shape.slots() * width;
        System.arraycopy(
                get("table"), shared, table, next.slots() * width, get("table").length - shared);
        bias[next.slots()] = get("bias")[shape.slots()];
        float least = least(before);
        for (int slot = 0; slot < now.slots().size(); slot++) {
            boolean isKept =
                    slot < before.slots().size()
                            && before.slots().get(slot).equals(now.slots().get(slot));
            if (isKept) {
                System.arraycopy(get("table"), slot * width, table, slot * width, width);
            }
            // A slot's new key is about as likely as the one whose place it takes.
            bias[slot] = slot < before.slots().size() ? get("bias")[slot] : least;
        }
        all.put("table", table);
        all.put("bias", bias);
        return new GptWeights(next, all);
    }

    private float least(Vocabulary before) {
        float least = 0;
        for (int slot = 0; slot < before.slots().size(); slot++) {
            least = Math.min(least, get("bias")[slot]);
        }
        return least;
    }

    /** The sizes. */
    public GptShape shape() {
        return shape;
    }

    /** One parameter's numbers, which must not be written to. */
    public float[] get(String name) {
        float[] values = byName.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no parameter is called " + name);
        }
        return values;
    }

    /** Whether every number is one. */
    public boolean areFinite() {
        for (float[] values : byName.values()) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The rows of the output: a sum of rows for each slot, then that of "a key without one". */
    float[] head(long[][] rowsOfSlots) {
        int width = shape.width();
        float[] table = get("table");
        float[] head = new float[shape.outcomes() * width];
        for (int slot = 0; slot < shape.slots(); slot++) {
            for (long row : rowsOfSlots[slot]) {
                for (int i = 0; i < width; i++) {
                    head[slot * width + i] += table[(int) row * width + i];
                }
            }
        }
        System.arraycopy(get("other"), 0, head, shape.slots() * width, width);
        return head;
    }
}

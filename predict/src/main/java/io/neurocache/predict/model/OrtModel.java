package io.neurocache.predict.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.neurocache.slab.Check;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network that ONNX Runtime has loaded: on the caller's thread alone, without spinning and
 * without an arena that would keep memory.
 *
 * <p>Reference-counted, because to close a session in which another thread computes crashes the
 * process: it begins with one reference, its maker's, which {@link #close} gives back; {@link
 * #retain} takes another one. The last {@link #close} frees the native memory. Safe from any
 * thread, and {@link #run} is for one at a time each with buffers of its own.
 */
public final class OrtModel implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final AtomicInteger references = new AtomicInteger(1);

    private OrtModel(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /**
     * Loads a network. The first call in a process also loads the native library, which takes some
     * tenths of a second and 35 MB.
     *
     * @throws ModelException when there is no native library for this platform, or it refuses the
     *     network
     */
    public static OrtModel load(byte[] onnx) throws ModelException {
        try {
            OrtEnvironment environment = Shared.environment();
            try (OrtSession.SessionOptions options = options()) {
                return new OrtModel(environment, environment.createSession(onnx, options));
            }
        } catch (OrtException e) {
            throw new ModelException("ONNX Runtime refuses the network: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new ModelException("ONNX Runtime does not run on this platform: " + e, e);
        }
    }

    /** What ONNX Runtime has once in a process; to ask for it again with a level is a warning. */
    private static final class Shared {
        private static @Nullable OrtEnvironment environment;

        static synchronized OrtEnvironment environment() throws OrtException {
            OrtEnvironment known = environment;
            if (known == null) {
                known = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
                known.setTelemetry(false);
                environment = known;
            }
            return known;
        }
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setCPUArenaAllocator(false);
        options.setMemoryPatternOptimization(false);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    /** Whether inputs and outputs have exactly these names. */
    public boolean has(Set<String> inputs, Set<String> outputs) {
        return session.getInputNames().equals(inputs) && session.getOutputNames().equals(outputs);
    }

    /** Takes a reference, unless the last one has been given back. */
    public boolean retain() {
        int count = references.get();
        while (count > 0) {
            if (references.compareAndSet(count, count + 1)) {
                return true;
            }
            count = references.get();
        }
        return false;
    }

    /** A tensor that a run is given: direct buffers are read in place. */
    public sealed interface Input {
        /** The input's name in the network. */
        String name();

        /** The size in each dimension. */
        List<Long> shape();

        /** Whole numbers, from the buffer's position to its limit. */
        record Longs(String name, LongBuffer values, List<Long> shape) implements Input {}

        /** Real numbers, from the buffer's position to its limit. */
        record Floats(String name, FloatBuffer values, List<Long> shape) implements Input {}
    }

    /**
     * Computes.
     *
     * @param outputs where each result goes, by name, all of it; must have room for exactly that
     * @throws ModelException when the network fails, or a result has another size
     */
    public void run(List<Input> inputs, Map<String, float[]> outputs) throws ModelException {
        Check.state(references.get() > 0, "the model is closed");
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (Input input : inputs) {
                tensors.put(input.name(), tensor(input));
            }
            try (OrtSession.Result result = session.run(tensors, outputs.keySet())) {
                for (Map.Entry<String, float[]> output : outputs.entrySet()) {
                    take(result.get(output.getKey()).orElseThrow(), output.getValue());
                }
            }
        } catch (OrtException e) {
            throw new ModelException("the network fails: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(Input input) throws OrtException {
        long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
        return switch (input) {
            case Input.Longs(_, LongBuffer values, _) ->
                    OnnxTensor.createTensor(environment, values, shape);
            case Input.Floats(_, FloatBuffer values, _) ->
                    OnnxTensor.createTensor(environment, values, shape);
        };
    }

    private static void take(OnnxValue value, float[] to) throws ModelException {
        if (!(value instanceof OnnxTensor tensor)
                || tensor.getInfo().getNumElements() != to.length) {
            throw new ModelException("the network's result has not the size it should have");
        }
        tensor.getFloatBuffer().get(to);
    }

    /** Gives a reference back. */
    @Override
    public void close() throws ModelException {
        int left = references.decrementAndGet();
        Check.invariant(left >= 0, "a model was closed more often than it was retained");
        if (left == 0) {
            try {
                session.close();
            } catch (OrtException e) {
                throw new ModelException("ONNX Runtime cannot free it: " + e.getMessage(), e);
            }
        }
    }
}

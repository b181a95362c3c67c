package io.neurocache.learner;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;

/**
 * Starts PyTorch, once, for this process: on one thread, and without the network.
 *
 * <p>Safe from any thread.
 */
public final class Torch {
    /** Comes with the native library of this platform, where there is one. */
    private static final String NATIVES = "native/lib/pytorch.properties";

    private Torch() {}

    /** Whether the build found a native library for this platform. */
    public static boolean isAvailable() {
        return Torch.class.getClassLoader().getResource(NATIVES) != null;
    }

    /** What to say where there is none. */
    public static String absence() {
        return "this build has no native library of PyTorch for "
                + System.getProperty("os.name")
                + " on "
                + System.getProperty("os.arch")
                + ": models cannot be trained here";
    }

    /**
     * Loads the native library, which takes seconds, and the first time unpacks 432 MB into {@code
     * DJL_CACHE_DIR} (a variable of the environment, or a system property; by default in the home).
     *
     * @throws LearnerException when there is none for this platform, or it does not load
     */
    public static Engine start() throws LearnerException {
        if (!isAvailable()) {
            throw new LearnerException(absence());
        }
        byDefault("ai.djl.offline", "true");
        byDefault("ai.djl.pytorch.num_threads", "1");
        byDefault("ai.djl.pytorch.num_interop_threads", "1");
        byDefault("OPT_OUT_TRACKING", "true");
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | UnsatisfiedLinkError e) {
            throw new LearnerException("PyTorch does not start: " + e.getMessage(), e);
        }
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

package io.neurocache.raft.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Watches memory: the process' anonymous memory (RssAnon, which only Linux tells) and the sizes of
 * structures that have a bound. One thread.
 */
public final class MemoryTracker {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int SAMPLE_EVERY = 1_000;

    private record Bounded(LongSupplier size, long bound) {}

    private final Map<String, Bounded> structures = new LinkedHashMap<>();
    private final Map<String, Long> most = new LinkedHashMap<>();
    private long samples;
    private long firstBytes;
    private long lastBytes;

    /** Watches a structure; {@link #sample} fails when it has outgrown its bound. */
    public void watch(String name, LongSupplier size, long bound) {
        structures.put(name, new Bounded(size, bound));
    }

    /** Looks at everything; at RssAnon only now and then. */
    public void sample() {
        structures.forEach((name, structure) -> {
            long size = structure.size.getAsLong();
            most.merge(name, size, Math::max);
            if (size > structure.bound) {
                throw new AssertionError(
                        name + " has " + size + ", its bound is " + structure.bound);
            }
        });
        if (samples++ % SAMPLE_EVERY == 0) {
            lastBytes = rssAnonBytes();
            firstBytes = firstBytes == 0 ? lastBytes : firstBytes;
        }
    }

    /** The largest size seen of a structure that is watched. */
    public long most(String name) {
        return most.getOrDefault(name, 0L);
    }

    /** The process' anonymous memory, in bytes; 0 where the system does not tell. */
    public static long rssAnonBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STATUS, e);
        }
    }

    @Override
    public String toString() {
        return "RssAnon " + (firstBytes >> 20) + " -> " + (lastBytes >> 20) + " MiB " + most;
    }
}

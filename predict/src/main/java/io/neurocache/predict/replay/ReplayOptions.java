package io.neurocache.predict.replay;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.slab.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to replay, and how to report it.
 *
 * @param files traces, see {@link io.neurocache.predict.trace.TraceReader}
 * @param loads synthetic ones, replayed after the traces
 * @param sizes of the caches
 * @param contenders the policies to compare
 * @param objective what policies that can choose shall maximize
 * @param seed of what is chosen at random
 * @param output the form of the report
 * @param plot a file for regret over time, as SVG
 */
public record ReplayOptions(
        List<Path> files,
        List<SyntheticLoad> loads,
        List<CacheSize> sizes,
        List<Contender> contenders,
        Objective objective,
        long seed,
        ReplayOutput output,
        Optional<Path> plot) {
    /** Copies the lists; none may be empty. */
    public ReplayOptions {
        files = List.copyOf(files);
        loads = List.copyOf(loads);
        sizes = List.copyOf(sizes);
        contenders = List.copyOf(contenders);
        Check.argument(!files.isEmpty() || !loads.isEmpty(), "no trace to replay");
        Check.argument(!sizes.isEmpty(), "no cache size");
        Check.argument(!contenders.isEmpty(), "no policy");
    }
}

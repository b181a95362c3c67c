package io.neurocache.predict.replay;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Replays traces: every policy with every size on every trace, one after the other. */
public final class Replay {
    /** All was replayed. */
    public static final int OK = 0;

    /** A trace could not be read, or a plot not be written. */
    public static final int FAILED = 1;

    /** Points of a curve of hits over time. */
    static final int CURVE_POINTS = 200;

    /** The length of a synthetic trace. */
    private static final int SYNTHETIC_REQUESTS = 200_000;

    private final ReplayOptions options;
    private final PrintStream err;

    private Replay(ReplayOptions options, PrintStream err) {
        this.options = options;
        this.err = err;
    }

    /**
     * Replays and reports; takes from a second to many minutes, by the traces' lengths.
     *
     * @param out gets the report
     * @param err gets progress and errors
     * @return the exit code
     */
    public static int run(ReplayOptions options, PrintStream out, PrintStream err) {
        try {
            List<ReplayRow> rows = new Replay(options, err).rows();
            ReplayReport.write(options.output(), rows, out);
            Optional<Path> plot = options.plot();
            if (plot.isPresent()) {
                Files.writeString(plot.get(), RegretPlot.svg(rows));
            }
            return OK;
        } catch (IOException e) {
            err.println("replay: " + e.getMessage());
            return FAILED;
        }
    }

    private List<ReplayRow> rows() throws IOException {
        List<ReplayRow> rows = new ArrayList<>();
        for (Path file : options.files()) {
            addRows(TraceReader.read(file), rows);
        }
        for (SyntheticLoad load : options.loads()) {
            addRows(load.trace(SYNTHETIC_REQUESTS, options.seed()), rows);
        }
        return rows;
    }

    private void addRows(Trace trace, List<ReplayRow> rows) {
        err.printf(
                Locale.ROOT,
                "%s: %,d requests for %,d keys, footprint %,d%s%s%n",
                trace.name(),
                trace.requests(),
                trace.keys(),
                trace.footprint(),
                trace.sized() ? " bytes" : " objects",
                trace.badLines() == 0 ? "" : ", bad lines passed over: " + trace.badLines());
        for (CacheSize size : options.sizes()) {
            for (Contender contender : options.contenders()) {
                rows.add(row(trace, size, contender));
            }
        }
    }

    private ReplayRow row(Trace trace, CacheSize size, Contender contender) {
        ReplayRow best = null;
        for (Simulation simulation :
                contender.simulations(
                        trace, size.capacity(trace), options.objective(), options.seed())) {
            ReplayRow row = run(trace, size, contender, simulation);
            if (best == null || value(row) > value(best)) {
                best = row;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no simulation of " + contender.label());
        }
        err.printf(
                Locale.ROOT,
                "%s %s %s: %.4f%n",
                trace.name(),
                best.capacity(),
                contender.label(),
                value(best));
        return best;
    }

    private double value(ReplayRow row) {
        return options.objective() == Objective.BYTES ? row.byteHit() : row.objectHit();
    }

    private static ReplayRow run(
            Trace trace, CacheSize size, Contender contender, Simulation simulation) {
        List<Long> curve = new ArrayList<>(CURVE_POINTS);
        int requests = trace.requests();
        long hits = 0;
        double hitBytes = 0;
        double bytes = 0;
        int from = 0;
        long start = System.nanoTime();
        for (int point = 0; point < CURVE_POINTS; point++) {
            int to = (int) ((long) requests * (point + 1) / CURVE_POINTS);
            for (int i = from; i < to; i++) {
                int key = trace.key(i);
                bytes += trace.size(key);
                if (simulation.request(key)) {
                    hits++;
                    hitBytes += trace.size(key);
                }
            }
            curve.add(hits);
            from = to;
        }
        long nanos = System.nanoTime() - start;
        return new ReplayRow(
                trace.name(),
                contender,
                size.fraction(trace),
                size.capacity(trace),
                requests == 0 ? 0 : (double) hits / requests,
                bytes == 0 ? 0 : hitBytes / bytes,
                requests == 0 ? 0 : (double) nanos / requests,
                curve);
    }
}

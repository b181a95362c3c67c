package io.neurocache.learner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.neurocache.learner.values.TableTuner;
import io.neurocache.learner.values.TuningEpisode;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ValueTablesFile;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.trial.GptVerdict;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The program {@code neurod learn}: trains a model, or tunes tables, and writes them to a file.
 *
 * <p>One line of JSON on the output says what came of it; words go to the error stream. With {@code
 * --with-parent} it ends when its input does, because whoever started it is gone; and it never
 * lives longer than twice its time and five minutes, for loading PyTorch can be slow.
 */
public final class LearnerMain {
    /** The model was written. */
    public static final int OK = 0;

    /** It was not; the error stream says why. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int WRONG_USAGE = 2;

    /** Whoever started the learner is gone. */
    public static final int ORPHANED = 3;

    /** The learner took longer than it may live. */
    public static final int OVERDUE = 4;

    /** There is not enough to judge the model by, so none was trained. */
    public static final int TOO_FEW = 5;

    private static final int GRACE_SECONDS = 300;

    /** Of a trace that tables are tuned on: fewer leave nothing to judge by. */
    private static final int LEAST_REQUESTS = 100;

    private LearnerMain() {}

    /** Runs the program. */
    @SuppressWarnings("SystemExitOutsideMain") // This is the main class.
    public static void main(String[] args) {
        IntConsumer end = Runtime.getRuntime()::halt;
        System.exit(run(List.of(args), System.in, System.out, System.err, end));
    }

    /**
     * Runs it with streams.
     *
     * @param end called by a watcher's thread, with an exit code, when the process is to end at
     *     once
     */
    static int run(
            List<String> args, InputStream in, PrintStream out, PrintStream err, IntConsumer end) {
        CommandLine commandLine = new CommandLine(LearnerUsage.spec());
        try {
            ParseResult parsed = commandLine.parseArgs(args.toArray(String[]::new));
            if (parsed.isUsageHelpRequested()) {
                commandLine.usage(out);
                return OK;
            }
            LearnerUsage.Request request = LearnerUsage.request(parsed);
            if (parsed.hasMatchedOption(LearnerUsage.WITH_PARENT)) {
                watch("parent", () -> end.accept(awaitEnd(in)));
            }
            watch("time", () -> end.accept(awaitOverdue(request.time(), err)));
            return switch (request) {
                case LearnerUsage.ForModel model -> learn(model, out, err);
                case LearnerUsage.ForTables tables -> tune(tables, out, err);
            };
        } catch (ParameterException | IllegalArgumentException e) {
            err.println("error: " + e.getMessage());
            err.println("hint: neurod learn --help lists the options");
            return WRONG_USAGE;
        } catch (NoSuchFileException e) {
            err.println("learn: there is no " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println("learn: " + e.getMessage());
            return FAILED;
        }
    }

    private static void watch(String name, Runnable watcher) {
        Thread.ofPlatform().name("watch-" + name).daemon().start(watcher);
    }

    /** Reads to the end of the input, or until it cannot be read, which means the same. */
    private static int awaitEnd(InputStream in) {
        byte[] ignored = new byte[256];
        try {
            int read = 0;
            while (read >= 0) {
                read = in.read(ignored);
            }
            return ORPHANED;
        } catch (IOException e) {
            return ORPHANED;
        }
    }

    private static int awaitOverdue(Duration time, PrintStream err) {
        Duration limit = time.multipliedBy(2).plusSeconds(GRACE_SECONDS);
        try {
            Thread.sleep(limit);
            err.println(
                    "learn: given up after "
                            + limit.toSeconds()
                            + " s; the model is not to be used");
            return OVERDUE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OVERDUE;
        }
    }

    private static int learn(LearnerUsage.ForModel request, PrintStream out, PrintStream err)
            throws IOException {
        Corpus corpus = new Corpus(request.maxRequests());
        request.sequences().read(corpus);
        err.printf(
                "learn: %d requests for %d keys in %d sessions%n",
                corpus.requests(), corpus.keys(), corpus.sessions().size());
        if (request.judgedBy().isPresent() && request.toJudgeBy(corpus) < GptVerdict.MIN_STEPS) {
            err.printf(
                    "learn: %d requests to judge a model by; it takes %d%n",
                    request.toJudgeBy(corpus), GptVerdict.MIN_STEPS);
            return TOO_FEW;
        }
        TrainingResult result =
                new GptTrainer(corpus, request.options(), from(request))
                        .train(text -> err.println("learn: " + text));
        result.model().write(request.out());
        Optional<GptVerdict> verdict = Optional.empty();
        if (request.judgedBy().isPresent()) {
            Trace trace = TraceReader.read(request.judgedBy().get());
            verdict = Optional.of(GptVerdict.of(trace, RankerConfig.DEFAULT, result.model()));
        }
        report(result, verdict, request.out(), out);
        return OK;
    }

    private static Optional<ModelFile> from(LearnerUsage.ForModel request) throws IOException {
        return request.from().isPresent()
                ? Optional.of(ModelFile.read(request.from().get()))
                : Optional.empty();
    }

    private static void report(
            TrainingResult result, Optional<GptVerdict> verdict, Path file, PrintStream out)
            throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("model", file.toString());
            json.writeNumberField("parameters", result.parameters());
            json.writeNumberField("steps", result.steps());
            json.writeNumberField("rejected", result.rejected());
            json.writeNumberField("seconds", result.seconds());
            json.writeNumberField("loss", result.loss());
            json.writeNumberField("holdout_loss", result.holdoutLoss());
            json.writeNumberField("holdout_top1", result.holdoutTop1());
            json.writeStringField("precision", result.choice().precision().text());
            json.writeNumberField("float32_probability", result.choice().exact());
            json.writeNumberField("int8_probability", result.choice().small());
            if (verdict.isPresent()) {
                judgement(verdict.get(), json);
            }
            json.writeEndObject();
        }
        out.println();
        out.flush();
    }

    private static void judgement(GptVerdict verdict, JsonGenerator json) throws IOException {
        json.writeBooleanField("pays", verdict.pays());
        json.writeNumberField("judged_steps", verdict.steps());
        json.writeNumberField("top1_without", verdict.without());
        json.writeNumberField("top1_with", verdict.with());
        json.writeNumberField("won", verdict.comparison().won());
        json.writeNumberField("lost", verdict.comparison().lost());
        json.writeNumberField("p", verdict.comparison().p());
    }

    private static int tune(LearnerUsage.ForTables request, PrintStream out, PrintStream err)
            throws IOException {
        Trace trace = TraceReader.read(request.trace());
        int requests = (int) (trace.requests() * request.until());
        long capacity = request.size().capacity(trace);
        if (requests < LEAST_REQUESTS) {
            throw new LearnerException("too few requests to learn from: " + requests);
        }
        err.printf("learn: %d requests, a cache of %d%n", requests, capacity);
        long end = System.nanoTime() + request.time().toNanos();
        TuningEpisode judged = TuningEpisode.lastQuarter(trace, capacity, requests);
        TuningEpisode practice = TuningEpisode.middle(trace, capacity, requests);
        ValueTables watched = judged.watch(request.seed());
        TableTuner.Result result =
                request.method()
                        .tuner(watched, request.seed())
                        .tune(
                                request.rounds(),
                                practice,
                                judged,
                                () -> System.nanoTime() - end >= 0);
        ValueTablesFile.write(request.out(), result.tables());
        report(result, request.out(), out);
        return OK;
    }

    private static void report(TableTuner.Result result, Path file, PrintStream out)
            throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("tables", file.toString());
            json.writeNumberField("requests", result.tables().requests());
            json.writeNumberField("rounds", result.rounds());
            json.writeNumberField("best_round", result.bestRound());
            json.writeNumberField("hit_ratio_before", result.before());
            json.writeNumberField("hit_ratio_after", result.after());
            json.writeEndObject();
        }
        out.println();
        out.flush();
    }
}

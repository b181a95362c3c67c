package io.neurocache.learner;

import io.neurocache.learner.values.TuningMethod;
import io.neurocache.predict.replay.CacheSize;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of {@code neurod learn}. Safe from any thread. */
final class LearnerUsage {
    static final String WITH_PARENT = "--with-parent";
    private static final String FROM = "--from";
    private static final String UNTIL = "--until";
    private static final String JUDGE = "--judge";

    private static final int WIDTH = 100;
    private static final int DEFAULT_MAX_REQUESTS = 1_000_000;
    private static final int DEFAULT_ROUNDS = 20;
    private static final String DEFAULT_METHOD = "evolution";

    private static final String[] DESCRIPTION = {
        "",
        "Trains a GPT-2 that foretells the next object, on the requests of traces or access logs;",
        "or, with --tables, the value model that decides what a cache of some size keeps: it"
                + " learns",
        "from a trace as a node does, and is then tuned by what comes of its choices; what that",
        "gains is told in docs/eviction.md.",
        "",
        "Examples:",
        "  neurod learn --trace access.log --out next.model",
        "  neurod learn --trace monday.csv.gz --trace tuesday.csv.gz --out next.model --seconds"
                + " 300",
        "  neurod learn --trace access.log --tables values --size 1%%",
        "",
        "Prints one line of JSON. Exit status: 0 written, 1 failed, 2 wrong usage, 3 the input of",
        "--with-parent ended, 4 it took longer than twice the time and five minutes, 5 too little"
                + " to",
        "judge by.",
        "",
    };

    /** What is to be done. */
    sealed interface Request {
        /** How long it may take, about. */
        Duration time();
    }

    /** A GPT-2. */
    record ForModel(
            Sequences sequences,
            Path out,
            int maxRequests,
            TrainingOptions options,
            Optional<Path> from,
            double until,
            Optional<Path> judgedBy)
            implements Request {
        /** About how many requests are left for a judgement. */
        long toJudgeBy(Corpus corpus) {
            return Math.round(corpus.requests() / until * (1 - until));
        }

        @Override
        public Duration time() {
            return options.time();
        }
    }

    /**
     * The tables of a value model.
     *
     * @param until the share of the trace that is learnt from, above 0 to 1
     */
    record ForTables(
            Path trace,
            double until,
            CacheSize size,
            Path out,
            TuningMethod method,
            int rounds,
            Duration time,
            long seed)
            implements Request {}

    private LearnerUsage() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("neurod learn");
        spec.usageMessage()
                .width(WIDTH)
                .customSynopsis(
                        "neurod learn --trace FILE... --out FILE [OPTION...]",
                        "neurod learn --record DIR --out FILE [OPTION...]",
                        "neurod learn --trace FILE --tables FILE --size SIZE [OPTION...]")
                .description(DESCRIPTION)
                .sortOptions(false);
        TrainingOptions byDefault = TrainingOptions.DEFAULT;
        spec.addOption(
                OptionSpec.builder("--trace")
                        .paramLabel("FILE")
                        .arity("1..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description(
                                "CSV with time,client,key,size, or an access log; or gzip of it")
                        .build());
        option(spec, "--record", "DIR", "what a daemon recorded, instead of traces");
        option(spec, "--out", "FILE", "the model; replaced at once when it is done");
        option(spec, FROM, "FILE", "train this model on, and keep its sizes");
        option(spec, "--tables", "FILE", "the value model's tables, instead of a model");
        option(spec, "--size", "SIZE", "with --tables, the cache: 1%% of the footprint, or 64m");
        option(spec, "--rounds", "N", "with --tables; default " + DEFAULT_ROUNDS);
        option(spec, "--by", "WAY", "with --tables, evolution or gradient; default evolution");
        option(spec, UNTIL, "SHARE", "learn from only so much of each trace, 0 to 1; default 1");
        option(
                spec,
                "--max-requests",
                "N",
                "learn from the newest; default " + DEFAULT_MAX_REQUESTS);
        option(spec, "--seconds", "N", "train so long; default " + byDefault.time().toSeconds());
        option(spec, "--steps", "N", "at most so many steps; default " + byDefault.steps());
        option(spec, "--slots", "N", "keys it can name; default " + byDefault.slots());
        option(spec, "--dim", "N", "numbers of an embedding; default " + byDefault.width());
        option(spec, "--layers", "N", "layers; default " + byDefault.layers());
        option(spec, "--heads", "N", "heads of the attention; default " + byDefault.heads());
        option(spec, "--context", "N", "requests it looks back; default " + byDefault.context());
        option(spec, "--rows", "N", "sequences in a step; default " + byDefault.rows());
        option(spec, "--rate", "X", "learning rate; default " + byDefault.learningRate());
        option(spec, "--dropout", "X", "share left out; default " + byDefault.dropout());
        option(spec, "--seed", "N", "of all chance; default " + byDefault.seed());
        flag(
                spec,
                "tell what it adds to the ranker over the rest of the one trace or record",
                JUDGE);
        flag(spec, "ends when its input does", WITH_PARENT);
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .arity("0")
                        .usageHelp(true)
                        .description("this text")
                        .build());
        return spec;
    }

    private static void option(CommandSpec spec, String name, String label, String help) {
        spec.addOption(
                OptionSpec.builder(name)
                        .paramLabel(label)
                        .type(String.class)
                        .arity("1")
                        .description(help)
                        .build());
    }

    private static void flag(CommandSpec spec, String help, String name) {
        spec.addOption(
                OptionSpec.builder(name).type(boolean.class).arity("0").description(help).build());
    }

    /**
     * What the options ask for.
     *
     * @throws IllegalArgumentException when one is out of range
     */
    static Request request(ParseResult parsed) {
        List<String> traces = parsed.matchedOptionValue("--trace", List.of());
        String out = parsed.matchedOptionValue("--out", "");
        String tables = parsed.matchedOptionValue("--tables", "");
        if (out.isEmpty() == tables.isEmpty()) {
            throw new IllegalArgumentException("either --out or --tables says what to write");
        }
        return out.isEmpty()
                ? forTables(traces, path(tables), parsed)
                : forModel(traces, path(out), parsed);
    }

    private static Request forTables(List<String> traces, Path out, ParseResult parsed) {
        double until = real(parsed, UNTIL, 1);
        if (traces.size() != 1 || !(until > 0 && until <= 1)) {
            throw new IllegalArgumentException(
                    "--tables learns from one --trace, or a share of it from 0 to 1");
        }
        int rounds = number(parsed, "--rounds", DEFAULT_ROUNDS);
        if (rounds < 0) {
            throw new IllegalArgumentException("--rounds is at least 0");
        }
        String size = parsed.matchedOptionValue("--size", "");
        int seconds = (int) TrainingOptions.DEFAULT.time().toSeconds();
        return new ForTables(
                path(traces.getFirst()),
                until,
                CacheSize.parse(size),
                out,
                method(parsed.matchedOptionValue("--by", DEFAULT_METHOD)),
                rounds,
                Duration.ofSeconds(number(parsed, "--seconds", seconds)),
                number(parsed, "--seed", 1));
    }

    private static TuningMethod method(String name) {
        for (TuningMethod method : TuningMethod.values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
                return method;
            }
        }
        throw new IllegalArgumentException("--by is evolution or gradient, not \"" + name + "\"");
    }

    private static Request forModel(List<String> traces, Path out, ParseResult parsed) {
        TrainingOptions byDefault = TrainingOptions.DEFAULT;
        TrainingOptions options =
                new TrainingOptions(
                        number(parsed, "--slots", byDefault.slots()),
                        number(parsed, "--context", byDefault.context()),
                        number(parsed, "--dim", byDefault.width()),
                        number(parsed, "--heads", byDefault.heads()),
                        number(parsed, "--layers", byDefault.layers()),
                        number(parsed, "--steps", byDefault.steps()),
                        Duration.ofSeconds(
                                number(parsed, "--seconds", (int) byDefault.time().toSeconds())),
                        number(parsed, "--rows", byDefault.rows()),
                        real(parsed, "--rate", byDefault.learningRate()),
                        real(parsed, "--dropout", byDefault.dropout()),
                        number(parsed, "--seed", (int) byDefault.seed()));
        return new ForModel(
                sequences(traces, parsed),
                out,
                number(parsed, "--max-requests", DEFAULT_MAX_REQUESTS),
                options,
                parsed.hasMatchedOption(FROM)
                        ? Optional.of(path(parsed.matchedOptionValue(FROM, "")))
                        : Optional.empty(),
                real(parsed, UNTIL, 1),
                parsed.hasMatchedOption(JUDGE)
                        ? Optional.of(judgedBy(traces, parsed))
                        : Optional.empty());
    }

    private static Path judgedBy(List<String> traces, ParseResult parsed) {
        if (traces.size() > 1 || real(parsed, UNTIL, 1) == 1) {
            throw new IllegalArgumentException(
                    JUDGE + " needs one trace, and " + UNTIL + " that leaves something of it");
        }
        return path(traces.isEmpty() ? parsed.matchedOptionValue("--record", "") : traces.get(0));
    }

    private static Sequences sequences(List<String> traces, ParseResult parsed) {
        String record = parsed.matchedOptionValue("--record", "");
        if (record.isEmpty() == traces.isEmpty()) {
            throw new IllegalArgumentException(
                    "either --trace or --record says what to learn from");
        }
        if (traces.isEmpty()) {
            return new RecordSequences(path(record), real(parsed, UNTIL, 1));
        }
        List<Path> files = traces.stream().map(LearnerUsage::path).toList();
        return new TraceSequences(files, real(parsed, UNTIL, 1));
    }

    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no file's name", e);
        }
    }

    private static int number(ParseResult parsed, String option, int byDefault) {
        String text = parsed.matchedOptionValue(option, Integer.toString(byDefault));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    option + " is a whole number, not \"" + text + "\"", e);
        }
    }

    private static double real(ParseResult parsed, String option, double byDefault) {
        String text = parsed.matchedOptionValue(option, Double.toString(byDefault));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is a number, not \"" + text + "\"", e);
        }
    }
}

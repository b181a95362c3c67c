package io.neurocache.neurod.replay;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.trial.GptReport;
import io.neurocache.predict.next.trial.NextKeyReport;
import io.neurocache.predict.next.trial.PreloadReport;
import io.neurocache.predict.replay.CacheSize;
import io.neurocache.predict.replay.Cells;
import io.neurocache.predict.replay.Contender;
import io.neurocache.predict.replay.Replay;
import io.neurocache.predict.replay.ReplayOptions;
import io.neurocache.predict.replay.ReplayOutput;
import io.neurocache.predict.replay.SyntheticLoad;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line of a replay. Confined to the thread that runs it. */
public final class ReplayCommand {
    private static final int WRONG_USAGE = 2;
    private static final int WIDTH = 100;

    private static final String[] DESCRIPTION = {
        "",
        "Runs request traces through the daemon's own eviction policies, and what they are measured"
                + " by.",
        "",
        "Examples:",
        "  neurod replay access.log",
        "  neurod replay trace.csv.gz --sizes 1%%,10%% --policies lru,s3fifo,caffeine,belady",
        "  neurod replay access.log --objective bytes -o csv --plot regret.svg",
        "  neurod replay access.log --predict",
        "  neurod replay access.log --predict --gpt next.model",
        "  neurod replay --synthetic loops,drift --sizes 100,1000 --plot regret.svg",
        "",
        "A trace is CSV with the columns time,client,key,size, or an access log of nginx, Apache"
                + " or",
        "Varnish; either may be compressed with gzip; or the folder record/ of a node's data. A"
                + " large",
        "one needs more memory than a daemon: NEURO_JAVA_OPTS=-Xmx4g.",
        "",
    };

    private ReplayCommand() {}

    /**
     * Runs it.
     *
     * @param args behind the word {@code replay}
     * @param out gets the report
     * @param err gets progress and errors
     * @return the exit code: 0 done, 1 failed, 2 wrong usage
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        CommandLine commandLine = new CommandLine(spec());
        try {
            ParseResult parsed = commandLine.parseArgs(args.toArray(String[]::new));
            if (parsed.isUsageHelpRequested()) {
                commandLine.usage(out);
                return Replay.OK;
            }
            ReplayOptions options = options(parsed);
            if (!parsed.hasMatchedOption("--predict")) {
                return Replay.run(options, out, err);
            }
            List<String> models = parsed.matchedOptionValue("--gpt", List.of());
            return models.isEmpty()
                    ? predict(options, out, err)
                    : gpt(options, models.stream().map(ReplayCommand::path).toList(), out, err);
        } catch (ParameterException e) {
            return wrongUsage(err, e);
        } catch (IllegalArgumentException e) {
            return wrongUsage(err, e);
        }
    }

    /** How well the next object is foretold, and what it is worth to fetch it ahead. */
    private static int predict(ReplayOptions options, PrintStream out, PrintStream err) {
        if (options.files().isEmpty()) {
            throw new IllegalArgumentException("--predict needs a trace that tells of clients");
        }
        List<List<String>> models = new ArrayList<>();
        List<List<String>> rules = new ArrayList<>();
        try {
            for (Path file : options.files()) {
                Trace trace = TraceReader.read(file);
                err.println(trace.name() + ": " + trace.requests() + " requests");
                models.addAll(NextKeyReport.rows(trace, RankerConfig.DEFAULT));
                rules.addAll(PreloadReport.rows(trace, RankerConfig.DEFAULT));
            }
        } catch (IOException e) {
            err.println("replay: " + e.getMessage());
            return Replay.FAILED;
        }
        boolean isJson = options.output() == ReplayOutput.JSON;
        out.print(isJson ? "{\"next_keys\":" : "");
        Cells.write(options.output(), NextKeyReport.HEADER, models, out);
        out.print(isJson ? ",\"preloads\":" : System.lineSeparator());
        Cells.write(options.output(), PreloadReport.HEADER, rules, out);
        out.print(isJson ? "}" + System.lineSeparator() : "");
        return Replay.OK;
    }

    /** What GPT-2 adds to the ranker, over what comes after its training. */
    private static int gpt(
            ReplayOptions options, List<Path> models, PrintStream out, PrintStream err) {
        List<List<String>> rows = new ArrayList<>();
        try {
            List<ModelFile> files = new ArrayList<>();
            for (Path model : models) {
                files.add(ModelFile.read(model));
            }
            for (Path file : options.files()) {
                Trace trace = TraceReader.read(file);
                err.println(trace.name() + ": " + trace.requests() + " requests");
                rows.addAll(GptReport.rows(trace, RankerConfig.DEFAULT, files));
            }
        } catch (IOException e) {
            err.println("replay: " + e.getMessage());
            return Replay.FAILED;
        }
        Cells.write(options.output(), GptReport.HEADER, rows, out);
        return Replay.OK;
    }

    private static int wrongUsage(PrintStream err, RuntimeException e) {
        err.println("error: " + e.getMessage());
        err.println("hint: neurod replay --help lists the options");
        return WRONG_USAGE;
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("neurod replay");
        spec.usageMessage()
                .width(WIDTH)
                .customSynopsis("neurod replay FILE... [OPTION...]")
                .description(DESCRIPTION)
                .sortOptions(false);
        spec.addPositional(
                PositionalParamSpec.builder()
                        .paramLabel("FILE")
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description("traces")
                        .build());
        option(
                spec,
                "LIST",
                "shares of the footprint, or bytes; default 0.1%%,1%%,5%%,10%%",
                "--sizes");
        option(spec, "LIST", "all (the default), or some of " + labels(), "--policies");
        option(
                spec,
                "WHAT",
                "what is to be maximized: objects (the default) or bytes",
                "--objective");
        option(spec, "N", "of what is chosen at random; default 1", "--seed");
        option(
                spec,
                "LIST",
                "made-up traces of 200,000 requests: all, or some of " + loads(),
                "--synthetic");
        option(spec, "FORM", "table (the default), csv or json", "-o", "--output");
        option(spec, "FILE.svg", "draws how far each policy fell behind the best", "--plot");
        spec.addOption(
                OptionSpec.builder("--predict")
                        .type(boolean.class)
                        .arity("0")
                        .description("foretell the next object instead, and fetch it ahead")
                        .build());
        spec.addOption(
                OptionSpec.builder("--gpt")
                        .paramLabel("MODEL")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .description(
                                "with --predict: what models of neurod learn add, each used after"
                                        + " the time it was trained until; may be repeated")
                        .build());
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .arity("0")
                        .usageHelp(true)
                        .description("this text")
                        .build());
        return spec;
    }

    private static String labels() {
        return Contender.all().stream().map(Contender::label).collect(Collectors.joining(", "));
    }

    private static String loads() {
        return Arrays.stream(SyntheticLoad.values())
                .map(SyntheticLoad::label)
                .collect(Collectors.joining(", "));
    }

    private static void option(CommandSpec spec, String label, String help, String... names) {
        spec.addOption(
                OptionSpec.builder(names)
                        .paramLabel(label)
                        .type(String.class)
                        .arity("1")
                        .description(help)
                        .build());
    }

    private static ReplayOptions options(ParseResult parsed) {
        List<String> files = parsed.matchedPositionalValue(0, List.of());
        String plot = parsed.matchedOptionValue("--plot", "");
        String synthetic = parsed.matchedOptionValue("--synthetic", "");
        return new ReplayOptions(
                files.stream().map(ReplayCommand::path).toList(),
                synthetic.isEmpty() ? List.of() : SyntheticLoad.parse(synthetic),
                sizes(parsed.matchedOptionValue("--sizes", "0.1%,1%,5%,10%")),
                Contender.parse(parsed.matchedOptionValue("--policies", "all")),
                one(parsed, "--objective", "objects", Objective.values()),
                seed(parsed.matchedOptionValue("--seed", "1")),
                one(parsed, "--output", "table", ReplayOutput.values()),
                plot.isEmpty() ? Optional.empty() : Optional.of(path(plot)));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no file's name", e);
        }
    }

    private static List<CacheSize> sizes(String text) {
        List<CacheSize> sizes = new ArrayList<>();
        for (String size : text.split(",", -1)) {
            sizes.add(CacheSize.parse(size));
        }
        return sizes;
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--seed is a whole number, not \"" + text + "\"", e);
        }
    }

    private static <E extends Enum<E>> E one(
            ParseResult parsed, String option, String byDefault, E[] values) {
        String text = parsed.matchedOptionValue(option, byDefault);
        Function<E, String> word = value -> value.name().toLowerCase(Locale.ROOT);
        for (E value : values) {
            if (word.apply(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                option
                        + " is one of "
                        + Arrays.stream(values).map(word).collect(Collectors.joining(", "))
                        + ", not \""
                        + text
                        + "\"");
    }
}

package io.neurocache.neurod;

import io.neurocache.neurod.config.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line's shape. Built without annotations: picocli's reflection on them costs more of a
 * start than parsing does.
 *
 * <p>Confined to the thread that parses.
 */
final class Usage {
    static final String CHECK_CONFIG = "--check-config";

    /** The first word of another command line. */
    static final String REPLAY = "replay";

    private static final int WIDTH = 100;

    private static final String[] DESCRIPTION = {
        "",
        "A node of NeuroCache: a self-hosted CDN.",
        "",
        "Examples:",
        "  neurod                                        one node on 127.0.0.1:8080",
        "  neurod --origins origins.yaml                 a cache in front of your servers",
        "  neurod --origins origins.yaml --check-config  is the configuration right?",
        "  neurod --id 2 --config nodes.yaml             a node of several",
        "  neurod replay access.log                      which policy would have served more?",
        "  neurod --edge-listen 0.0.0.0:8080 --tls-cert cert.pem --tls-key key.pem",
        "",
        "Every option has a variable: --slab-size is NEURO_SLAB_SIZE. Options win over variables,",
        "variables over files, files over defaults. Sizes are written 512MiB or 1g, times 30s.",
    };

    private static final String[] FOOTER = {
        "",
        "Signals: HUP reads origins.yaml and the certificate again; TERM and INT stop in good"
                + " order, and at once when repeated.",
        "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.",
    };

    private Usage() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("neurod");
        spec.usageMessage()
                .width(WIDTH)
                .customSynopsis(
                        "neurod [OPTION...]",
                        "neurod replay FILE... [OPTION...]",
                        "neurod learn --trace FILE... --out FILE [OPTION...]")
                .description(DESCRIPTION)
                .footer(FOOTER)
                .sortOptions(false);
        for (Option.Group group : Option.Group.values()) {
            ArgGroupSpec.Builder options = ArgGroupSpec.builder().validate(false);
            options.heading("%n" + group.heading() + ":%n");
            Option.of(group).forEach(option -> options.addArg(valueOption(option)));
            spec.addArgGroup(options.build());
        }
        ArgGroupSpec.Builder others = ArgGroupSpec.builder().validate(false);
        others.heading("%nOther:%n");
        others.addArg(
                flag(CHECK_CONFIG)
                        .description("Read and check everything, say so, and exit: 0 or 2.")
                        .build());
        others.addArg(flag("--version").versionHelp(true).description("The version.").build());
        others.addArg(flag("-h", "--help").usageHelp(true).description("This text.").build());
        spec.addArgGroup(others.build());
        return spec;
    }

    /**
     * Returns the values given on the command line.
     *
     * @throws ParameterException when an option that has one value is given twice
     */
    static Map<Option, List<String>> values(ParseResult parsed) {
        Map<Option, List<String>> values = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            OptionSpec matched = parsed.matchedOption(option.flag());
            if (matched == null) {
                continue;
            }
            List<String> given = matched.stringValues();
            if (given.size() > 1 && option != Option.LIMIT) {
                throw new ParameterException(
                        parsed.commandSpec().commandLine(),
                        option.flag() + " is given " + given.size() + " times");
            }
            values.put(option, List.copyOf(given));
        }
        return values;
    }

    /** Returns every option's name, for suggestions. */
    static List<String> names() {
        List<String> names =
                new ArrayList<>(Arrays.stream(Option.values()).map(Option::flag).toList());
        names.addAll(List.of(CHECK_CONFIG, "--version", "--help"));
        return names;
    }

    private static OptionSpec valueOption(Option option) {
        boolean repeatable = option == Option.LIMIT;
        return OptionSpec.builder(option.flag())
                .paramLabel(option.valueName())
                .type(repeatable ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .splitRegex(repeatable ? "," : "")
                .description(option.help().replace("%", "%%"))
                .build();
    }

    private static OptionSpec.Builder flag(String... names) {
        return OptionSpec.builder(names).type(boolean.class).arity("0");
    }
}

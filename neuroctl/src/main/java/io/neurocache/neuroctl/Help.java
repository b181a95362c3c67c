package io.neurocache.neuroctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Help texts: one line, usage, examples, options. Safe from any thread. */
final class Help {
    /** Maven puts it into the jar; classes that lie in a folder have none. */
    private static final String RESOURCE = "/META-INF/maven/io.neurocache/neuroctl/pom.properties";

    private Help() {}

    /** Answers what is no command: help, version, and nothing at all. */
    static int root(Words words, Output out) throws IOException {
        List<String> named = words.rest().stream().filter(word -> !word.startsWith("-")).toList();
        if (words.rest().contains("--version") || named.equals(List.of("version"))) {
            out.line("neuroctl " + version());
            return ExitCode.OK;
        }
        boolean isGroup = named.size() > 1 && Words.NOUNS.contains(named.get(1));
        if (named.size() > 2 || (named.size() > 1 && !isGroup)) {
            out.text(of(Words.find(String.join(" ", named.subList(1, named.size())))));
            return ExitCode.OK;
        }
        String text = all();
        boolean asked = words.rest().stream().anyMatch(List.of("help", "--help", "-h")::contains);
        if (!asked) {
            throw CommandException.usage("there is no command", "neuroctl help lists them");
        }
        out.text(text);
        return ExitCode.OK;
    }

    private static String all() {
        StringBuilder text =
                new StringBuilder(
                        """
                        Talks to a NeuroCache cluster.

                        Usage: neuroctl COMMAND [ARGUMENT...] [OPTION...]

                        Examples:
                          neuroctl put alpha 123
                          neuroctl get alpha
                          neuroctl status --endpoints 127.0.0.1:7000,127.0.0.1:7001

                        Commands:
                        """);
        for (Supplier<Command<?>> supplier : Words.COMMANDS) {
            Command<?> command = supplier.get();
            text.append("  %-24s %s%n".formatted(command.name(), command.about().summary()));
        }
        text.append("  %-24s %s%n".formatted("version", "Print the version."));
        text.append(
                "  %-24s %s%n".formatted("help [COMMAND]", "Print this, or help on a command."));
        text.append(
                """

                A flag wins over the environment (NEURO_ENDPOINTS and others), that over the
                context, that over the default: neuroctl config view --origin tells which it was.
                Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 try later,
                5 unauthorized, 6 something else was there (cas), 7 unhealthy (status --check),
                130 interrupted, 141 whoever read the output has gone.
                """);
        return text.toString();
    }

    /** The help of one command. */
    static String of(Command<?> command) {
        CommandSpec spec = Globals.spec(command);
        Command.About about = command.about();
        StringBuilder text = new StringBuilder(about.summary()).append("\n\nUsage: neuroctl ");
        text.append((about.name() + " " + about.synopsis()).stripTrailing());
        text.append("\n\nExamples:\n");
        about.examples().forEach(line -> text.append("  ").append(line).append('\n'));
        if (!spec.positionalParameters().isEmpty()) {
            text.append("\nArguments:\n");
        }
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            text.append("  %-22s %s%n".formatted(argument.paramLabel(), argument.description()[0]));
        }
        text.append("\nOptions:\n");
        for (OptionSpec option : spec.options()) {
            String names = String.join(", ", option.names());
            String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            text.append("  %-22s %s%n".formatted(names + label, option.description()[0]));
        }
        return text.toString();
    }

    private static String version() {
        try (InputStream in = Help.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                return "development";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is damaged", e);
        }
    }
}

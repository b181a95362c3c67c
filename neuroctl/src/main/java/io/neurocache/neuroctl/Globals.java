package io.neurocache.neuroctl;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options every command has. The model is built without annotations, whose reflection costs
 * more of a start than parsing does. Safe from any thread.
 */
final class Globals {
    /** Those that take the next word as their value. */
    static final List<String> WITH_VALUE =
            List.of(
                    "--endpoints",
                    "--timeout",
                    "--context",
                    "--secret-file",
                    "--tls-cert",
                    "--tls-key",
                    "--tls-ca",
                    "--color",
                    "--output",
                    "-o");

    private Globals() {}

    static CommandSpec spec(Command<?> command) {
        CommandSpec spec = CommandSpec.create().name("neuroctl " + command.name());
        command.shape(spec);
        spec.addOption(Command.option("--endpoints", "LIST", "HOST:PORT,... of servers"));
        spec.addOption(
                Command.option("--timeout", "TIME", "of each call; default " + command.timeout()));
        spec.addOption(
                OptionSpec.builder("-o", "--output")
                        .paramLabel("FORMAT")
                        .type(String.class)
                        .arity("1")
                        .description("table, json, yaml, raw or name")
                        .build());
        spec.addOption(Command.flag("--json", "short for --output json"));
        spec.addOption(Command.flag("--yes", "do not ask"));
        spec.addOption(
                OptionSpec.builder("-q", "--quiet")
                        .type(boolean.class)
                        .arity("0")
                        .description("say nothing but data and errors")
                        .build());
        spec.addOption(Command.option("--color", "WHEN", "auto, always or never"));
        spec.addOption(Command.option("--context", "NAME", "settings kept under a name"));
        spec.addOption(Command.option("--secret-file", "FILE", "the cluster's secret"));
        spec.addOption(Command.option("--tls-cert", "FILE", "your certificate, in PEM"));
        spec.addOption(Command.option("--tls-key", "FILE", "its private key, PKCS#8 in PEM"));
        spec.addOption(Command.option("--tls-ca", "FILE", "the cluster's authority, in PEM"));
        spec.addOption(Command.flag("--debug", "show the trace of an error"));
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .arity("0")
                        .usageHelp(true)
                        .description("this text")
                        .build());
        return spec;
    }
}

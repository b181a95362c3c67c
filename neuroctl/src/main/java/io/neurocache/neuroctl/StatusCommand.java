package io.neurocache.neuroctl;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Says how each member stands. Confined to one thread. */
final class StatusCommand implements Command<StatusCommand.Options> {
    private static final long WATCH_MILLIS = 1000;
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    /** What was asked. */
    record Options(boolean check, boolean watch) {}

    @Override
    public About about() {
        return new About(
                "status",
                "Show every member, and whether the cluster is healthy.",
                "[-w] [--check]",
                List.of(
                        "neuroctl status",
                        "neuroctl status --check > /dev/null && echo healthy",
                        "neuroctl status -w"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Command.flag("--check", "exit with 7 unless the cluster is healthy"));
        spec.addOption(
                OptionSpec.builder("-w", "--watch")
                        .type(boolean.class)
                        .arity("0")
                        .description("show it anew each second, until interrupted")
                        .build());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        boolean check = parsed.hasMatchedOption("--check");
        boolean watch = parsed.hasMatchedOption("--watch");
        if (check && watch) {
            throw CommandException.usage(
                    "--check tells one state, and --watch has no end", "take one of them");
        }
        return new Options(check, watch);
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Health health = Health.ask(io);
        tell(health, new Health(List.of()), io);
        while (options.watch()) {
            io.out().flush();
            pause();
            Health earlier = health;
            health = Health.ask(io);
            if (io.terminals().out()) {
                io.out().text(HOME_AND_CLEAR);
            }
            tell(health, earlier, io);
        }
        if (health.reachable() == 0) {
            return ExitCode.TRY_LATER;
        }
        return options.check() && !health.isHealthy() ? ExitCode.UNHEALTHY : ExitCode.OK;
    }

    private static void tell(Health health, Health earlier, Io io) throws IOException {
        if (io.format().isObject()) {
            List<JsonObject> nodes =
                    health.nodes().stream()
                            .map(node -> node.json(earlier.edgeOf(node.address())))
                            .toList();
            io.object(
                    new JsonObject()
                            .put("nodes", nodes)
                            .put("healthy", health.isHealthy())
                            .put("health", health.sentence()));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "NODE", "ADDR", "ROLE", "TERM", "COMMIT", "APPLIED", "LAG", "HIT%", "RPS",
                        "SLAB", "UPTIME", "VERSION"));
        for (Health.Node node : health.nodes()) {
            rows.add(node.row(health.commit(), earlier.edgeOf(node.address())));
        }
        io.out().table(rows);
        io.out().line(health.sentence());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(WATCH_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }
}

package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Says how each member stands. Confined to one thread. */
final class StatusCommand implements Command<StatusCommand.Options> {
    /** What was asked. */
    record Options(boolean check) {}

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "Show every member, and whether the cluster is healthy.";
    }

    @Override
    public String synopsis() {
        return "[--check]";
    }

    @Override
    public List<String> examples() {
        return List.of("neuroctl status", "neuroctl status --check > /dev/null && echo healthy");
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Command.flag("--check", "exit with 7 unless the cluster is healthy"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(parsed.hasMatchedOption("--check"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Health health = Health.ask(io);
        if (io.format() == Format.JSON) {
            io.out()
                    .line(
                            new JsonObject()
                                    .put(
                                            "nodes",
                                            health.nodes().stream().map(Health.Node::json).toList())
                                    .put("healthy", health.isHealthy())
                                    .put("health", health.sentence())
                                    .toString());
        } else {
            List<List<String>> rows = new ArrayList<>();
            rows.add(
                    List.of(
                            "NODE", "ADDR", "ROLE", "TERM", "COMMIT", "APPLIED", "LAG", "KEYS",
                            "UPTIME", "VERSION"));
            health.nodes().forEach(node -> rows.add(node.row(health.commit())));
            io.out().table(rows);
            io.out().line(health.sentence());
        }
        if (health.reachable() == 0) {
            return ExitCode.TRY_LATER;
        }
        return options.check() && !health.isHealthy() ? ExitCode.UNHEALTHY : ExitCode.OK;
    }
}

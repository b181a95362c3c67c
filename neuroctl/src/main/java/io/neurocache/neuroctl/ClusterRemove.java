package io.neurocache.neuroctl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Takes a member out. Confined to one thread. */
final class ClusterRemove implements Command<ClusterRemove.Options> {
    /** What was asked. */
    record Options(int id) {}

    @Override
    public String name() {
        return "cluster remove";
    }

    @Override
    public String summary() {
        return "Take a server out of the cluster; asks first.";
    }

    @Override
    public String synopsis() {
        return "ID [--yes]";
    }

    @Override
    public List<String> examples() {
        return List.of("neuroctl cluster remove 4", "neuroctl cluster remove 4 --yes");
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "ID", "the member's id, from 1"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Command.number("ID", parsed.matchedPositionalValue(0, ""), 1, Integer.MAX_VALUE));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        if (!io.yes()) {
            confirm(options, io);
        }
        io.client().removeMember(options.id());
        io.err().println("removed n" + options.id());
        return ExitCode.OK;
    }

    private static void confirm(Options options, Io io) throws IOException {
        String hint = "--yes does it without a question";
        if (!io.terminals().in()) {
            throw CommandException.usage(
                    "1 member would be removed, and there is no terminal to ask at", hint);
        }
        io.err().print("remove 1 member, n" + options.id() + ", from the cluster? [y/N] ");
        io.err().flush();
        String answer =
                new BufferedReader(new InputStreamReader(io.in(), StandardCharsets.UTF_8))
                        .readLine();
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
            throw CommandException.usage("nothing was removed", hint);
        }
    }
}

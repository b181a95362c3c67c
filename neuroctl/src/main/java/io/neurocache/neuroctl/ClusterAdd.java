package io.neurocache.neuroctl;

import io.neurocache.raft.client.Endpoint;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Adds a member. Confined to one thread. */
final class ClusterAdd implements Command<ClusterAdd.Options> {
    /** What was asked. */
    record Options(int id, String raft, String edge, boolean learner) {}

    @Override
    public About about() {
        return new About(
                "cluster add",
                "Add a server to the cluster.",
                "ID HOST:PORT [--learner] [--edge HOST:PORT]",
                List.of(
                        "neuroctl cluster add 4 10.0.0.4:7000 --learner",
                        "neuroctl cluster add 4 10.0.0.4:7000 --edge 10.0.0.4:8080"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "ID", "the member's id, from 1"));
        spec.addPositional(Command.argument(1, "HOST:PORT", "its Raft address"));
        spec.addOption(Command.flag("--learner", "it gets the log without a vote"));
        spec.addOption(Command.option("--edge", "HOST:PORT", "its edge's address"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        String raft = parsed.matchedPositionalValue(1, "");
        String edge = parsed.matchedOptionValue("--edge", "");
        try {
            Endpoint.list(edge.isEmpty() ? raft : raft + "," + edge);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(
                    String.valueOf(e.getMessage()), "neuroctl cluster add --help has examples");
        }
        return new Options(
                Command.number("ID", parsed.matchedPositionalValue(0, ""), 1, Integer.MAX_VALUE),
                raft,
                edge,
                parsed.hasMatchedOption("--learner"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        if (options.learner()) {
            io.client().addLearner(options.id(), options.raft(), options.edge());
        } else {
            io.client().addVoter(options.id(), options.raft(), options.edge());
        }
        io.say("added n" + options.id());
        return ExitCode.OK;
    }
}

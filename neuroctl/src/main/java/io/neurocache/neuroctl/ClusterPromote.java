package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Gives a learner a vote. Confined to one thread. */
final class ClusterPromote implements Command<ClusterPromote.Options> {
    /** What was asked. */
    record Options(int id) {}

    @Override
    public String name() {
        return "cluster promote";
    }

    @Override
    public String summary() {
        return "Give a learner a vote.";
    }

    @Override
    public String synopsis() {
        return "ID";
    }

    @Override
    public List<String> examples() {
        return List.of("neuroctl cluster promote 4", "neuroctl cluster promote 4 --timeout 30s");
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
        io.client().promoteMember(options.id());
        io.err().println("promoted n" + options.id());
        return ExitCode.OK;
    }
}

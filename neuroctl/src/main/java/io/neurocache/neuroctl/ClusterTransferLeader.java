package io.neurocache.neuroctl;

import io.neurocache.raft.HardState;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Hands leadership over. Confined to one thread. */
final class ClusterTransferLeader implements Command<ClusterTransferLeader.Options> {
    /** What was asked. */
    record Options(int id) {}

    @Override
    public About about() {
        return new About(
                "cluster transfer-leader",
                "Hand leadership to a member, or to whoever is furthest.",
                "[ID]",
                List.of("neuroctl cluster transfer-leader", "neuroctl cluster transfer-leader 2"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.positional("0", "0..1", "ID", "the member's id, from 1"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                parsed.hasMatchedPositional(0)
                        ? Command.number(
                                "ID", parsed.matchedPositionalValue(0, ""), 1, Integer.MAX_VALUE)
                        : HardState.NOBODY);
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        io.client().transferLeader(options.id());
        io.say("leadership is handed over");
        return ExitCode.OK;
    }
}

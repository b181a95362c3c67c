package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Takes a member's edge out of use, or puts it back. Confined to one thread. */
final class ClusterDrain implements Command<ClusterDrain.Options> {
    /** What was asked. */
    record Options(int id, boolean undo) {}

    @Override
    public About about() {
        return new About(
                "cluster drain",
                "Take a member's edge out of use: no other edge asks it, and its /health says 503.",
                "ID [--undo]",
                List.of("neuroctl cluster drain 3", "neuroctl cluster drain 3 --undo"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "ID", "the member's id, from 1"));
        spec.addOption(Command.flag("--undo", "put it back"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Command.number("ID", parsed.matchedPositionalValue(0, ""), 1, Integer.MAX_VALUE),
                parsed.hasMatchedOption("--undo"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        if (options.undo()) {
            io.client().undrain(options.id());
            io.say("n" + options.id() + " is in use again");
        } else {
            io.client().drain(options.id());
            io.say("draining n" + options.id() + ": it serves whoever still comes");
        }
        return ExitCode.OK;
    }
}

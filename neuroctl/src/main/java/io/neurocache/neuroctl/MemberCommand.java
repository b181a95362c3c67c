package io.neurocache.neuroctl;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command about one member, which is all it takes. Confined to one thread. */
abstract class MemberCommand implements Command<MemberCommand.Options> {
    /** What was asked. */
    record Options(int id) {}

    @Override
    public final void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "ID", "the member's id, from 1"));
    }

    @Override
    public final Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Command.number("ID", parsed.matchedPositionalValue(0, ""), 1, Integer.MAX_VALUE));
    }
}

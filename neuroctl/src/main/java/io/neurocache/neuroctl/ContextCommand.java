package io.neurocache.neuroctl;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command about one context, which is all it takes. Confined to one thread. */
abstract class ContextCommand implements Command<ContextCommand.Options> {
    /** What was asked. */
    record Options(String context) {}

    @Override
    public final void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "NAME", "the context's name"));
    }

    @Override
    public final Options read(ParseResult parsed) throws CommandException {
        String name = parsed.matchedPositionalValue(0, "");
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw CommandException.usage(
                    "a context's name is 1 to 64 of A-Z a-z 0-9 . _ -",
                    "neuroctl context list shows those there are");
        }
        return new Options(name);
    }
}

package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;

/** Makes a context the current one. Confined to one thread. */
final class ContextUse extends ContextCommand {
    @Override
    public About about() {
        return new About(
                "context use",
                "Use a context from now on.",
                "NAME",
                List.of("neuroctl context use production", "neuroctl context use local -q"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Contexts contexts = io.settings().contexts();
        if (!contexts.named().containsKey(options.context())) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "NotFound: there is no context \"" + options.context() + "\"",
                    "neuroctl context list shows those there are");
        }
        contexts.withCurrent(options.context()).write();
        io.say("using " + options.context());
        return ExitCode.OK;
    }
}

package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Keeps settings under a name. Confined to one thread. */
final class ContextSet extends ContextCommand {
    @Override
    public About about() {
        return new About(
                "context set",
                "Keep the settings that are given as options under a name.",
                "NAME [--endpoints LIST] [--timeout TIME] [--secret-file FILE] [--tls-...]",
                List.of(
                        "neuroctl context set local --endpoints 127.0.0.1:7000",
                        "neuroctl context set production --endpoints a.example.com:7000"
                                + " --secret-file /etc/neurocache/secret"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Map<String, String> flags = io.settings().flags();
        if (flags.isEmpty()) {
            throw CommandException.usage(
                    "there is nothing to keep",
                    "give --endpoints or another of the options that a context may hold");
        }
        for (String value : flags.values()) {
            if (value.chars().anyMatch(c -> c == '"' || Character.isISOControl(c))) {
                throw CommandException.usage(
                        "a value has no quotes and no control characters", "give it without them");
            }
        }
        io.settings().contexts().with(options.context(), flags).write();
        io.say("kept in " + io.settings().contexts().file());
        return ExitCode.OK;
    }
}

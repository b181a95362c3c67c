package io.neurocache.neuroctl;

import io.neurocache.raft.wire.ModelNames;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Has all nodes predict without a model again. Confined to one thread. */
final class PredictDeactivate implements Command<PredictDeactivate.Options> {
    /** Nothing is asked. */
    record Options() {}

    @Override
    public About about() {
        return new About(
                "predict deactivate",
                "Have all nodes predict by what they learn themselves alone.",
                "",
                List.of("neuroctl predict deactivate"));
    }

    @Override
    public void shape(CommandSpec spec) {}

    @Override
    public Options read(ParseResult parsed) {
        return new Options();
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        boolean was = io.client().del(ModelNames.IN_FORCE);
        if (io.format().isObject()) {
            io.object(new JsonObject().put("deactivated", was));
        } else {
            io.say(was ? "no model is in force any more" : "there was none");
        }
        return ExitCode.OK;
    }
}

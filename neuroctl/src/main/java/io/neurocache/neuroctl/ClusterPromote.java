package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;

/** Gives a learner a vote. Confined to one thread. */
final class ClusterPromote extends MemberCommand {
    @Override
    public About about() {
        return new About(
                "cluster promote",
                "Give a learner a vote.",
                "ID",
                List.of("neuroctl cluster promote 4", "neuroctl cluster promote 4 --timeout 30s"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        io.client().promoteMember(options.id());
        io.say("promoted n" + options.id());
        return ExitCode.OK;
    }
}

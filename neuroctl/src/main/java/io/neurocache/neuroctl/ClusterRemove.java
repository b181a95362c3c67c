package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;

/** Takes a member out. Confined to one thread. */
final class ClusterRemove extends MemberCommand {
    @Override
    public About about() {
        return new About(
                "cluster remove",
                "Take a server out of the cluster; asks first.",
                "ID [--yes]",
                List.of("neuroctl cluster remove 4", "neuroctl cluster remove 4 --yes"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        io.confirm("1 member, n" + options.id() + ", would be removed from the cluster");
        io.client().removeMember(options.id());
        io.say("removed n" + options.id());
        return ExitCode.OK;
    }
}

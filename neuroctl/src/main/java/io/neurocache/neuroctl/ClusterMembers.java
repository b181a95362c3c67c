package io.neurocache.neuroctl;

import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** Lists the members. Confined to one thread. */
final class ClusterMembers implements Command<ClusterMembers.Options> {
    /** What was asked. */
    record Options() {}

    @Override
    public About about() {
        return new About(
                "cluster members",
                "List who belongs to the cluster.",
                "",
                List.of("neuroctl cluster members", "neuroctl cluster members --json"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options();
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "RAFT", "EDGE", "ROLE"));
        List<JsonObject> objects = new ArrayList<>();
        for (Reply.Member member : io.client().members()) {
            String edge = member.edge().isEmpty() ? "-" : member.edge();
            String role = member.kind().text();
            String shown = member.isDrained() ? role + ", draining" : role;
            rows.add(List.of(String.valueOf(member.id()), member.raft(), edge, shown));
            objects.add(
                    new JsonObject()
                            .put("id", member.id())
                            .put("raft", member.raft())
                            .put("edge", member.edge())
                            .put("role", role)
                            .put("draining", member.isDrained()));
        }
        switch (io.format()) {
            case JSON, YAML -> io.object(new JsonObject().put("members", objects));
            case NAME -> {
                for (List<String> row : rows.subList(1, rows.size())) {
                    io.out().line(row.getFirst());
                }
            }
            case TABLE, RAW -> io.out().table(rows);
        }
        return ExitCode.OK;
    }
}

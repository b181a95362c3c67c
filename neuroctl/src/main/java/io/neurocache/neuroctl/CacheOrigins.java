package io.neurocache.neuroctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows the routes in force on an edge. Confined to one thread. */
final class CacheOrigins implements Command<CacheOrigins.Options> {
    private static final int MAX_BYTES = 16 << 20;

    /** What was asked. */
    record Options(String edge) {}

    @Override
    public About about() {
        return new About(
                "cache origins",
                "Show the rules of an edge by which objects come from origins, in their order.",
                "[--edge HOST:PORT]",
                List.of(
                        "neuroctl cache origins",
                        "neuroctl cache origins --edge 127.0.0.1:8081",
                        "neuroctl cache origins --json"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(Command.edgeOption());
    }

    @Override
    public Options read(ParseResult parsed) {
        return new Options(parsed.matchedOptionValue("--edge", ""));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        try (EdgeClient edge = EdgeClient.connect(options.edge(), io)) {
            EdgeClient.Answer answer = edge.get("/admin/origins");
            if (answer.status() != 200) {
                throw edge.failed(answer);
            }
            byte[] json = answer.body().readNBytes(MAX_BYTES);
            if (io.format() == Format.JSON) {
                io.out().line(new String(json, StandardCharsets.UTF_8).strip());
            } else {
                tell(OriginRule.parse(json), io);
            }
        }
        return ExitCode.OK;
    }

    private static void tell(List<OriginRule> rules, Io io) throws IOException {
        if (io.format() == Format.YAML) {
            io.object(
                    new JsonObject().put("routes", rules.stream().map(OriginRule::json).toList()));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PATTERN", "HOST", "ORIGINS"));
        for (OriginRule rule : rules) {
            String host = rule.host().isEmpty() ? "*" : rule.host();
            rows.add(List.of(rule.pattern(), host, String.join(", ", rule.origins())));
        }
        io.out().table(rows);
    }
}

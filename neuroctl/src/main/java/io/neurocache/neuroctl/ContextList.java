package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** Lists the contexts. Confined to one thread. */
final class ContextList implements Command<ContextList.Options> {
    /** What was asked. */
    record Options() {}

    @Override
    public About about() {
        return new About(
                "context list",
                "List the clusters that are kept by name.",
                "",
                List.of("neuroctl context list", "neuroctl context list -o name"));
    }

    @Override
    public Options read(ParseResult parsed) {
        return new Options();
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Contexts contexts = io.settings().contexts();
        List<List<String>> rows = new ArrayList<>();
        List<JsonObject> objects = new ArrayList<>();
        rows.add(List.of("CURRENT", "NAME", "ENDPOINTS"));
        for (Map.Entry<String, Map<String, String>> each : contexts.named().entrySet()) {
            boolean isCurrent = each.getKey().equals(contexts.current());
            String endpoints = each.getValue().getOrDefault("endpoints", "-");
            rows.add(List.of(isCurrent ? "*" : "", each.getKey(), endpoints));
            JsonObject json = new JsonObject().put("name", each.getKey()).put("current", isCurrent);
            each.getValue().forEach(json::put);
            objects.add(json);
        }
        switch (io.format()) {
            case JSON, YAML -> io.object(new JsonObject().put("contexts", objects));
            case NAME -> {
                for (String name : contexts.named().keySet()) {
                    io.out().line(name);
                }
            }
            case TABLE, RAW -> io.out().table(rows);
        }
        return ExitCode.OK;
    }
}

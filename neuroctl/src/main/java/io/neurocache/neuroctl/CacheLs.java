package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Lists what is known to be cached. Confined to one thread. */
final class CacheLs implements Command<CacheLs.Options> {
    private static final int MAX_LIMIT = 1_000_000_000;

    /** What was asked. */
    record Options(Bytes prefix, Bytes after, int limit, Consistency read) {}

    @Override
    public About about() {
        return new About(
                "cache ls",
                "List cached objects by key: size, edges that hold it, requests, hash.",
                "[PREFIX] [--limit N] [--after KEY] [--read HOW]",
                List.of(
                        "neuroctl cache ls example.com/img/",
                        "neuroctl cache ls --limit 20 --json",
                        "neuroctl cache ls -o name"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.positional("0", "0..1", "PREFIX", "what the keys begin with"));
        spec.addOption(
                Command.option("--limit", "N", "the most objects, 1 to 1000000000; default 1000"));
        spec.addOption(Command.option("--after", "KEY", "only keys behind this one"));
        spec.addOption(Command.readOption());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Values.cacheKey(parsed.matchedPositionalValue(0, "")),
                Values.cacheKey(parsed.matchedOptionValue("--after", "")),
                Command.number(
                        "--limit", parsed.matchedOptionValue("--limit", "1000"), 1, MAX_LIMIT),
                Values.read(parsed));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        boolean isJson = io.format() == Format.JSON;
        boolean isYaml = io.format() == Format.YAML;
        io.out().text(isYaml ? "objects:\n" : isJson ? "{\"objects\":[" : "");
        Bytes after = options.after();
        int left = options.limit();
        boolean more = true;
        boolean isFirst = true;
        while (more && left > 0) {
            int page = Math.min(left, Limits.MAX_SCAN_ITEMS);
            Reply.EntriesTold told =
                    io.client().entries(options.prefix(), after, page, options.read());
            for (CacheEntry entry : told.entries()) {
                String comma = isFirst ? "" : ",";
                isFirst = false;
                switch (io.format()) {
                    case JSON -> io.out().text(comma + json(entry));
                    case YAML -> io.out().text(json(entry).yamlItem());
                    case NAME, RAW -> io.out().line(Output.shown(entry.key()));
                    case TABLE -> io.out().line(line(entry));
                }
                after = entry.key();
            }
            left -= told.entries().size();
            more = told.more();
        }
        if (isYaml || isJson) {
            io.out().text(isYaml ? "more: " + more + "\n" : "],\"more\":" + more + "}\n");
        } else if (more) {
            io.say("more objects follow: --after \"" + Output.shown(after) + "\"");
        }
        return ExitCode.OK;
    }

    private static String line(CacheEntry entry) {
        return "%s\t%d\t%s\t%d\t%s"
                .formatted(
                        Output.shown(entry.key()),
                        entry.object().size(),
                        edges(entry),
                        entry.accessCount(),
                        hash(entry).substring(0, 12));
    }

    static JsonObject json(CacheEntry entry) {
        return new JsonObject()
                .put("key", entry.key())
                .put("size", entry.object().size())
                .put("hash", hash(entry))
                .put("expires", entry.object().expires())
                .put("access_count", entry.accessCount())
                .putNumbers("edges", entry.edges());
    }

    static String edges(CacheEntry entry) {
        return Arrays.stream(entry.edges())
                .mapToObj(edge -> "n" + edge)
                .collect(Collectors.joining(","));
    }

    private static String hash(CacheEntry entry) {
        return HexFormat.of().formatHex(entry.object().hash().array());
    }
}

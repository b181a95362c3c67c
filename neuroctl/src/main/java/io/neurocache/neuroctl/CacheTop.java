package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Lists the objects that were asked for most. Confined to one thread. */
final class CacheTop implements Command<CacheTop.Options> {
    private static final int MAX_COUNT = 10_000;

    /** The most requested first, and of equals the one whose key comes first. */
    private static final Comparator<CacheEntry> ORDER =
            Comparator.comparingLong(CacheEntry::accessCount)
                    .reversed()
                    .thenComparing(entry -> Output.shown(entry.key()));

    /** What was asked. */
    record Options(Bytes prefix, int count, Consistency read) {}

    @Override
    public About about() {
        return new About(
                "cache top",
                "List the cached objects that were asked for most, as far as edges told.",
                "[-n N] [--prefix P] [--read HOW]",
                List.of(
                        "neuroctl cache top",
                        "neuroctl cache top -n 50 --prefix example.com/img/",
                        "neuroctl cache top --json"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addOption(
                OptionSpec.builder("-n", "--count")
                        .paramLabel("N")
                        .type(String.class)
                        .arity("1")
                        .description("how many, 1 to 10000; default 20")
                        .build());
        spec.addOption(Command.option("--prefix", "P", "only those whose keys begin so"));
        spec.addOption(Command.readOption());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Values.cacheKey(parsed.matchedOptionValue("--prefix", "")),
                Command.number("-n", parsed.matchedOptionValue("-n", "20"), 1, MAX_COUNT),
                Values.read(parsed));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        List<CacheEntry> top = top(options, io);
        if (io.format().isObject()) {
            io.object(new JsonObject().put("objects", top.stream().map(CacheLs::json).toList()));
        } else if (io.format() == Format.TABLE) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("REQUESTS", "SIZE", "EDGES", "KEY"));
            top.forEach(entry -> rows.add(row(entry)));
            io.out().table(rows);
        } else {
            for (CacheEntry entry : top) {
                io.out().line(Output.shown(entry.key()));
            }
        }
        return ExitCode.OK;
    }

    private static List<String> row(CacheEntry entry) {
        return List.of(
                String.valueOf(entry.accessCount()),
                String.valueOf(entry.object().size()),
                CacheLs.edges(entry),
                Output.shown(entry.key()));
    }

    /** Goes over all entries page by page, and keeps those alone that may be among the first. */
    private static List<CacheEntry> top(Options options, Io io) throws IOException {
        PriorityQueue<CacheEntry> least = new PriorityQueue<>(ORDER.reversed());
        Bytes after = Bytes.EMPTY;
        boolean more = true;
        while (more) {
            Reply.EntriesTold told =
                    io.client()
                            .entries(
                                    options.prefix(), after, Limits.MAX_SCAN_ITEMS, options.read());
            for (CacheEntry entry : told.entries()) {
                least.add(entry);
                if (least.size() > options.count()) {
                    least.remove();
                }
                after = entry.key();
            }
            more = told.more() && !told.entries().isEmpty();
        }
        return least.stream().sorted(ORDER).toList();
    }
}

package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Lists keys. Confined to one thread. */
final class Scan implements Command<Scan.Options> {
    /** What was asked. */
    record Options(Bytes prefix, Bytes after, int limit, boolean keysOnly, Consistency read) {}

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public String summary() {
        return "List keys and values in the order of their bytes.";
    }

    @Override
    public String synopsis() {
        return "[PREFIX] [--limit N] [--after KEY] [--keys-only] [--read HOW]";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "neuroctl scan user/ --limit 20",
                "neuroctl scan --keys-only",
                "neuroctl scan user/ --after user/7 --json");
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.positional("0", "0..1", "PREFIX", "what the keys begin with"));
        spec.addOption(Command.option("--limit", "N", "the most keys, 1 to 10000; default 1000"));
        spec.addOption(Command.option("--after", "KEY", "only keys behind this one"));
        spec.addOption(Command.flag("--keys-only", "leave the values out"));
        spec.addOption(
                Command.option(
                        "--read", "HOW", "linearizable (default), or stale: one server, at once"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Bytes.utf8(parsed.matchedPositionalValue(0, "")),
                Bytes.utf8(parsed.matchedOptionValue("--after", "")),
                Command.number(
                        "--limit",
                        parsed.matchedOptionValue("--limit", "1000"),
                        1,
                        Limits.MAX_SCAN_ITEMS),
                parsed.hasMatchedOption("--keys-only"),
                Values.read(parsed.matchedOptionValue("--read", "linearizable")));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        boolean keysOnly = options.keysOnly() || io.format() == Format.NAME;
        Reply.Scanned page =
                io.client()
                        .scan(
                                options.prefix(),
                                options.after(),
                                options.limit(),
                                keysOnly,
                                options.read());
        if (io.format() == Format.JSON) {
            json(page, io);
            return ExitCode.OK;
        }
        for (Reply.Item item : page.items()) {
            io.out().bytes(item.key());
            if (item.value() instanceof Content.Value(Bytes value)) {
                io.out().text("\t");
                io.out().bytes(io.format() == Format.RAW ? value : Bytes.utf8(Output.shown(value)));
            }
            io.out().text("\n");
        }
        if (page.more()) {
            io.err()
                    .println(
                            "more keys follow: --after \""
                                    + Output.shown(page.items().getLast().key())
                                    + "\"");
        }
        return ExitCode.OK;
    }

    private static void json(Reply.Scanned page, Io io) throws IOException {
        List<JsonObject> items = new ArrayList<>();
        for (Reply.Item item : page.items()) {
            JsonObject json = new JsonObject().put("key", item.key());
            if (item.value() instanceof Content.Value(Bytes value)) {
                json.put("value", value);
            }
            items.add(json);
        }
        io.out().line(new JsonObject().put("items", items).put("more", page.more()).toString());
    }
}

package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Lists keys. Confined to one thread. */
final class Scan implements Command<Scan.Options> {
    private static final int MAX_LIMIT = 1_000_000_000;

    /** What was asked. */
    record Options(Bytes prefix, Bytes after, int limit, boolean keysOnly, Consistency read) {}

    @Override
    public About about() {
        return new About(
                "scan",
                "List keys and values in the order of their bytes.",
                "[PREFIX] [--limit N] [--after KEY] [--keys-only] [--read HOW]",
                List.of(
                        "neuroctl scan user/ --limit 20",
                        "neuroctl scan --keys-only",
                        "neuroctl scan user/ --after user/7 --json"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.positional("0", "0..1", "PREFIX", "what the keys begin with"));
        spec.addOption(
                Command.option("--limit", "N", "the most keys, 1 to 1000000000; default 1000"));
        spec.addOption(Command.option("--after", "KEY", "only keys behind this one"));
        spec.addOption(Command.flag("--keys-only", "leave the values out"));
        spec.addOption(Command.readOption());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Bytes.utf8(parsed.matchedPositionalValue(0, "")),
                Bytes.utf8(parsed.matchedOptionValue("--after", "")),
                Command.number(
                        "--limit", parsed.matchedOptionValue("--limit", "1000"), 1, MAX_LIMIT),
                parsed.hasMatchedOption("--keys-only"),
                Values.read(parsed));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        boolean keysOnly = options.keysOnly() || io.format() == Format.NAME;
        Pages pages = new Pages(options.prefix(), options.after(), keysOnly, options.read());
        if (io.format().isObject()) {
            objects(options, pages, io);
            return ExitCode.OK;
        }
        Last last = new Last();
        boolean more =
                pages.each(
                        io.client(),
                        options.limit(),
                        item -> {
                            line(item, io);
                            last.key = item.key();
                        });
        if (more) {
            io.say("more keys follow: --after \"" + Output.shown(last.key) + "\"");
        }
        return ExitCode.OK;
    }

    private static final class Last {
        private Bytes key = Bytes.EMPTY;
    }

    private static void line(Reply.Item item, Io io) throws IOException {
        io.out().bytes(item.key());
        if (item.value() instanceof Content.Value(Bytes value)) {
            io.out().text("\t");
            io.out().bytes(io.format() == Format.RAW ? value : Bytes.utf8(Output.shown(value)));
        }
        io.out().text("\n");
    }

    /** One object, written as it comes: there may be more items than memory. */
    private static void objects(Options options, Pages pages, Io io) throws IOException {
        boolean isYaml = io.format() == Format.YAML;
        io.out().text(isYaml ? "items:\n" : "{\"items\":[");
        boolean[] isFirst = {true};
        boolean more =
                pages.each(
                        io.client(),
                        options.limit(),
                        item -> {
                            JsonObject json = new JsonObject().put("key", item.key());
                            if (item.value() instanceof Content.Value(Bytes value)) {
                                json.put("value", value);
                            }
                            String comma = isFirst[0] ? "" : ",";
                            isFirst[0] = false;
                            io.out().text(isYaml ? json.yamlItem() : comma + json);
                        });
        io.out().text(isYaml ? "more: " + more + "\n" : "],\"more\":" + more + "}\n");
    }
}

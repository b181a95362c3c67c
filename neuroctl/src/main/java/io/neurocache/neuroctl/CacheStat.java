package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Consistency;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Tells what is known of one cached object. Confined to one thread. */
final class CacheStat implements Command<CacheStat.Options> {
    /** What was asked. */
    record Options(Bytes key, Consistency read) {}

    @Override
    public About about() {
        return new About(
                "cache stat",
                "Tell what the cluster knows of a cached object; exit code 3 if nothing.",
                "KEY [--read HOW]",
                List.of(
                        "neuroctl cache stat example.com/logo.png",
                        "neuroctl cache stat logo --json"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "KEY", "host, path and query, or /cache/KEY's"));
        spec.addOption(Command.readOption());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Values.cacheKey(parsed.matchedPositionalValue(0, "")), Values.read(parsed));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        List<CacheEntry> found =
                io.client().entries(options.key(), Bytes.EMPTY, 1, options.read()).entries();
        if (found.isEmpty() || !found.getFirst().key().equals(options.key())) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "NotFound: no edge is known to hold it",
                    "neuroctl cache ls lists what is known to be cached");
        }
        JsonObject json = CacheLs.json(found.getFirst());
        if (io.format().isObject()) {
            io.object(json);
        } else {
            io.out().text(json.yaml());
        }
        return ExitCode.OK;
    }
}

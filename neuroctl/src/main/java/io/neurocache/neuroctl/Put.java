package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.CasResult;
import io.neurocache.raft.wire.Content;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Sets a key. Confined to one thread. */
final class Put implements Command<Put.Options> {
    /** What was asked. */
    record Options(Bytes key, String value, boolean ifAbsent) {}

    @Override
    public About about() {
        return new About(
                "put",
                "Set a key to a value, to what stdin gives (-), or to a file (@FILE).",
                "KEY VALUE|-|@FILE [--if-absent]",
                List.of(
                        "neuroctl put alpha 123",
                        "neuroctl put alpha @value.bin",
                        "neuroctl put alpha - --if-absent < value.bin"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "KEY", "the key"));
        spec.addPositional(
                Command.argument(1, "VALUE", "the value, - for stdin, @FILE for a file"));
        spec.addOption(
                Command.flag("--if-absent", "only if there is no such key; else exit code 6"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Values.key(parsed.matchedPositionalValue(0, "")),
                parsed.matchedPositionalValue(1, ""),
                parsed.hasMatchedOption("--if-absent"));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Bytes value = Values.value(options.value(), io.in());
        if (options.ifAbsent()) {
            CasResult result = io.client().cas(options.key(), new Content.Absent(), value);
            return Written.tell(options.key(), result, io);
        }
        long index = io.client().put(options.key(), value);
        return Written.tell(options.key(), new CasResult.Swapped(index), io);
    }
}

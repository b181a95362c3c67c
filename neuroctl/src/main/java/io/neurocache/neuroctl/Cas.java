package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Content;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Sets a key if it holds what is expected. Confined to one thread. */
final class Cas implements Command<Cas.Options> {
    /** What was asked. */
    record Options(Bytes key, boolean absent, String expect, String value) {}

    @Override
    public About about() {
        return new About(
                "cas",
                "Set a key if it holds what is expected; else exit code 6.",
                "KEY EXPECT VALUE | KEY --absent VALUE",
                List.of(
                        "neuroctl cas alpha 123 124",
                        "neuroctl cas lock --absent me",
                        "neuroctl cas alpha @old.bin @new.bin"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "KEY", "the key"));
        spec.addPositional(
                Command.positional(
                        "1..2",
                        "1..2",
                        "WORD",
                        "EXPECT and VALUE, or VALUE; - and @FILE as in put"));
        spec.addOption(Command.flag("--absent", "nothing may be there"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        List<String> words = parsed.matchedPositionalValue(1, List.of());
        boolean absent = parsed.hasMatchedOption("--absent");
        if (words.size() != (absent ? 1 : 2)) {
            throw CommandException.usage(
                    "cas takes KEY EXPECT VALUE, or KEY --absent VALUE",
                    "neuroctl cas --help has examples");
        }
        return new Options(
                Values.key(parsed.matchedPositionalValue(0, "")),
                absent,
                absent ? "" : words.getFirst(),
                words.getLast());
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Content expect =
                options.absent()
                        ? new Content.Absent()
                        : new Content.Value(Values.value(options.expect(), io.in()));
        Bytes value = Values.value(options.value(), io.in());
        return Written.tell(options.key(), io.client().cas(options.key(), expect, value), io);
    }
}

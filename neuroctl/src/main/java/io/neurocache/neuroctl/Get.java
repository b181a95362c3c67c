package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Reads a key. Confined to one thread. */
final class Get implements Command<Get.Options> {
    /** What was asked. */
    record Options(Bytes key, String out, boolean meta, Consistency read) {}

    @Override
    public About about() {
        return new About(
                "get",
                "Print the value of a key, byte for byte.",
                "KEY [--out FILE] [--meta] [--read linearizable|stale]",
                List.of(
                        "neuroctl get alpha",
                        "neuroctl get alpha --out value.bin",
                        "neuroctl get alpha --meta --json"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "KEY", "the key"));
        spec.addOption(Command.option("--out", "FILE", "write it to a file, whole or not at all"));
        spec.addOption(Command.flag("--meta", "print the index and the length instead"));
        spec.addOption(Command.readOption());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                Values.key(parsed.matchedPositionalValue(0, "")),
                parsed.matchedOptionValue("--out", ""),
                parsed.hasMatchedOption("--meta"),
                Values.read(parsed));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        Optional<Reply.Found> answer = io.client().get(options.key(), options.read());
        if (answer.isEmpty()) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "NotFound: there is no key \"" + Output.shown(options.key()) + "\"",
                    "neuroctl scan lists the keys");
        }
        Reply.Found found = answer.get();
        if (!options.out().isEmpty()) {
            Saved.whole(Path.of(options.out()), part -> Files.write(part, found.value().array()));
        } else if (options.meta() || io.format().isObject()) {
            meta(options, found, io);
        } else if (io.format() == Format.NAME) {
            io.out().line(Output.shown(options.key()));
        } else {
            io.out().bytes(found.value());
            if (io.terminals().out()) {
                io.out().text("\n");
            }
        }
        return ExitCode.OK;
    }

    private static void meta(Options options, Reply.Found found, Io io) throws IOException {
        String key = new String(options.key().array(), StandardCharsets.UTF_8);
        if (io.format().isObject()) {
            JsonObject json = new JsonObject().put("key", key);
            if (!options.meta()) {
                json.put("value", found.value());
            }
            io.object(json.put("index", found.index()).put("bytes", found.value().length()));
        } else {
            io.out()
                    .table(
                            List.of(
                                    List.of("KEY", "INDEX", "BYTES"),
                                    List.of(
                                            key,
                                            String.valueOf(found.index()),
                                            String.valueOf(found.value().length()))));
        }
    }
}

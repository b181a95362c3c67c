package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Removes keys. Confined to one thread. */
final class Del implements Command<Del.Options> {
    /** What was asked. */
    record Options(List<Bytes> keys) {}

    @Override
    public String name() {
        return "del";
    }

    @Override
    public String summary() {
        return "Delete keys; exit code 3 if one of them was not there.";
    }

    @Override
    public String synopsis() {
        return "KEY...";
    }

    @Override
    public List<String> examples() {
        return List.of("neuroctl del alpha", "neuroctl del alpha beta gamma");
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.positional("0..*", "1..*", "KEY", "the keys"));
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        List<Bytes> keys = new ArrayList<>();
        for (String text : parsed.matchedPositionalValue(0, List.<String>of())) {
            keys.add(Values.key(text));
        }
        return new Options(List.copyOf(keys));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        List<String> deleted = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Bytes key : options.keys()) {
            (io.client().del(key) ? deleted : missing).add(Output.shown(key));
        }
        switch (io.format()) {
            case JSON ->
                    io.out()
                            .line(
                                    new JsonObject()
                                            .putTexts("deleted", deleted)
                                            .putTexts("missing", missing)
                                            .toString());
            case NAME -> {
                for (String key : deleted) {
                    io.out().line(key);
                }
            }
            case TABLE, RAW -> io.err().println("deleted: " + deleted.size());
        }
        if (!missing.isEmpty()) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "NotFound: not there: " + String.join(", ", missing),
                    "neuroctl scan lists the keys");
        }
        return ExitCode.OK;
    }
}

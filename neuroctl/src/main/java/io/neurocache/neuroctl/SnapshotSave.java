package io.neurocache.neuroctl;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Has a snapshot taken. Confined to one thread. */
final class SnapshotSave implements Command<SnapshotSave.Options> {
    /** What was asked. */
    record Options() {}

    @Override
    public String name() {
        return "snapshot save";
    }

    @Override
    public String summary() {
        return "Have the first server that answers take a snapshot.";
    }

    @Override
    public String synopsis() {
        return "";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "neuroctl snapshot save",
                "neuroctl snapshot save --endpoints 127.0.0.1:7001 --timeout 60s");
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.usageMessage().sortOptions(false);
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options();
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        long index = io.client().snapshot();
        switch (io.format()) {
            case JSON -> io.out().line(new JsonObject().put("index", index).toString());
            case TABLE, RAW, NAME -> io.out().line(String.valueOf(index));
        }
        return ExitCode.OK;
    }
}

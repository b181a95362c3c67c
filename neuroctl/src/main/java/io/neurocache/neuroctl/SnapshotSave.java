package io.neurocache.neuroctl;

import io.neurocache.raft.wire.Reply;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Has a snapshot taken, and takes it away. Confined to one thread. */
final class SnapshotSave implements Command<SnapshotSave.Options> {
    /**
     * What was asked.
     *
     * @param file where it goes; empty to leave it with the server
     */
    record Options(String file) {}

    @Override
    public About about() {
        return new About(
                "snapshot save",
                "Have the first server that answers take a snapshot, and save it to a file.",
                "[FILE]",
                List.of(
                        "neuroctl snapshot save backup.snap",
                        "neuroctl snapshot save --endpoints 127.0.0.1:7001 --timeout 20m"));
    }

    /** A server writes all it holds before it answers. */
    @Override
    public String timeout() {
        return "5m";
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(
                Command.positional(
                        "0", "0..1", "FILE", "gzipped JSON; without it the server keeps it alone"));
    }

    @Override
    public Options read(ParseResult parsed) {
        return new Options(parsed.matchedPositionalValue(0, ""));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        long index = io.client().snapshot();
        long bytes = 0;
        if (!options.file().isEmpty()) {
            Path file = Path.of(options.file());
            Saved.whole(file, part -> download(index, part, io));
            bytes = Files.size(file);
            io.say("saved " + bytes + " bytes to " + file);
        }
        if (io.format().isObject()) {
            JsonObject json = new JsonObject().put("index", index);
            io.object(
                    options.file().isEmpty()
                            ? json
                            : json.put("file", options.file()).put("bytes", bytes));
        } else {
            io.out().line(String.valueOf(index));
        }
        return ExitCode.OK;
    }

    private static void download(long index, Path part, Io io) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
            long offset = 0;
            while (true) {
                Reply.Piece piece = io.client().readSnapshot(index, offset);
                out.write(piece.data().array());
                offset += piece.data().length();
                if (piece.done()) {
                    return;
                }
                if (piece.data().length() == 0) {
                    throw new CommandException(
                            ExitCode.FAILED, "the snapshot came to no end", "try again");
                }
            }
        }
    }
}

package io.neurocache.neuroctl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Gets an object from an edge. Confined to one thread. */
final class CacheGet implements Command<CacheGet.Options> {
    /** What was asked. */
    record Options(String path, String out, String edge) {}

    @Override
    public About about() {
        return new About(
                "cache get",
                "Get an object through an edge, byte for byte; it is fetched if it is not cached.",
                "KEY [--out FILE] [--edge HOST:PORT]",
                List.of(
                        "neuroctl cache get logo",
                        "neuroctl cache get img/logo.png --out logo.png",
                        "neuroctl cache get logo --edge 127.0.0.1:8081"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "KEY", "what stands behind /cache/"));
        spec.addOption(Command.option("--out", "FILE", "write it to a file, whole or not at all"));
        spec.addOption(Command.edgeOption());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        return new Options(
                EdgeClient.path(parsed.matchedPositionalValue(0, "")),
                parsed.matchedOptionValue("--out", ""),
                parsed.matchedOptionValue("--edge", ""));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        try (EdgeClient edge = EdgeClient.connect(options.edge(), io)) {
            EdgeClient.Answer answer = edge.get(options.path());
            if (answer.status() != 200) {
                throw edge.failed(answer);
            }
            InputStream body = answer.body();
            if (options.out().isEmpty()) {
                io.out().bytes(body);
            } else {
                Saved.whole(
                        Path.of(options.out()),
                        part -> Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING));
            }
            io.say(answer.fields().getOrDefault("cache-status", "no Cache-Status"));
        }
        return ExitCode.OK;
    }
}

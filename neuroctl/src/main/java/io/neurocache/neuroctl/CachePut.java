package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Puts an object into the cache. Confined to one thread. */
final class CachePut implements Command<CachePut.Options> {
    /**
     * What was asked.
     *
     * @param fields of the request
     */
    record Options(String path, String value, Map<String, String> fields, String edge) {
        Options {
            fields = Map.copyOf(fields);
        }
    }

    @Override
    public About about() {
        return new About(
                "cache put",
                "Put an object into the cache, in the place of what any edge has under its key.",
                "KEY VALUE|-|@FILE [--content-type T] [--cache-control C] [--tag T]...",
                List.of(
                        "neuroctl cache put motd hello --content-type text/plain",
                        "neuroctl cache put img/logo.png @logo.png --tag release-7",
                        "neuroctl cache put feed - --cache-control max-age=60 < feed.xml"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "KEY", "what stands behind /cache/"));
        spec.addPositional(Command.argument(1, "VALUE", "the body, - for stdin, @FILE for a file"));
        spec.addOption(Command.option("--content-type", "T", "such as image/png"));
        spec.addOption(
                Command.option("--cache-control", "C", "such as max-age=60; else fresh for ever"));
        spec.addOption(
                OptionSpec.builder("--tag")
                        .paramLabel("T")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .description("to purge it by; may be given again")
                        .build());
        spec.addOption(Command.edgeOption());
    }

    @Override
    public Options read(ParseResult parsed) throws CommandException {
        Map<String, String> fields = new LinkedHashMap<>();
        add(fields, "Content-Type", parsed.matchedOptionValue("--content-type", ""));
        add(fields, "Cache-Control", parsed.matchedOptionValue("--cache-control", ""));
        List<String> tags = parsed.matchedOptionValue("--tag", List.of());
        add(fields, "Cache-Tag", String.join(", ", tags));
        return new Options(
                EdgeClient.path(parsed.matchedPositionalValue(0, "")),
                parsed.matchedPositionalValue(1, ""),
                fields,
                parsed.matchedOptionValue("--edge", ""));
    }

    private static void add(Map<String, String> fields, String name, String value)
            throws CommandException {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw CommandException.usage(
                    name + " is ASCII without control characters",
                    "neuroctl cache put --help has examples");
        }
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        try (InputStream body = body(options.value(), io.in());
                EdgeClient edge = EdgeClient.connect(options.edge(), io)) {
            EdgeClient.Answer answer = edge.put(options.path(), options.fields(), body);
            if (answer.status() != 201 && answer.status() != 204) {
                throw edge.failed(answer);
            }
            boolean isNew = answer.status() == 201;
            String tag = answer.fields().getOrDefault("etag", "");
            if (io.format().isObject()) {
                io.object(new JsonObject().put("created", isNew).put("etag", tag));
            } else {
                io.say(isNew ? "created " + tag : "replaced, now " + tag);
            }
        }
        return ExitCode.OK;
    }

    private static InputStream body(String value, InputStream in) throws IOException {
        if (value.equals("-")) {
            return in;
        }
        if (!value.startsWith("@")) {
            return new ByteArrayInputStream(Bytes.utf8(value).array());
        }
        try {
            return Files.newInputStream(Path.of(value.substring(1)));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "the file cannot be read (" + e.getMessage() + ")",
                    "a value that begins with @ is a file's name: give it by stdin and -");
        }
    }
}

package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ModelNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Puts a model into the cache and in force on all nodes. Confined to one thread. */
final class PredictActivate implements Command<PredictActivate.Options> {
    private static final int MAX_BYTES = 64 << 20;
    private static final String YEAR = "max-age=31536000";

    /** What was asked. */
    record Options(String file, String edge) {}

    @Override
    public About about() {
        return new About(
                "predict activate",
                "Have all nodes predict with a model of neurod learn, beside what they learn"
                        + " themselves.",
                "FILE [--edge HOST:PORT]",
                List.of(
                        "neuroctl predict activate next.model",
                        "neuroctl predict activate next.model --edge 127.0.0.1:8081"));
    }

    @Override
    public void shape(CommandSpec spec) {
        spec.addPositional(Command.argument(0, "FILE", "the model"));
        spec.addOption(Command.edgeOption());
    }

    @Override
    public Options read(ParseResult parsed) {
        return new Options(
                parsed.matchedPositionalValue(0, ""), parsed.matchedOptionValue("--edge", ""));
    }

    @Override
    public int run(Options options, Io io) throws IOException {
        byte[] model = read(Path.of(options.file()));
        String name = HexFormat.of().formatHex(sha256(model));
        Map<String, String> fields =
                Map.of("Content-Type", "application/octet-stream", "Cache-Control", YEAR);
        try (EdgeClient edge = EdgeClient.connect(options.edge(), io)) {
            String path = EdgeClient.path(ModelNames.object(name));
            EdgeClient.Answer answer = edge.put(path, fields, new ByteArrayInputStream(model));
            if (answer.status() != 201 && answer.status() != 204) {
                throw edge.failed(answer);
            }
        }
        // Last: who reads the name finds the object.
        io.client().put(ModelNames.IN_FORCE, Bytes.utf8(name));
        if (io.format().isObject()) {
            io.object(new JsonObject().put("model", name));
        } else {
            io.say("in force: " + name);
        }
        return ExitCode.OK;
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] model = in.readNBytes(MAX_BYTES + 1);
            if (model.length > MAX_BYTES) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "a model of over " + MAX_BYTES + " bytes",
                        "neurod learn writes smaller ones");
            }
            return model;
        } catch (CommandException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "the file cannot be read (" + e.getMessage() + ")",
                    "neurod learn --out FILE writes one");
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

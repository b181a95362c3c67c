package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ParseResult;

/** Keys and values as they are given on the command line. Safe from any thread. */
final class Values {
    private Values() {}

    static Bytes key(String text) throws CommandException {
        Bytes key = Bytes.utf8(text);
        if (!Limits.isKey(key)) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "InvalidKey: a key is 1 to 1024 bytes of UTF-8 without control characters",
                    "quote the key, and look for line ends in it");
        }
        return key;
    }

    /**
     * The key, or the beginning of one, of a cached object. Where objects are fetched ahead and in
     * events that of a site's has two slashes before its host, and here it may.
     */
    static Bytes cacheKey(String text) {
        return Bytes.utf8(text.startsWith("//") ? text.substring(2) : text);
    }

    /** A value as it stands, of stdin ({@code -}) or of a file ({@code @FILE}). */
    static Bytes value(String text, InputStream in) throws IOException {
        byte[] bytes;
        if (text.equals("-")) {
            bytes = in.readNBytes(Limits.MAX_VALUE_BYTES + 1);
        } else if (text.startsWith("@")) {
            try (InputStream file = Files.newInputStream(Path.of(text.substring(1)))) {
                bytes = file.readNBytes(Limits.MAX_VALUE_BYTES + 1);
            } catch (IOException e) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "the file cannot be read (" + e.getMessage() + ")",
                        "a value that begins with @ is a file's name: give it by stdin and -");
            }
        } else {
            return Bytes.utf8(text);
        }
        if (bytes.length > Limits.MAX_VALUE_BYTES) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "TooLarge: a value is up to 1 MiB",
                    "larger objects belong into the cache: PUT /cache/KEY on the edge");
        }
        return Bytes.wrap(bytes);
    }

    static Consistency read(ParseResult parsed) throws CommandException {
        String text = parsed.matchedOptionValue("--read", "linearizable");
        for (Consistency consistency : Consistency.values()) {
            if (consistency.text().equals(text)) {
                return consistency;
            }
        }
        throw CommandException.usage(
                "--read is linearizable or stale, not \"" + text + "\"",
                "stale asks one server, which may be behind");
    }
}

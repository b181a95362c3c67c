package io.neurocache.neuroctl;

import io.neurocache.raft.auth.SecurityFiles;
import io.neurocache.raft.auth.TlsFiles;
import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * What holds for every command: flag over environment over context over default.
 *
 * <p>Immutable; safe from any thread.
 */
final class Settings {
    private final ParseResult parsed;
    private final String timeout;
    private final Map<String, String> environment;
    private final Contexts contexts;
    private final Map<String, String> context;
    private final Format format;

    /** A setting that a context may hold. */
    enum Key {
        ENDPOINTS("endpoints", "NEURO_ENDPOINTS", "127.0.0.1:7000"),
        TIMEOUT("timeout", "NEURO_TIMEOUT", ""),
        SECRET_FILE("secret-file", "NEURO_RAFT_SECRET_FILE", ""),
        TLS_CERT("tls-cert", "NEURO_RAFT_TLS_CERT", ""),
        TLS_KEY("tls-key", "NEURO_RAFT_TLS_KEY", ""),
        TLS_CA("tls-ca", "NEURO_RAFT_TLS_CA", "");

        private final String text;
        private final String variable;
        private final String byDefault;

        Key(String text, String variable, String byDefault) {
            this.text = text;
            this.variable = variable;
            this.byDefault = byDefault;
        }

        String text() {
            return text;
        }

        String flag() {
            return "--" + text;
        }
    }

    /** A value and who gave it. */
    record Value(String text, String origin) {}

    /**
     * Reads what was given.
     *
     * @param timeout the command's own, where nobody gave one
     */
    Settings(ParseResult parsed, Map<String, String> environment, String timeout)
            throws CommandException {
        this.parsed = parsed;
        this.timeout = timeout;
        this.environment = environment;
        this.contexts = Contexts.read(environment);
        String named = parsed.matchedOptionValue("--context", "");
        this.context = contexts.values(named);
        this.format = format(parsed);
        String color = parsed.matchedOptionValue("--color", "auto");
        if (!List.of("auto", "always", "never").contains(color)) {
            throw CommandException.usage(
                    "--color is auto, always or never, not \"" + color + "\"",
                    "NO_COLOR and CLICOLOR are obeyed without it");
        }
    }

    /** A setting, and what won. */
    Value value(Key key) {
        if (parsed.hasMatchedOption(key.flag())) {
            return new Value(parsed.matchedOptionValue(key.flag(), ""), key.flag());
        }
        String given = environment.getOrDefault(key.variable, "");
        if (!given.isEmpty()) {
            return new Value(given, key.variable);
        }
        String kept = context.get(key.text);
        return kept == null
                ? new Value(key == Key.TIMEOUT ? timeout : key.byDefault, "default")
                : new Value(kept, "context " + contextName());
    }

    /** The name of the context in force; empty without one. */
    String contextName() {
        String named = parsed.matchedOptionValue("--context", "");
        return named.isEmpty() ? contexts.current() : named;
    }

    Contexts contexts() {
        return contexts;
    }

    /** The flags among them, to be kept in a context. */
    Map<String, String> flags() {
        Map<String, String> flags = new java.util.LinkedHashMap<>();
        for (Key key : Key.values()) {
            if (parsed.hasMatchedOption(key.flag())) {
                flags.put(key.text, parsed.matchedOptionValue(key.flag(), ""));
            }
        }
        return flags;
    }

    Format format() {
        return format;
    }

    boolean yes() {
        return parsed.hasMatchedOption("--yes");
    }

    boolean quiet() {
        return parsed.hasMatchedOption("--quiet");
    }

    /** Whom to ask, how long, and what to prove. */
    ClientConfig client() throws IOException {
        String endpoints = value(Key.ENDPOINTS).text();
        String timeout = value(Key.TIMEOUT).text();
        SecurityFiles security = security();
        try {
            return new ClientConfig(Endpoint.list(endpoints), duration(timeout), security.read());
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(
                    String.valueOf(e.getMessage()),
                    "--endpoints 127.0.0.1:7000,127.0.0.1:7001, or NEURO_ENDPOINTS; --timeout 5s");
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    String.valueOf(e.getMessage()),
                    "--secret-file, or --tls-cert, --tls-key and --tls-ca, name the files");
        }
    }

    private SecurityFiles security() throws CommandException {
        Path secret = path(Key.SECRET_FILE);
        Path certificate = path(Key.TLS_CERT);
        Path key = path(Key.TLS_KEY);
        Path authority = path(Key.TLS_CA);
        if (certificate != null && key != null && authority != null) {
            return new SecurityFiles(secret, new TlsFiles(certificate, key, authority));
        }
        if (certificate != null || key != null || authority != null) {
            throw CommandException.usage(
                    "TLS needs --tls-cert, --tls-key and --tls-ca, all three",
                    "neuroctl config view --origin tells which are given");
        }
        return new SecurityFiles(secret, null);
    }

    private @Nullable Path path(Key key) throws CommandException {
        Value value = value(key);
        if (value.text().isEmpty()) {
            return null;
        }
        try {
            return Path.of(value.text());
        } catch (InvalidPathException e) {
            throw CommandException.usage(
                    value.origin() + " is no file's name: \"" + value.text() + "\"",
                    "neuroctl config view --origin tells what is given");
        }
    }

    static Duration duration(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 7) {
            throw new IllegalArgumentException("\"" + text + "\" is no time such as 5s or 500ms");
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(number);
            case "s", "" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is no time such as 5s or 500ms");
        };
    }

    private static Format format(ParseResult parsed) throws CommandException {
        if (parsed.hasMatchedOption("--json")) {
            return Format.JSON;
        }
        String text = parsed.matchedOptionValue("--output", "table");
        for (Format format : Format.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                return format;
            }
        }
        throw CommandException.usage(
                "--output is table, json, yaml, raw or name, not \"" + text + "\"",
                "--json is short for --output json");
    }
}

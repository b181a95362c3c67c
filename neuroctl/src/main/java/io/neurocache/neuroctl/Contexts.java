package io.neurocache.neuroctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clusters by name, kept in {@code neuroctl/config.yaml} below {@code $XDG_CONFIG_HOME}, else below
 * {@code ~/.config}.
 *
 * <pre>
 * current: production
 * contexts:
 *   production:
 *     endpoints: a.example.com:7000,b.example.com:7000
 *     secret-file: /etc/neurocache/secret
 * </pre>
 *
 * <p>The file is that much of YAML: two levels of blanks, a value behind a colon, in double quotes
 * or without, and {@code #} before a comment's line. So reading it costs a command nothing.
 * Immutable; safe from any thread.
 */
record Contexts(Path file, String current, Map<String, Map<String, String>> named) {
    private static final long MAX_FILE_BYTES = 64 << 10;
    private static final String HINT = "neuroctl context set NAME --endpoints LIST writes the file";

    /** Reads the file; nothing where there is none. */
    static Contexts read(Map<String, String> environment) throws CommandException {
        String base = environment.getOrDefault("XDG_CONFIG_HOME", "");
        if (!base.startsWith("/")) {
            String home = environment.getOrDefault("HOME", "");
            if (!home.startsWith("/")) {
                return new Contexts(Path.of(""), "", Map.of());
            }
            base = home + "/.config";
        }
        Path file = Path.of(base, "neuroctl", "config.yaml");
        if (!Files.exists(file)) {
            return new Contexts(file, "", Map.of());
        }
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw fault(file, 1, "larger than 64 KiB");
            }
            return parse(file, Files.readAllLines(file));
        } catch (CommandException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILED, file + ": cannot be read: " + e.getMessage(), HINT);
        }
    }

    private static Contexts parse(Path file, List<String> lines) throws CommandException {
        String current = "";
        Map<String, Map<String, String>> named = new LinkedHashMap<>();
        Map<String, String> open = Map.of();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripTrailing();
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int colon = text.indexOf(':');
            if (colon < 1) {
                throw fault(file, i + 1, "not NAME: VALUE");
            }
            String name = unquoted(text.substring(0, colon));
            String value = unquoted(text.substring(colon + 1));
            int indent = line.length() - text.length();
            if (indent == 0 && name.equals("current")) {
                current = value;
            } else if (indent == 2 && value.isEmpty()) {
                open = new LinkedHashMap<>();
                named.put(name, open);
            } else if (indent == 4 && !named.isEmpty() && isKnown(name)) {
                open.put(name, value);
            } else if (indent != 0 || !name.equals("contexts") || !value.isEmpty()) {
                throw fault(file, i + 1, "unknown key \"" + name + "\", or in a wrong place");
            }
        }
        return new Contexts(file, current, named);
    }

    private static boolean isKnown(String name) {
        return Arrays.stream(Settings.Key.values()).anyMatch(key -> key.text().equals(name));
    }

    private static String unquoted(String text) {
        String value = text.strip();
        boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    private static CommandException fault(Path file, int line, String what) {
        return CommandException.usage(file + ":" + line + ": " + what, HINT);
    }

    /** The settings of a context; of the current one where no name is given. */
    Map<String, String> values(String name) throws CommandException {
        String wanted = name.isEmpty() ? current : name;
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = named.get(wanted);
        if (values == null) {
            throw CommandException.usage(
                    "there is no context \"" + wanted + "\" in " + file,
                    "neuroctl context list shows them; " + HINT);
        }
        return values;
    }

    Contexts withCurrent(String name) {
        return new Contexts(file, name, named);
    }

    /** Adds to a context, or makes it; the first one becomes the current one. */
    Contexts with(String name, Map<String, String> values) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>(named);
        Map<String, String> merged = new LinkedHashMap<>(all.getOrDefault(name, Map.of()));
        merged.putAll(values);
        all.put(name, merged);
        return new Contexts(file, current.isEmpty() ? name : current, all);
    }

    /** Writes the file, whole or not at all. */
    void write() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("current: " + current);
        lines.add("contexts:");
        named.forEach((name, values) -> {
            lines.add("  " + name + ":");
            values.forEach((key, value) -> lines.add("    " + key + ": \"" + value + "\""));
        });
        Files.createDirectories(file.toAbsolutePath().getParent());
        Saved.whole(file, part -> Files.write(part, lines));
    }
}

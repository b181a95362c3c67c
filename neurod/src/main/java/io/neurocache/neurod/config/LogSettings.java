package io.neurocache.neurod.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How much is logged, and how it is written.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param level of NeuroCache's own parts
 * @param components levels of single parts, by their name below {@code io.neurocache}, such as
 *     {@code edge}
 * @param format one line of text or one JSON object for each event
 */
public record LogSettings(Level level, Map<String, Level> components, Format format) {
    /** What is used unless asked otherwise. */
    public static final LogSettings DEFAULTS = new LogSettings(Level.INFO, Map.of(), Format.PLAIN);

    private static final String COMPONENT = "[a-z][a-z0-9]*(\\.[a-z][a-z0-9]*)*";

    /** From the fewest events to all. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How an event is written. */
    public enum Format {
        PLAIN,
        JSON
    }

    public LogSettings {
        components = Map.copyOf(components);
    }

    /** Reads {@code info}, {@code edge=debug} or both and more, separated by commas. */
    static LogSettings parseLevels(String text) {
        Level level = DEFAULTS.level();
        Map<String, Level> components = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                level = parse(Level.class, part);
            } else {
                String component = part.substring(0, equals);
                if (!component.matches(COMPONENT)) {
                    throw new IllegalArgumentException(
                            Faults.quoted(component) + " is not the name of a part, such as edge");
                }
                components.put(component, parse(Level.class, part.substring(equals + 1)));
            }
        }
        return new LogSettings(level, components, DEFAULTS.format());
    }

    static Format parseFormat(String text) {
        return parse(Format.class, text);
    }

    LogSettings with(Format other) {
        return new LogSettings(level, components, other);
    }

    private static <E extends Enum<E>> E parse(Class<E> type, String text) {
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        String accepted =
                Arrays.stream(type.getEnumConstants())
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(Faults.quoted(text) + " is none of: " + accepted);
    }
}

package io.neurocache.neurod.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was given on the command line and in the environment; the command line wins.
 *
 * <p>Immutable; safe from any thread.
 */
public final class Arguments {
    private final Map<Option, List<String>> flags;
    private final Map<String, String> environment;

    /**
     * Takes what was given.
     *
     * @param flags the values of each flag, in their order
     * @param environment the whole environment
     */
    public Arguments(Map<Option, List<String>> flags, Map<String, String> environment) {
        this.flags = new EnumMap<>(Option.class);
        flags.forEach((option, values) -> this.flags.put(option, List.copyOf(values)));
        this.environment = Map.copyOf(environment);
    }

    /**
     * A value, and where it was given.
     *
     * @param place the flag or the variable
     */
    record Given(String value, String place) {}

    /** Returns the value of an option; null when it is given nowhere. An empty variable is none. */
    @Nullable Given given(Option option) {
        List<String> values = flags.getOrDefault(option, List.of());
        if (!values.isEmpty()) {
            return new Given(values.getLast(), option.flag());
        }
        String value = environment.getOrDefault(option.variable(), "");
        return value.isEmpty() ? null : new Given(value, option.variable());
    }

    /** Returns all values of an option from the environment, then from the command line. */
    List<Given> all(Option option) {
        String variable = environment.getOrDefault(option.variable(), "");
        List<String> fromVariable =
                variable.isEmpty() ? List.of() : List.of(variable.split(",", -1));
        return Stream.concat(
                        fromVariable.stream().map(v -> new Given(v, option.variable())),
                        flags.getOrDefault(option, List.of()).stream()
                                .map(v -> new Given(v, option.flag())))
                .toList();
    }

    /** Returns a variable that is no option of ours; empty when it is not set. */
    String environment(String variable) {
        return environment.getOrDefault(variable, "");
    }
}

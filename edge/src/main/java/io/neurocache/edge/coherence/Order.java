package io.neurocache.edge.coherence;

import java.util.List;

/**
 * An order to forget: no response that was asked for before the order counts any more.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param target what the names are
 * @param names keys, one prefix of keys, or tags; none for everything
 * @param isSoft whether what is covered may still be served where a stale response may, after or
 *     while it is validated
 */
public record Order(Target target, List<String> names, boolean isSoft) {
    /** The most names in one order. */
    public static final int MAX_NAMES = 1000;

    /** What an order names. */
    public enum Target {
        /** Keys, with all that varies under each. */
        KEYS,
        /** The beginning of keys. */
        PREFIX,
        /** Tags of responses. */
        TAGS,
        /** Everything. */
        ALL
    }

    /** Copies the list, and checks that there are as many names as the target wants. */
    public Order {
        names = List.copyOf(names);
        boolean fits =
                switch (target) {
                    case KEYS, TAGS -> !names.isEmpty() && names.size() <= MAX_NAMES;
                    case PREFIX -> names.size() == 1;
                    case ALL -> names.isEmpty();
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    names.size() + " names do not fit an order for " + target);
        }
    }

    /** Forget one key. */
    public static Order key(String key) {
        return new Order(Target.KEYS, List.of(key), false);
    }
}

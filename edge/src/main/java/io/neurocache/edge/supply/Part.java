package io.neurocache.edge.supply;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;

/**
 * Carries the range of the request in progress over to the words that a source wants. Stateless.
 */
final class Part {
    private static final String RANGE = "Range";

    private Part() {}

    /** The request for the part that another one names; all of it where that names none. */
    static RequestHead of(RequestHead whole, Fields other) {
        String range = other.first(RANGE);
        return range == null
                ? whole
                : whole.withFields(whole.fields().toBuilder().set(RANGE, range).build());
    }
}

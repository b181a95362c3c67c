package io.neurocache.edge.rules;

import io.neurocache.edge.rules.StructuredDictionary.IntegerItem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an edge says to another that it asks for an object, in a field of its request, a Dictionary
 * of Structured Fields: {@code NeuroCache-Peer: member=2, ordered=17}. Immutable: safe from any
 * thread.
 *
 * <p>Whoever sends it gets less than others, never more: nothing stale, nothing from a third edge.
 * So it needs no proof.
 *
 * @param member who asks
 * @param ordered up to where it has applied orders to forget; who answers must have, too
 */
public record PeerQuestion(int member, long ordered) {
    /** The field's name, in requests and in {@link PeerAnswer}. */
    public static final String NAME = "NeuroCache-Peer";

    /** Reads the question of a request; null where there is none, or one that is not understood. */
    public static @Nullable PeerQuestion of(Fields request) {
        String field = request.contains(NAME) ? request.combined(NAME) : null;
        Map<String, StructuredDictionary.Item> members =
                field == null ? null : StructuredDictionary.parse(field);
        if (members == null
                || !(members.get("member") instanceof IntegerItem(long member))
                || !(members.get("ordered") instanceof IntegerItem(long ordered))
                || member < 1
                || member > Integer.MAX_VALUE
                || ordered < 0) {
            return null;
        }
        return new PeerQuestion((int) member, ordered);
    }

    /** Returns the field's value. */
    public String fieldValue() {
        return "member=" + member + ", ordered=" + ordered;
    }
}

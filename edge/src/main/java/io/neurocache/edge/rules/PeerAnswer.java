package io.neurocache.edge.rules;

import io.neurocache.edge.rules.StructuredDictionary.BooleanItem;
import io.neurocache.edge.rules.StructuredDictionary.IntegerItem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an edge says of the object that it gives to another, in a field of its response: {@code
 * NeuroCache-Peer: member=1, born=17, fetched}. A response without it is none to the question, but
 * says why there is none. Immutable: safe from any thread.
 *
 * @param member who answers
 * @param born up to where its edge had applied the log when the object was asked for; {@link #NOW}
 *     where it was asked for by this very request
 * @param isFetched whether an origin was asked for it, by this request or one that it waited with
 * @param isUpload whether a client put it, so that no origin has it
 */
public record PeerAnswer(int member, long born, boolean isFetched, boolean isUpload) {
    /** In place of an index. */
    public static final long NOW = -1;

    /** Reads the answer of a response; null where there is none, or one that is not understood. */
    public static @Nullable PeerAnswer of(Fields response) {
        String field = response.combined(PeerQuestion.NAME);
        Map<String, StructuredDictionary.Item> members =
                field == null ? null : StructuredDictionary.parse(field);
        if (members == null
                || !(members.get("member") instanceof IntegerItem(long member))
                || member < 1
                || member > Integer.MAX_VALUE) {
            return null;
        }
        long born = NOW;
        if (members.containsKey("born")) {
            if (!(members.get("born") instanceof IntegerItem(long index)) || index < 0) {
                return null;
            }
            born = index;
        }
        return new PeerAnswer(
                (int) member, born, isSet(members, "fetched"), isSet(members, "upload"));
    }

    private static boolean isSet(Map<String, StructuredDictionary.Item> members, String name) {
        return members.get(name) instanceof BooleanItem(boolean value) && value;
    }

    /** Returns the field's value. */
    public String fieldValue() {
        return "member="
                + member
                + (born == NOW ? "" : ", born=" + born)
                + (isFetched ? ", fetched" : "")
                + (isUpload ? ", upload" : "");
    }
}

package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The known fields of one JSON object, lists of scalars among them, each of a kind that is asked
 * for later: the operation, which says what they have to be, may stand behind them.
 *
 * <p>A known field that comes twice is an error, as nobody can say which was meant; unknown ones
 * are passed over. Confined to the thread that reads.
 */
final class Fields {
    /** What a field holds that is neither text, a whole number of 64 bits, nor a truth value. */
    private enum Other {
        NULL,
        UNFIT
    }

    private final Map<String, Object> values = new HashMap<>();
    private @Nullable String doubled;

    /** Reads the fields up to the end of the object that the parser has just begun. */
    void read(JsonParser parser, Set<String> known) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            addIf(known, name, parser, parser.nextToken());
        }
        if (!parser.hasToken(JsonToken.END_OBJECT)) {
            throw new IOException("an object that does not end");
        }
    }

    /** Keeps the value that the parser has just begun if its name is known, and moves behind it. */
    void addIf(Set<String> known, String name, JsonParser parser, @Nullable JsonToken token)
            throws IOException {
        if (known.contains(name)) {
            add(name, value(parser, token));
        }
        parser.skipChildren();
    }

    private void add(String name, Object value) {
        if (values.putIfAbsent(name, value) != null && doubled == null) {
            doubled = name;
        }
    }

    private static Object value(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new IOException("a field without a value");
        }
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Other.NULL;
            case START_ARRAY -> list(parser);
            default -> Other.UNFIT;
        };
    }

    /** The items, none of which is a list or an object; else it is unfit. */
    private static Object list(JsonParser parser) throws IOException {
        List<Object> items = new ArrayList<>();
        boolean isFlat = true;
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
                isFlat = false;
                parser.skipChildren();
            } else {
                items.add(value(parser, token));
            }
        }
        return isFlat ? items : Other.UNFIT;
    }

    private static Object number(JsonParser parser) throws IOException {
        try {
            return parser.getLongValue();
        } catch (InputCoercionException e) {
            // Over 64 bits: a number of JSON, but none of this protocol's.
            return Other.UNFIT;
        }
    }

    /** The first known field that came twice, or null. */
    @Nullable String doubled() {
        return doubled;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean isNull(String name) {
        return values.get(name) == Other.NULL;
    }

    /** The field's text; null where it is missing or no text. */
    @Nullable String text(String name) {
        return values.get(name) instanceof String text ? text : null;
    }

    /** The field's number; the other one where it is missing or no whole number of 64 bits. */
    long number(String name, long otherwise) {
        return values.get(name) instanceof Long number ? number : otherwise;
    }

    /** The items of a list of texts; null where it is missing or something else. */
    @Nullable List<String> texts(String name) {
        return list(name, String.class);
    }

    /** The items of a list of whole numbers; null where it is missing or something else. */
    @Nullable List<Long> numbers(String name) {
        return list(name, Long.class);
    }

    /** The items of a list of texts and whole numbers; null where it is missing or else. */
    @Nullable List<Object> items(String name) {
        return list(name, Object.class);
    }

    private <T> @Nullable List<T> list(String name, Class<T> type) {
        return values.get(name) instanceof List<?> items
                        && items.stream().allMatch(type::isInstance)
                ? items.stream().map(type::cast).toList()
                : null;
    }

    /** The field's truth value; null where it is missing or none. */
    @Nullable Boolean truth(String name) {
        return values.get(name) instanceof Boolean truth ? truth : null;
    }
}

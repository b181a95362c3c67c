package io.neurocache.neurod.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads small JSON objects whole. Numbers are {@link Long} or {@link Double}; a member that is null
 * is left out. Stateless; safe from any thread.
 */
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .build();

    private Json() {}

    /**
     * Reads one object.
     *
     * @throws IOException when it is none
     */
    static Map<String, Object> object(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            Map<String, Object> read = members(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the object");
            }
            return read;
        }
    }

    private static Map<String, Object> members(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            Object value = value(parser);
            if (value != null) {
                members.put(name, value);
            }
        }
        return members;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object each = value(parser);
                    if (each != null) {
                        values.add(each);
                    }
                }
                yield values;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    /** A whole number, or what stands for none. */
    static long number(Map<String, Object> object, String name, long otherwise) {
        return object.get(name) instanceof Long number ? number : otherwise;
    }

    static String text(Map<String, Object> object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    static boolean truth(Map<String, Object> object, String name) {
        return Boolean.TRUE.equals(object.get(name));
    }

    /** The whole numbers of an array; none where there is no such array. */
    static int[] numbers(Map<String, Object> object, String name) {
        return object.get(name) instanceof List<?> values
                ? values.stream()
                        .filter(Long.class::isInstance)
                        .mapToInt(value -> Math.toIntExact((Long) value))
                        .toArray()
                : new int[0];
    }

    /** The objects of an array. */
    static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        List<Map<String, Object>> found = new ArrayList<>();
        if (object.get(name) instanceof List<?> values) {
            for (Object value : values) {
                if (value instanceof Map<?, ?> map) {
                    Map<String, Object> each = new LinkedHashMap<>();
                    map.forEach((key, member) -> each.put(String.valueOf(key), member));
                    found.add(each);
                }
            }
        }
        return found;
    }
}

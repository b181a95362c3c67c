package io.neurocache.neuroctl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule as an edge tells it in {@code /admin/origins}. Immutable; safe from any thread.
 *
 * @param pattern of keys
 * @param host that a request names; empty where any does
 * @param origins the first is asked first
 */
record OriginRule(String pattern, String host, List<String> origins) {
    private static final JsonFactory JSON = new JsonFactory();

    OriginRule {
        origins = List.copyOf(origins);
    }

    /** Reads {@code {"routes":[...]}}; what is not known is passed over. */
    static List<OriginRule> parse(byte[] json) throws IOException {
        List<OriginRule> rules = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                boolean isRoutes =
                        parser.currentToken() == JsonToken.START_ARRAY
                                && "routes".equals(parser.currentName());
                while (isRoutes && parser.nextToken() == JsonToken.START_OBJECT) {
                    rules.add(rule(parser));
                }
            }
        }
        return rules;
    }

    private static OriginRule rule(JsonParser parser) throws IOException {
        String pattern = "";
        String host = "";
        List<String> origins = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && name.equals("origins")) {
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    origins.add(parser.getText());
                }
            } else if (name.equals("pattern")) {
                pattern = parser.getText();
            } else if (name.equals("host") && value == JsonToken.VALUE_STRING) {
                host = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return new OriginRule(pattern, host, origins);
    }

    JsonObject json() {
        return new JsonObject()
                .put("pattern", pattern)
                .put("host", host)
                .putTexts("origins", origins);
    }
}

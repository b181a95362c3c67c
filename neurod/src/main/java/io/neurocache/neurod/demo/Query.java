package io.neurocache.neurod.demo;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The parameters of a request's query.
 *
 * @param text the raw query, empty where there is none
 */
record Query(String text) {
    static Query of(URI uri) {
        String query = uri.getRawQuery();
        return new Query(query == null ? "" : query);
    }

    /** The decoded value of a parameter's first appearance. */
    Optional<String> value(String name) {
        for (String pair : text.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                String value = pair.substring(name.length() + 1);
                return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** A number between two bounds; what is no number becomes the fallback. */
    int number(String name, int fallback, int min, int max) {
        String digits = value(name).orElse("");
        return digits.matches("\\d{1,9}")
                ? Math.clamp(Integer.parseInt(digits), min, max)
                : fallback;
    }
}

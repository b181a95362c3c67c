package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Writes one JSON object, field by field. Confined to one thread. */
final class JsonObject {
    private final StringBuilder text = new StringBuilder("{");

    JsonObject put(String name, String value) {
        quote(name(name), value);
        return this;
    }

    JsonObject put(String name, long value) {
        name(name).append(value);
        return this;
    }

    JsonObject put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    JsonObject putNull(String name) {
        name(name).append("null");
        return this;
    }

    JsonObject put(String name, List<JsonObject> values) {
        return array(name, values.stream().map(JsonObject::toString).toList());
    }

    JsonObject putTexts(String name, List<String> values) {
        return array(
                name, values.stream().map(v -> quote(new StringBuilder(), v).toString()).toList());
    }

    private JsonObject array(String name, List<String> values) {
        name(name).append('[').append(String.join(",", values)).append(']');
        return this;
    }

    /** A value, and behind it its encoding where the bytes are no UTF-8: as on the wire. */
    JsonObject put(String name, Bytes value) {
        String decoded = new String(value.array(), StandardCharsets.UTF_8);
        if (Bytes.utf8(decoded).equals(value)) {
            return put(name, decoded);
        }
        return put(name, Base64.getEncoder().encodeToString(value.array()))
                .put("encoding", "base64");
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        return quote(text, name).append(':');
    }

    private static StringBuilder quote(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                to.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            } else {
                to.append(c);
            }
        }
        return to.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}

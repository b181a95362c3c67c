package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** One object, field by field, to be written as JSON or as YAML. Confined to one thread. */
final class JsonObject {
    private final List<Field> fields = new ArrayList<>();

    private sealed interface Value {}

    /** A number, a truth value, null, or a text in its quotes: the same in JSON and YAML. */
    private record Scalar(String text) implements Value {}

    private record Texts(List<String> quoted) implements Value {}

    private record Objects(List<JsonObject> objects) implements Value {}

    private record Field(String name, Value value) {}

    JsonObject put(String name, String value) {
        return add(name, new Scalar(quote(value)));
    }

    JsonObject put(String name, long value) {
        return add(name, new Scalar(Long.toString(value)));
    }

    JsonObject put(String name, boolean value) {
        return add(name, new Scalar(Boolean.toString(value)));
    }

    /** A number with at most four places behind the point; null where there is none. */
    JsonObject put(String name, double value) {
        double rounded = Math.rint(value * 1e4) / 1e4;
        return add(name, new Scalar(Double.isNaN(value) ? "null" : Double.toString(rounded)));
    }

    JsonObject putNull(String name) {
        return add(name, new Scalar("null"));
    }

    JsonObject put(String name, List<JsonObject> values) {
        return add(name, new Objects(List.copyOf(values)));
    }

    JsonObject putTexts(String name, List<String> values) {
        return add(name, new Texts(values.stream().map(JsonObject::quote).toList()));
    }

    JsonObject putNumbers(String name, int[] values) {
        return add(name, new Texts(Arrays.stream(values).mapToObj(Integer::toString).toList()));
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

    private JsonObject add(String name, Value value) {
        fields.add(new Field(name, value));
        return this;
    }

    /** The text in quotes, which JSON and YAML both read. */
    private static String quote(String value) {
        StringBuilder to = new StringBuilder(value.length() + 2).append('"');
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
        return to.append('"').toString();
    }

    /** JSON, without a line end. */
    @Override
    public String toString() {
        return "{" + String.join(",", fields.stream().map(JsonObject::json).toList()) + "}";
    }

    private static String json(Field field) {
        String value =
                switch (field.value()) {
                    case Scalar(String text) -> text;
                    case Texts(List<String> quoted) -> "[" + String.join(",", quoted) + "]";
                    case Objects(List<JsonObject> objects) ->
                            "["
                                    + String.join(
                                            ",",
                                            objects.stream().map(JsonObject::toString).toList())
                                    + "]";
                };
        return quote(field.name()) + ":" + value;
    }

    /** YAML's block style, each line ended. */
    String yaml() {
        StringBuilder to = new StringBuilder();
        yaml(to, "", "");
        return to.toString();
    }

    /** The object as one item of a list in YAML. */
    String yamlItem() {
        StringBuilder to = new StringBuilder();
        yaml(to, "- ", "  ");
        return to.toString();
    }

    private void yaml(StringBuilder to, String first, String indent) {
        String before = first;
        for (Field field : fields) {
            to.append(before).append(field.name()).append(':');
            before = indent;
            switch (field.value()) {
                case Scalar(String text) -> to.append(' ').append(text).append('\n');
                case Texts(List<String> quoted) -> {
                    to.append(quoted.isEmpty() ? " []\n" : "\n");
                    quoted.forEach(
                            text -> to.append(indent).append("- ").append(text).append('\n'));
                }
                case Objects(List<JsonObject> objects) -> {
                    to.append(objects.isEmpty() ? " []\n" : "\n");
                    objects.forEach(one -> one.yaml(to, indent + "- ", indent + "  "));
                }
            }
        }
    }
}

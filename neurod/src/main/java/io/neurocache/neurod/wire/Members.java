package io.neurocache.neurod.wire;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Locale;

/** The members of a JSON object, written one after the other. Confined to one thread. */
final class Members {
    /** Of a key; what is longer ends in an ellipsis. */
    static final int MOST_KEY_CHARS = 256;

    private final StringBuilder text = new StringBuilder();

    Members text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /** A key, cut where it is very long. */
    Members key(String name, String value) {
        return text(name, cut(value));
    }

    static String cut(String key) {
        return key.length() <= MOST_KEY_CHARS ? key : key.substring(0, MOST_KEY_CHARS - 1) + "…";
    }

    Members number(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** To three places; null for what is no number. */
    Members real(String name, double value) {
        name(name);
        text.append(real(value));
        return this;
    }

    private static String real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "null";
        }
        String digits = String.format(Locale.ROOT, "%.4f", value);
        String shorter = digits.replaceAll("0+$", "");
        return shorter.endsWith(".") ? shorter.substring(0, shorter.length() - 1) : shorter;
    }

    Members truth(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Something that is JSON already. */
    Members json(String name, String value) {
        name(name);
        text.append(value);
        return this;
    }

    Members texts(String name, List<String> values) {
        name(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            quote(values.get(i));
        }
        text.append(']');
        return this;
    }

    Members numbers(String name, int[] values, int from, int to) {
        name(name);
        text.append('[');
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ",").append(values[i]);
        }
        text.append(']');
        return this;
    }

    private void name(String name) {
        text.append(text.isEmpty() ? "" : ",").append('"').append(name).append("\":");
    }

    private void quote(String value) {
        text.append('"').append(JsonStringEncoder.getInstance().quoteAsString(value)).append('"');
    }

    /** With braces around them. */
    String object() {
        return "{" + text + "}";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

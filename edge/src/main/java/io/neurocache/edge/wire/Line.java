package io.neurocache.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A line of the journal, taken apart as far as readers need: the journal itself has written it, so
 * its members stand in a known order.
 *
 * @param id the event's number
 * @param type its name
 * @param node who told it
 * @param text the whole line, without its end
 * @param dataStart where in the text its data begins, behind {@code "type":"…",}
 */
record Line(long id, String type, int node, String text, int dataStart) {
    private static final String SEQ = "{\"seq\":";
    private static final String TYPE = ",\"type\":\"";
    private static final String NODE = ",\"node\":";

    /**
     * Reads a line.
     *
     * @throws IOException when it is none of a journal's
     */
    static Line parse(byte[] bytes, int offset, int length) throws IOException {
        String text = new String(bytes, offset, length, UTF_8);
        Line line = tryParse(text);
        if (line == null) {
            throw new IOException("not a line of a journal: " + shortened(text));
        }
        return line;
    }

    private static @Nullable Line tryParse(String text) {
        int idEnd = text.indexOf(TYPE);
        int typeStart = idEnd + TYPE.length();
        int typeEnd = text.indexOf("\",", typeStart);
        int node = text.indexOf(NODE);
        if (!text.startsWith(SEQ) || idEnd < 0 || typeEnd < 0 || node < typeEnd || !ends(text)) {
            return null;
        }
        int nodeStart = node + NODE.length();
        int nodeEnd = nodeStart;
        while (Character.isDigit(text.charAt(nodeEnd))) {
            nodeEnd++;
        }
        try {
            return new Line(
                    Long.parseLong(text, SEQ.length(), idEnd, 10),
                    text.substring(typeStart, typeEnd),
                    Integer.parseInt(text, nodeStart, nodeEnd, 10),
                    text,
                    typeEnd + 2);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean ends(String text) {
        return text.charAt(text.length() - 1) == '}';
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** The JSON object of a server-sent event: the line's without number and type. */
    String data() {
        return "{" + text.substring(dataStart);
    }
}

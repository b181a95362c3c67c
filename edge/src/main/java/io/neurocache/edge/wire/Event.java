package io.neurocache.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.slab.Check;
import java.io.IOException;

/**
 * Something that happened.
 *
 * @param type its name, in lower case letters and hyphens
 * @param millis the teller's clock, since the epoch
 * @param node who tells it, from 1
 * @param source its id in the teller's own journal, or 0 where the journal it goes to is the
 *     teller's own
 * @param members the other members of its JSON object, as they stand between the braces; may be
 *     empty
 */
public record Event(String type, long millis, int node, long source, String members) {
    /** Checks what can be checked cheaply. */
    public Event {
        Check.argument(!type.isEmpty(), "an event without a type");
        Check.argument(node > 0, "nodes count from 1", node);
        Check.argument(source >= 0, "ids count from 0", source);
    }

    /**
     * Takes over a line of another node's journal.
     *
     * @param line as {@link Wire#ownBehind} gave it there
     * @throws IOException when it is none, or one that the other has from somebody else
     */
    public static Event of(String line) throws IOException {
        byte[] bytes = line.getBytes(UTF_8);
        Line read = Line.parse(bytes, 0, bytes.length);
        String time = "\"t\":";
        int end = line.indexOf(',', read.dataStart());
        int rest = line.indexOf(",", end + 1);
        String node = "\"node\":" + read.node();
        if (!line.startsWith(time, read.dataStart())
                || !line.startsWith(node, end + 1)
                || line.startsWith("\"src\":", rest + 1)
                || line.indexOf('\n') >= 0
                || line.indexOf('\r') >= 0) {
            // An end of a line, which JSON allows between values, would break a stream's in two.
            throw new IOException("not an event of its teller's own");
        }
        try {
            long millis = Long.parseLong(line, read.dataStart() + time.length(), end, 10);
            String members = rest < 0 ? "" : line.substring(rest + 1, line.length() - 1);
            return new Event(read.type(), millis, read.node(), read.id(), members);
        } catch (IllegalArgumentException e) {
            throw new IOException("an event that cannot be: " + e.getMessage(), e);
        }
    }

    /** The JSON object as a server-sent event carries it. */
    String data() {
        return "{" + common() + "}";
    }

    /** The JSON object as the journal has it. */
    String line(long id) {
        return "{\"seq\":" + id + ",\"type\":\"" + type + "\"," + common() + "}";
    }

    private String common() {
        String origin = source == 0 ? "" : ",\"src\":" + source;
        String rest = members.isEmpty() ? "" : "," + members;
        return "\"t\":" + millis + ",\"node\":" + node + origin + rest;
    }
}

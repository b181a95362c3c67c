package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.raft.Configuration;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads who belongs to the cluster, as {@link PeerWriter#configuration} writes it. Confined to the
 * thread that calls.
 */
public final class ConfigurationReader {
    private ConfigurationReader() {}

    /**
     * Reads the object that the parser has just begun.
     *
     * @throws IOException if it is none
     * @throws IllegalArgumentException if it is one that cannot be
     */
    @SuppressWarnings("exports") // Read by this module's own packages alone.
    public static Configuration read(JsonParser parser) throws IOException {
        SortedSet<Integer> voters = new TreeSet<>();
        SortedSet<Integer> outgoing = new TreeSet<>();
        SortedSet<Integer> learners = new TreeSet<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "voters" -> members(parser, voters);
                case "outgoing" -> members(parser, outgoing);
                case "learners" -> members(parser, learners);
                default -> parser.skipChildren();
            }
        }
        if (!parser.hasToken(JsonToken.END_OBJECT)) {
            throw new IOException("a configuration that does not end");
        }
        return new Configuration(voters, outgoing, learners);
    }

    private static void members(JsonParser parser, SortedSet<Integer> members) throws IOException {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            throw new IOException("members are an array");
        }
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            if (members.size() == Configuration.MAX_MEMBERS) {
                throw new IOException("too many members");
            }
            members.add(parser.getIntValue());
        }
        if (!parser.hasToken(JsonToken.END_ARRAY)) {
            throw new IOException("a member is a number");
        }
    }
}

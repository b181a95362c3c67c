package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.raft.Address;
import io.neurocache.raft.Configuration;
import java.io.IOException;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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
        SortedMap<Integer, Address> addresses = new TreeMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "voters" -> members(parser, voters);
                case "outgoing" -> members(parser, outgoing);
                case "learners" -> members(parser, learners);
                case "addresses" -> addresses(parser, addresses);
                default -> parser.skipChildren();
            }
        }
        if (!parser.hasToken(JsonToken.END_OBJECT)) {
            throw new IOException("a configuration that does not end");
        }
        return new Configuration(voters, outgoing, learners, addresses);
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

    private static void addresses(JsonParser parser, SortedMap<Integer, Address> addresses)
            throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw new IOException("addresses are an object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (addresses.size() == Configuration.MAX_MEMBERS) {
                throw new IOException("too many addresses");
            }
            parser.nextToken();
            addresses.put(Integer.valueOf(name), address(parser));
        }
        if (!parser.hasToken(JsonToken.END_OBJECT)) {
            throw new IOException("addresses that do not end");
        }
    }

    private static Address address(JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw new IOException("an address is an object");
        }
        String raft = "";
        String edge = "";
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new IOException("an address is text");
            }
            String text = parser.getText();
            if (!Json.isUnicode(text)) {
                throw new IOException("an address has half of a surrogate pair");
            }
            switch (name) {
                case "raft" -> raft = text;
                case "edge" -> edge = text;
                default -> throw new IOException("no such kind of address");
            }
        }
        return new Address(raft, edge);
    }
}

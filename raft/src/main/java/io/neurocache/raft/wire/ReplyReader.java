package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a server's answers, for a client. What an answer is shows in its fields, so that it can be
 * read without the request. Confined to the thread that calls.
 */
public final class ReplyReader {
    private static final Set<String> KNOWN =
            Set.of(
                    "id",
                    "ok",
                    "index",
                    "value",
                    "encoding",
                    "more",
                    "data",
                    "done",
                    "found",
                    "lease");
    private static final Set<String> OF_ERROR =
            Set.of("code", "leader", "message", "actual", "encoding");
    private static final Set<String> OF_ITEM = Set.of("key", "value", "encoding");
    private static final Set<String> OF_MEMBER = Set.of("id", "raft", "edge", "role", "draining");
    private static final Set<String> OF_STATUS =
            Set.of(
                    "node",
                    "version",
                    "uptime_s",
                    "role",
                    "term",
                    "leader",
                    "commit",
                    "applied",
                    "last",
                    "snapshot",
                    "keys",
                    "sessions");
    private static final Set<String> OF_ENTRY =
            Set.of("key", "size", "hash", "expires", "count", "used", "put", "edges", "index");
    private static final Set<String> OF_PEER = Set.of("id", "match", "rtt_us");

    private final Fields fields = new Fields();
    private @Nullable Fields error;
    private @Nullable List<Reply.Item> items;
    private @Nullable List<CacheEntry> entries;
    private @Nullable List<Reply.Member> members;
    private @Nullable NodeStatus status;

    private ReplyReader() {}

    /**
     * Reads one answer. It shares no bytes with the array.
     *
     * @throws WireException if the frame is no answer
     */
    public static Reply read(byte[] bytes, int offset, int length) throws WireException {
        ReplyReader reader = new ReplyReader();
        try (JsonParser parser = Json.parser(bytes, offset, length)) {
            parser.nextToken();
            reader.parse(parser);
            return reader.reply();
        } catch (WireException e) {
            throw e;
        } catch (IOException e) {
            throw invalid("the answer is not one JSON object in UTF-8");
        }
    }

    private void parse(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("error") && token == JsonToken.START_OBJECT) {
                error = new Fields();
                error.read(parser, OF_ERROR);
            } else if (name.equals("items") && token == JsonToken.START_ARRAY) {
                items = items(parser);
            } else if (name.equals("entries") && token == JsonToken.START_ARRAY) {
                entries = entries(parser);
            } else if (name.equals("members") && token == JsonToken.START_ARRAY) {
                members = members(parser);
            } else if (name.equals("status") && token == JsonToken.START_OBJECT) {
                status = status(parser);
            } else {
                fields.addIf(KNOWN, name, parser, token);
            }
        }
        if (!parser.hasToken(JsonToken.END_OBJECT) || parser.nextToken() != null) {
            throw new IOException("not one object");
        }
    }

    private Reply reply() throws WireException {
        long id = fields.isNull("id") ? WireException.NO_ID : number(fields, "id");
        if (error != null) {
            return failure(id, error);
        }
        if (!Boolean.TRUE.equals(fields.truth("ok"))) {
            throw invalid("an answer is \"ok\" or has an \"error\"");
        }
        if (items != null) {
            return new Reply.Scanned(id, items, Boolean.TRUE.equals(fields.truth("more")));
        }
        if (entries != null) {
            return new Reply.EntriesTold(id, entries, Boolean.TRUE.equals(fields.truth("more")));
        }
        if (members != null) {
            return new Reply.MembersTold(id, members);
        }
        if (status != null) {
            return new Reply.StatusTold(id, status);
        }
        if (fields.has("data")) {
            Bytes data = Json.decodeBase64(text(fields, "data"));
            if (data == null) {
                throw invalid("\"data\" is not base64");
            }
            return new Reply.Piece(id, data, Boolean.TRUE.equals(fields.truth("done")));
        }
        if (fields.has("value")) {
            return new Reply.Found(id, value(fields, "value"), number(fields, "index"));
        }
        if (fields.has("found")) {
            boolean found = Boolean.TRUE.equals(fields.truth("found"));
            return new Reply.Purged(id, number(fields, "index"), found);
        }
        if (fields.has("lease")) {
            return new Reply.Leased(id, number(fields, "lease"));
        }
        return fields.has("index")
                ? new Reply.Written(id, number(fields, "index"))
                : new Reply.Done(id);
    }

    private static Reply failure(long id, Fields error) throws WireException {
        ErrorCode code = code(text(error, "code"));
        String message = text(error, "message");
        if (code == ErrorCode.NOT_LEADER) {
            return new Reply.NotLeader(id, text(error, "leader"), message);
        }
        if (code == ErrorCode.CAS_FAILED && error.has("actual")) {
            Content actual =
                    error.isNull("actual")
                            ? new Content.Absent()
                            : new Content.Value(value(error, "actual"));
            return new Reply.CasFailed(id, actual, message);
        }
        return new Reply.Failed(id, code, message);
    }

    private static ErrorCode code(String text) throws WireException {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.text().equals(text)) {
                return code;
            }
        }
        throw invalid("an error of a code that is not known");
    }

    private static List<Reply.Item> items(JsonParser parser) throws IOException {
        List<Reply.Item> items = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Fields item = new Fields();
            item.read(parser, OF_ITEM);
            Content value =
                    item.has("value")
                            ? new Content.Value(value(item, "value"))
                            : new Content.Absent();
            items.add(new Reply.Item(Bytes.utf8(text(item, "key")), value));
        }
        return ended(parser, items);
    }

    private static List<CacheEntry> entries(JsonParser parser) throws IOException {
        List<CacheEntry> entries = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Fields entry = new Fields();
            entry.read(parser, OF_ENTRY);
            List<Long> edges = entry.numbers("edges");
            if (edges == null) {
                throw invalid("\"edges\" is not a list of numbers");
            }
            try {
                Bytes hash = Bytes.wrap(HexFormat.of().parseHex(text(entry, "hash")));
                entries.add(
                        new CacheEntry(
                                Bytes.utf8(text(entry, "key")),
                                new CacheObject(
                                        number(entry, "size"), hash, number(entry, "expires")),
                                number(entry, "count"),
                                number(entry, "used"),
                                number(entry, "index"),
                                entry.has("put") ? number(entry, "put") : 0,
                                edges.stream().mapToInt(Math::toIntExact).toArray()));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw invalid("an entry holds what cannot be: " + e.getMessage());
            }
        }
        return ended(parser, entries);
    }

    private static List<Reply.Member> members(JsonParser parser) throws IOException {
        List<Reply.Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Fields member = new Fields();
            member.read(parser, OF_MEMBER);
            members.add(
                    new Reply.Member(
                            int32(member, "id"),
                            text(member, "raft"),
                            member.has("edge") ? text(member, "edge") : "",
                            kind(text(member, "role")),
                            Boolean.TRUE.equals(member.truth("draining"))));
        }
        return ended(parser, members);
    }

    private static <T> List<T> ended(JsonParser parser, List<T> read) throws IOException {
        if (!parser.hasToken(JsonToken.END_ARRAY)) {
            throw new IOException("an array of objects that does not end");
        }
        return read;
    }

    private static Reply.MemberKind kind(String text) throws WireException {
        for (Reply.MemberKind kind : Reply.MemberKind.values()) {
            if (kind.text().equals(text)) {
                return kind;
            }
        }
        throw invalid("a member of a role that is not known");
    }

    private static NodeStatus status(JsonParser parser) throws IOException {
        Fields read = new Fields();
        List<NodeStatus.Peer> peers = List.of();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("peers") && token == JsonToken.START_ARRAY) {
                peers = peers(parser);
            } else {
                read.addIf(OF_STATUS, name, parser, token);
            }
        }
        return new NodeStatus(
                int32(read, "node"),
                text(read, "version"),
                number(read, "uptime_s"),
                text(read, "role"),
                number(read, "term"),
                read.isNull("leader") ? HardState.NOBODY : int32(read, "leader"),
                number(read, "commit"),
                number(read, "applied"),
                number(read, "last"),
                number(read, "snapshot"),
                number(read, "keys"),
                number(read, "sessions"),
                peers);
    }

    private static List<NodeStatus.Peer> peers(JsonParser parser) throws IOException {
        List<NodeStatus.Peer> peers = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Fields peer = new Fields();
            peer.read(parser, OF_PEER);
            peers.add(
                    new NodeStatus.Peer(
                            int32(peer, "id"),
                            number(peer, "match"),
                            peer.number("rtt_us", NodeStatus.UNKNOWN)));
        }
        return ended(parser, peers);
    }

    private static Bytes value(Fields fields, String name) throws WireException {
        String text = text(fields, name);
        if (!fields.has("encoding")) {
            return Bytes.utf8(text);
        }
        Bytes decoded = text(fields, "encoding").equals("base64") ? Json.decodeBase64(text) : null;
        if (decoded == null) {
            throw invalid("a value in an encoding that is not known");
        }
        return decoded;
    }

    private static String text(Fields fields, String name) throws WireException {
        String text = fields.text(name);
        if (text == null) {
            throw invalid("\"" + name + "\" is not a text");
        }
        return text;
    }

    private static int int32(Fields fields, String name) throws WireException {
        long number = number(fields, name);
        if (number > Integer.MAX_VALUE) {
            throw invalid("\"" + name + "\" is too large");
        }
        return (int) number;
    }

    private static long number(Fields fields, String name) throws WireException {
        long number = fields.number(name, -1);
        if (number < 0) {
            throw invalid("\"" + name + "\" is not a whole number from 0");
        }
        return number;
    }

    private static WireException invalid(String message) {
        return WireException.refused(ErrorCode.INTERNAL, message, WireException.NO_ID);
    }
}

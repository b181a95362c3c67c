package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Message;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what servers send each other.
 *
 * <p>The fields around the entries are few and read with Jackson; of the entries, which are many,
 * {@link EntryScanner} finds the boundaries. Confined to the thread that calls.
 */
public final class PeerReader {
    private static final byte[] BEGINNING = "{\"rpc\":".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> KNOWN =
            Set.of(
                    "rpc",
                    "protocol",
                    "cluster",
                    "code",
                    "message",
                    "from",
                    "to",
                    "term",
                    "candidateId",
                    "leaderId",
                    "lastLogIndex",
                    "lastLogTerm",
                    "transfer",
                    "voteGranted",
                    "success",
                    "prevLogIndex",
                    "prevLogTerm",
                    "leaderCommit",
                    "round",
                    "matchIndex",
                    "conflictTerm",
                    "conflictIndex",
                    "lastIncludedIndex",
                    "lastIncludedTerm",
                    "offset",
                    "nextOffset",
                    "done");

    private final Fields fields = new Fields();
    private Configuration configuration = Configuration.EMPTY;
    private @Nullable EntryScanner entries;
    private @Nullable Bytes data;
    private @Nullable Bytes request;
    private @Nullable Bytes reply;
    private @Nullable Bytes body;

    private PeerReader() {}

    /** Whether a frame is a server's: it begins as {@link PeerWriter} begins each. */
    public static boolean isPeer(byte[] bytes, int offset, int length) {
        return length >= BEGINNING.length
                && Arrays.equals(
                        BEGINNING, 0, BEGINNING.length, bytes, offset, offset + BEGINNING.length);
    }

    /**
     * Reads one frame. It shares no bytes with the array.
     *
     * @param offset where the payload begins
     * @param length of the payload
     * @throws WireException if the frame is none of a server's
     */
    public static PeerFrame read(byte[] bytes, int offset, int length) throws WireException {
        PeerReader reader = new PeerReader();
        try {
            reader.parse(bytes, offset, length);
            return reader.frame();
        } catch (WireException e) {
            throw e;
        } catch (IOException e) {
            throw invalid("a peer's frame is not one JSON object in UTF-8");
        } catch (IllegalArgumentException e) {
            // What the records' own checks say: an id of 0, a learner that votes.
            throw invalid("a peer's frame holds what cannot be: " + e.getMessage());
        }
    }

    private void parse(byte[] bytes, int offset, int length) throws IOException {
        if (!isPeer(bytes, offset, length)) {
            throw invalid("a peer's frame begins with \"rpc\"");
        }
        try (JsonParser parser = Json.peerParser(bytes, offset, length)) {
            parser.nextToken();
            for (String name = parser.nextFieldName();
                    name != null;
                    name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (name.equals("entries") && token == JsonToken.START_ARRAY) {
                    int at = offset + (int) parser.currentTokenLocation().getByteOffset();
                    entries = new EntryScanner(bytes, at, offset + length);
                    return;
                }
                if (name.equals("configuration") && token == JsonToken.START_OBJECT) {
                    configuration = ConfigurationReader.read(parser);
                } else if (name.equals("request") && token == JsonToken.START_OBJECT) {
                    request = object(parser, bytes, offset);
                } else if (name.equals("reply") && token == JsonToken.START_OBJECT) {
                    reply = object(parser, bytes, offset);
                } else if (name.equals("body") && token == JsonToken.START_OBJECT) {
                    body = object(parser, bytes, offset);
                } else if (name.equals("data") && token == JsonToken.VALUE_STRING) {
                    data = Bytes.wrap(parser.getBinaryValue());
                } else {
                    fields.addIf(KNOWN, name, parser, token);
                }
            }
            if (!parser.hasToken(JsonToken.END_OBJECT) || parser.nextToken() != null) {
                throw new IOException("not one object");
            }
        }
    }

    /** The object that the parser has just begun, as it stands; a copy. */
    private static Bytes object(JsonParser parser, byte[] bytes, int offset) throws IOException {
        int from = offset + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = offset + (int) parser.currentLocation().getByteOffset();
        return Bytes.wrap(Arrays.copyOfRange(bytes, from, to));
    }

    private PeerFrame frame() throws WireException {
        if (fields.doubled() != null) {
            throw invalid("\"" + fields.doubled() + "\" comes twice");
        }
        String kind = text("rpc");
        if (entries != null && !kind.equals("AppendEntries")) {
            throw invalid("\"entries\" belongs to AppendEntries");
        }
        return switch (kind) {
            case "Hello" -> hello();
            case "Ask" -> ask();
            case "Answer" -> answer();
            case "Aside" -> aside();
            case "Refused" -> new PeerFrame.Refused(code(), text("message"));
            case String rpc -> new PeerFrame.Rpc(message(rpc));
        };
    }

    private PeerFrame hello() throws WireException {
        String cluster = text("cluster");
        if (!Json.isUnicode(cluster) || !Limits.isClient(cluster)) {
            throw invalid("\"cluster\" is no name");
        }
        return new PeerFrame.Hello(from1("protocol"), cluster, from1("from"), from1("to"));
    }

    private PeerFrame ask() throws WireException {
        if (request == null) {
            throw invalid("\"request\" is not an object");
        }
        Request read = new RequestReader().read(request.backing(), 0, request.length());
        return new PeerFrame.Ask(read, request);
    }

    private PeerFrame answer() throws WireException {
        if (reply == null) {
            throw invalid("\"reply\" is not an object");
        }
        return new PeerFrame.Answer(ReplyReader.read(reply.backing(), 0, reply.length()));
    }

    private PeerFrame aside() throws WireException {
        if (body == null) {
            throw invalid("\"body\" is not an object");
        }
        if (body.length() > PeerFrame.MAX_ASIDE_BYTES) {
            throw invalid("\"body\" is too long");
        }
        return new PeerFrame.Aside(body);
    }

    private ErrorCode code() throws WireException {
        String text = text("code");
        for (ErrorCode code : ErrorCode.values()) {
            if (code.text().equals(text)) {
                return code;
            }
        }
        // A code of a later version: that the connection is refused is what matters.
        return ErrorCode.INTERNAL;
    }

    private Message message(String rpc) throws WireException {
        int to = from1("to");
        long term = number("term");
        return switch (rpc) {
            case "PreVote" ->
                    new Message.PreVote(
                            from1("candidateId"),
                            to,
                            term,
                            number("lastLogIndex"),
                            number("lastLogTerm"));
            case "PreVoteReply" ->
                    new Message.PreVoteReply(from1("from"), to, term, truth("voteGranted"));
            case "RequestVote" ->
                    new Message.RequestVote(
                            from1("candidateId"),
                            to,
                            term,
                            number("lastLogIndex"),
                            number("lastLogTerm"),
                            truth("transfer"));
            case "RequestVoteReply" ->
                    new Message.RequestVoteReply(from1("from"), to, term, truth("voteGranted"));
            case "AppendEntries" -> appendEntries(to, term);
            case "AppendEntriesReply" -> appendEntriesReply(to, term);
            case "InstallSnapshot" -> installSnapshot(to, term);
            case "InstallSnapshotReply" ->
                    new Message.InstallSnapshotReply(
                            from1("from"),
                            to,
                            term,
                            number("lastIncludedIndex"),
                            number("nextOffset"),
                            number("round"));
            case "TimeoutNow" -> new Message.TimeoutNow(from1("leaderId"), to, term);
            default -> throw invalid("there is no such \"rpc\"");
        };
    }

    private Message appendEntries(int to, long term) throws WireException {
        if (entries == null) {
            throw invalid("\"entries\" is not an array");
        }
        long prevLogIndex = number("prevLogIndex");
        List<Entry> read = entries.read(prevLogIndex);
        return new Message.AppendEntries(
                from1("leaderId"),
                to,
                term,
                prevLogIndex,
                number("prevLogTerm"),
                read,
                number("leaderCommit"),
                number("round"));
    }

    private Message appendEntriesReply(int to, long term) throws WireException {
        int from = from1("from");
        long round = number("round");
        if (truth("success")) {
            return new Message.AppendEntriesReply(from, to, term, number("matchIndex"), round);
        }
        return new Message.AppendEntriesRejected(
                from,
                to,
                term,
                number("prevLogIndex"),
                number("conflictTerm"),
                number("conflictIndex"),
                round);
    }

    private Message installSnapshot(int to, long term) throws WireException {
        if (data == null) {
            throw invalid("\"data\" is not base64");
        }
        SnapshotMeta snapshot =
                new SnapshotMeta(
                        number("lastIncludedIndex"), number("lastIncludedTerm"), configuration);
        return new Message.InstallSnapshot(
                from1("leaderId"),
                to,
                term,
                snapshot,
                number("offset"),
                data,
                truth("done"),
                number("round"));
    }

    private String text(String name) throws WireException {
        String text = fields.text(name);
        if (text == null) {
            throw invalid("\"" + name + "\" is not a text");
        }
        return text;
    }

    private int from1(String name) throws WireException {
        long number = number(name);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw invalid("\"" + name + "\" does not count from 1");
        }
        return (int) number;
    }

    /** Terms, indices, offsets and rounds all count from 0 at least. */
    private long number(String name) throws WireException {
        long number = fields.number(name, -1);
        if (number < 0) {
            throw invalid("\"" + name + "\" is not a whole number from 0 to 2^63-1");
        }
        return number;
    }

    private boolean truth(String name) throws WireException {
        Boolean truth = fields.truth(name);
        if (truth == null) {
            throw invalid("\"" + name + "\" is neither true nor false");
        }
        return truth;
    }

    static WireException invalid(String message) {
        return WireException.refused(ErrorCode.INVALID_REQUEST, message, WireException.NO_ID);
    }
}

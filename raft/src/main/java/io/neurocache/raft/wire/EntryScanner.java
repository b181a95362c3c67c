package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the entries in the array of an AppendEntries frame, which is the frame's last field.
 *
 * <p>A number is the term of all entries behind it, up to the next number. An object is a command:
 * it is copied as it stands once its closing brace is found, by counting braces and brackets
 * outside of strings; what it says is seen when it is applied. An array is an entry of Raft's own,
 * {@code ["Noop"]} or {@code ["Reconfigure",{...}]}: no client can send one.
 *
 * <p>Confined to the thread that calls.
 */
final class EntryScanner {
    private static final int MOST_DIGITS = 18;

    private final byte[] bytes;
    private final int end;
    private int position;

    /**
     * @param start where the array's bracket is
     * @param end where the frame ends, with the brace of its object
     */
    EntryScanner(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Reads all of them, once; the first one's index is one above the given. */
    List<Entry> read(long prevLogIndex) throws WireException {
        List<Entry> entries = new ArrayList<>();
        expect('[');
        long term = 0;
        boolean more = peek() != ']';
        while (more) {
            byte next = peek();
            if (next >= '0' && next <= '9') {
                term = number();
            } else {
                long index = prevLogIndex + 1 + entries.size();
                entries.add(new Entry(term, index, payload(next)));
            }
            more = peek() == ',';
            if (more) {
                position++;
                peek();
            }
        }
        expect(']');
        expect('}');
        skipSpaces();
        if (position != end) {
            throw PeerReader.invalid("\"entries\" is not the last field");
        }
        return entries;
    }

    private Payload payload(byte next) throws WireException {
        int start = position;
        if (next != '{' && next != '[') {
            throw PeerReader.invalid("an entry is a number, an object or an array");
        }
        skipNested();
        if (next == '{') {
            if (bytes[position - 1] != '}') {
                throw PeerReader.invalid("an entry that begins as an object does not end as one");
            }
            return new Payload.Command(Bytes.wrap(Arrays.copyOfRange(bytes, start, position)));
        }
        try (JsonParser parser = Json.peerParser(bytes, start, position - start)) {
            return ownEntry(parser);
        } catch (IOException e) {
            throw PeerReader.invalid("an entry is neither Noop nor Reconfigure");
        }
    }

    private static Payload ownEntry(JsonParser parser) throws IOException {
        parser.nextToken();
        String kind = parser.nextTextValue();
        Payload payload;
        if ("Noop".equals(kind)) {
            payload = new Payload.Noop();
        } else if ("Reconfigure".equals(kind) && parser.nextToken() == JsonToken.START_OBJECT) {
            Configuration configuration = ConfigurationReader.read(parser);
            payload = new Payload.Reconfigure(configuration);
        } else {
            throw new IOException("unknown");
        }
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw new IOException("too long");
        }
        return payload;
    }

    /** Moves behind the bracket or brace that closes the one here. */
    private void skipNested() throws WireException {
        int depth = 0;
        do {
            if (position == end) {
                throw PeerReader.invalid("an entry does not end");
            }
            byte b = bytes[position++];
            if (b == '"') {
                skipString();
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
        } while (depth > 0);
    }

    private void skipString() throws WireException {
        while (true) {
            position = Utf8.endOfPlain(bytes, position, end);
            if (position >= end) {
                throw PeerReader.invalid("a string in an entry does not end");
            }
            byte b = bytes[position++];
            if (b == '"') {
                return;
            }
            if (b == '\\') {
                position++;
            }
        }
    }

    private long number() throws WireException {
        int start = position;
        long value = 0;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            if (position - start == MOST_DIGITS) {
                throw PeerReader.invalid("a term is too large");
            }
            value = value * 10 + bytes[position++] - '0';
        }
        return value;
    }

    private byte peek() throws WireException {
        skipSpaces();
        if (position == end) {
            throw PeerReader.invalid("\"entries\" does not end");
        }
        return bytes[position];
    }

    private void expect(char wanted) throws WireException {
        if (peek() != wanted) {
            throw PeerReader.invalid("\"entries\" is no array, or not the last field");
        }
        position++;
    }

    private void skipSpaces() {
        while (position < end && Json.isSpace(bytes[position])) {
            position++;
        }
    }
}

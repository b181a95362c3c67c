package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fast path of {@link RequestReader}: put, get, cas and del, flat, without escapes, and without
 * anything else that is unusual.
 *
 * <p>One pass finds where the fields lie; they stay in the frame's array. It never refuses a frame:
 * what it does not understand at once, right or wrong, it leaves to {@link JacksonRequests}, so it
 * need know no error and no rare form. Confined to one thread.
 */
final class FlatRequests {
    private static final int ID = 0;
    private static final int OP = 1;
    private static final int KEY = 2;
    private static final int VALUE = 3;
    private static final int CLIENT = 4;
    private static final int SEQ = 5;
    private static final int READ = 6;
    private static final int EXPECT = 7;
    private static final int COUNT = 8;
    private static final int UNKNOWN = -1;

    private static final int NEEDED = 1 << ID | 1 << OP | 1 << KEY;
    private static final int LONGEST_NAME = 6;
    // So many digits never overflow 64 bits.
    private static final int MOST_DIGITS = 18;

    private static final byte[][] NAMES = {
        ascii("id"), ascii("op"), ascii("key"), ascii("value"),
        ascii("client"), ascii("seq"), ascii("read"), ascii("expect")
    };
    private static final byte[] PUT = ascii("put");
    private static final byte[] GET = ascii("get");
    private static final byte[] DEL = ascii("del");
    private static final byte[] CAS = ascii("cas");
    private static final byte[] NULL = ascii("null");
    private static final byte[] STALE = ascii("stale");
    private static final byte[] LINEARIZABLE = ascii("linearizable");

    private final int[] from = new int[COUNT];
    private final int[] to = new int[COUNT];
    private byte[] bytes = Bytes.EMPTY.array();
    private int position;
    private int end;
    private int seen;
    private boolean expectNull;
    private long id;
    private long seq;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The request, or null if this is not a frame for the fast path. */
    @Nullable Request read(byte[] frame, int offset, int length) {
        bytes = frame;
        position = offset;
        end = offset + length;
        seen = 0;
        expectNull = false;
        Request request = scan() ? build() : null;
        // The frame's array is the caller's: it must not stay reachable from here.
        bytes = Bytes.EMPTY.array();
        return request;
    }

    private boolean scan() {
        if (!take('{')) {
            return false;
        }
        do {
            skipSpaces();
            if (!field()) {
                return false;
            }
            skipSpaces();
        } while (take(','));
        return take('}') && position == end && (seen & NEEDED) == NEEDED;
    }

    private boolean field() {
        if (!take('"')) {
            return false;
        }
        int nameFrom = position;
        int last = Math.min(end, nameFrom + LONGEST_NAME + 1);
        while (position < last && bytes[position] != '"') {
            position++;
        }
        int field = named(nameFrom, position);
        if (field == UNKNOWN || (seen & 1 << field) != 0 || !take('"')) {
            return false;
        }
        seen |= 1 << field;
        skipSpaces();
        if (!take(':')) {
            return false;
        }
        skipSpaces();
        return value(field);
    }

    private int named(int nameFrom, int nameTo) {
        for (int field = 0; field < COUNT; field++) {
            if (is(NAMES[field], nameFrom, nameTo)) {
                return field;
            }
        }
        return UNKNOWN;
    }

    private boolean value(int field) {
        if (field == ID) {
            id = number();
            return id >= 0;
        }
        if (field == SEQ) {
            seq = number();
            return seq >= 0;
        }
        if (field == EXPECT && position < end && bytes[position] == 'n') {
            expectNull = is(NULL, position, Math.min(end, position + NULL.length));
            position += NULL.length;
            return expectNull;
        }
        if (!take('"')) {
            return false;
        }
        from[field] = position;
        position = Utf8.endOfPlain(bytes, position, end);
        to[field] = position;
        // Also of a field that the operation ignores: the frame as a whole has to be UTF-8.
        return take('"') && Utf8.isValid(bytes, from[field], to[field]);
    }

    /** Digits without sign and leading zeros; -1 if there are none or too many. */
    private long number() {
        int start = position;
        long value = 0;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            if (position - start == MOST_DIGITS) {
                return -1;
            }
            value = value * 10 + bytes[position++] - '0';
        }
        boolean leadingZero = position - start > 1 && bytes[start] == '0';
        return position == start || leadingZero ? -1 : value;
    }

    private boolean take(char wanted) {
        if (position < end && bytes[position] == wanted) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpaces() {
        while (position < end && bytes[position] == ' ') {
            position++;
        }
    }

    private @Nullable Request build() {
        if (!Limits.isKey(bytes, from[KEY], to[KEY])) {
            return null;
        }
        if (isField(OP, GET)) {
            return get();
        }
        boolean put = isField(OP, PUT);
        boolean cas = isField(OP, CAS);
        if ((!put && !cas && !isField(OP, DEL)) || !sessionIsPlain()) {
            return null;
        }
        if ((put || cas) && !isValue(VALUE)) {
            return null;
        }
        if (cas && !expectNull && !isValue(EXPECT)) {
            return null;
        }
        if (put) {
            return new Request.Put(id, part(KEY), part(VALUE), session());
        }
        return cas
                ? new Request.Cas(id, part(KEY), expect(), part(VALUE), session())
                : new Request.Del(id, part(KEY), session());
    }

    private @Nullable Request get() {
        if (!has(READ) || isField(READ, LINEARIZABLE)) {
            return new Request.Get(id, part(KEY), Consistency.LINEARIZABLE);
        }
        return isField(READ, STALE) ? new Request.Get(id, part(KEY), Consistency.STALE) : null;
    }

    private boolean isValue(int field) {
        return has(field) && to[field] - from[field] <= Limits.MAX_VALUE_BYTES;
    }

    private Content expect() {
        return expectNull ? new Content.Absent() : new Content.Value(part(EXPECT));
    }

    private boolean sessionIsPlain() {
        if (has(CLIENT) != has(SEQ)) {
            return false;
        }
        return !has(CLIENT) || (seq >= 1 && Limits.isClient(bytes, from[CLIENT], to[CLIENT]));
    }

    private Session session() {
        if (!has(CLIENT)) {
            return Session.NONE;
        }
        int length = to[CLIENT] - from[CLIENT];
        return new Session(new String(bytes, from[CLIENT], length, StandardCharsets.UTF_8), seq);
    }

    private boolean has(int field) {
        return (seen & 1 << field) != 0;
    }

    private boolean isField(int field, byte[] text) {
        return is(text, from[field], to[field]);
    }

    private boolean is(byte[] text, int textFrom, int textTo) {
        return Arrays.equals(text, 0, text.length, bytes, textFrom, textTo);
    }

    private Bytes part(int field) {
        return Bytes.wrap(bytes, from[field], to[field] - from[field]);
    }
}

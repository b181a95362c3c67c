package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request by what they mean: each is looked at by its own rules, and what breaks
 * them is refused with a sentence that names it. Confined to the thread that calls.
 */
final class RequestFields {
    private final Fields fields;
    private final long id;

    /** Those of the request with this id, which refusals name. */
    RequestFields(Fields fields, long id) {
        this.fields = fields;
        this.id = id;
    }

    boolean has(String name) {
        return fields.has(name);
    }

    boolean isNull(String name) {
        return fields.isNull(name);
    }

    String text(String name) throws WireException {
        String text = fields.text(name);
        if (text == null) {
            throw invalid("\"" + name + "\" is not a text");
        }
        return text;
    }

    boolean truth(String name) throws WireException {
        if (!fields.has(name)) {
            return false;
        }
        Boolean truth = fields.truth(name);
        if (truth == null) {
            throw invalid("\"" + name + "\" is neither true nor false");
        }
        return truth;
    }

    long position(String name) throws WireException {
        long position = fields.number(name, -1);
        if (position < 0) {
            throw invalid("\"" + name + "\" is not a whole number from 0 to 2^63-1");
        }
        return position;
    }

    private Bytes utf8(String name, ErrorCode notUnicode) throws WireException {
        String text = text(name);
        if (!Json.isUnicode(text)) {
            throw WireException.refused(
                    notUnicode, "\"" + name + "\" has half of a surrogate pair", id);
        }
        return Bytes.utf8(text);
    }

    Bytes key() throws WireException {
        Bytes key = utf8("key", ErrorCode.INVALID_KEY);
        if (!Limits.isKey(key)) {
            throw WireException.refused(
                    ErrorCode.INVALID_KEY,
                    "a key is 1 to "
                            + Limits.MAX_KEY_BYTES
                            + " bytes of UTF-8 without control characters",
                    id);
        }
        return key;
    }

    /** A prefix or a place in the order of keys: a key, or nothing. */
    Bytes partOfKey(String name) throws WireException {
        if (!fields.has(name)) {
            return Bytes.EMPTY;
        }
        Bytes part = utf8(name, ErrorCode.INVALID_KEY);
        if (part.length() > 0 && !Limits.isKey(part)) {
            throw WireException.refused(
                    ErrorCode.INVALID_KEY, "\"" + name + "\" could not be a key", id);
        }
        return part;
    }

    Bytes name(String text) throws WireException {
        Bytes name = Json.isUnicode(text) ? Bytes.utf8(text) : Bytes.EMPTY;
        if (!Limits.isPurgeName(name)) {
            throw WireException.refused(
                    ErrorCode.INVALID_KEY,
                    "what is purged is named by 1 to "
                            + Limits.MAX_PURGE_NAME_BYTES
                            + " bytes of UTF-8 without control characters",
                    id);
        }
        return name;
    }

    List<Bytes> names(String field) throws WireException {
        List<String> texts = fields.texts(field);
        if (texts == null || texts.isEmpty() || texts.size() > Limits.MAX_PURGE_NAMES) {
            throw invalid(
                    "\"" + field + "\" is not a list of 1 to " + Limits.MAX_PURGE_NAMES + " texts");
        }
        List<Bytes> names = new ArrayList<>(texts.size());
        for (String text : texts) {
            names.add(name(text));
        }
        return names;
    }

    /** The beginning of a cached object's key, or a place in the order of those; or nothing. */
    Bytes partOfName(String field) throws WireException {
        return fields.has(field) && !text(field).isEmpty() ? name(text(field)) : Bytes.EMPTY;
    }

    Bytes hash(String text) throws WireException {
        try {
            byte[] hash = HexFormat.of().parseHex(text);
            if (hash.length == CacheObject.HASH_BYTES) {
                return Bytes.wrap(hash);
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw invalid("a hash is " + CacheObject.HASH_BYTES + " bytes in hexadecimal");
    }

    /** A list of at most so many groups of items; empty where the field is missing. */
    List<Object> flat(String name, int itemsOfOne) throws WireException {
        List<Object> items = fields.has(name) ? fields.items(name) : List.of();
        if (items == null
                || items.size() % itemsOfOne != 0
                || items.size() / itemsOfOne > Limits.MAX_PLACED) {
            throw invalid(
                    "\"" + name + "\" is not a list of at most " + Limits.MAX_PLACED + " groups");
        }
        return items;
    }

    int limit() throws WireException {
        if (!fields.has("limit")) {
            return Limits.DEFAULT_SCAN_ITEMS;
        }
        long limit = fields.number("limit", 0);
        if (limit < 1 || limit > Limits.MAX_SCAN_ITEMS) {
            throw invalid("\"limit\" is not from 1 to " + Limits.MAX_SCAN_ITEMS);
        }
        return (int) limit;
    }

    Bytes value(String name, String encodingName) throws WireException {
        Bytes value =
                fields.has(encodingName)
                        ? base64(name, encodingName)
                        : utf8(name, ErrorCode.INVALID_REQUEST);
        if (value.length() > Limits.MAX_VALUE_BYTES) {
            throw WireException.refused(
                    ErrorCode.TOO_LARGE,
                    "\""
                            + name
                            + "\" has "
                            + value.length()
                            + " bytes, over the limit of "
                            + Limits.MAX_VALUE_BYTES,
                    id);
        }
        return value;
    }

    private Bytes base64(String name, String encodingName) throws WireException {
        if (!text(encodingName).equals("base64")) {
            throw invalid("\"" + encodingName + "\" is not \"base64\"");
        }
        Bytes decoded = Json.decodeBase64(text(name));
        if (decoded == null) {
            throw invalid("\"" + name + "\" is not base64");
        }
        return decoded;
    }

    Session session() throws WireException {
        if (!fields.has("client") && !fields.has("seq")) {
            return Session.NONE;
        }
        String client = text("client");
        if (!Json.isUnicode(client) || !Limits.isClient(client)) {
            throw invalid(
                    "\"client\" is not 1 to "
                            + Limits.MAX_CLIENT_BYTES
                            + " bytes without control characters");
        }
        long seq = fields.number("seq", 0);
        if (seq < 1) {
            throw invalid("\"seq\" is not a whole number from 1 to 2^63-1");
        }
        return new Session(client, seq);
    }

    Consistency consistency() throws WireException {
        if (!fields.has("read")) {
            return Consistency.LINEARIZABLE;
        }
        String read = text("read");
        for (Consistency consistency : Consistency.values()) {
            if (consistency.text().equals(read)) {
                return consistency;
            }
        }
        throw invalid("\"read\" is neither \"linearizable\" nor \"stale\"");
    }

    int member() throws WireException {
        long member = fields.number("member", 0);
        if (member < 1 || member > Integer.MAX_VALUE) {
            throw invalid("\"member\" is not an id of a server, from 1");
        }
        return (int) member;
    }

    List<Long> members() throws WireException {
        List<Long> members = fields.has("members") ? fields.numbers("members") : List.of();
        if (members == null
                || members.size() > Configuration.MAX_MEMBERS
                || members.stream().anyMatch(id -> id < 1 || id > Integer.MAX_VALUE)) {
            throw invalid("\"members\" is not a list of ids of servers");
        }
        return members;
    }

    String edge() throws WireException {
        return fields.has("edge") ? address("edge") : "";
    }

    String address(String name) throws WireException {
        String address = text(name);
        if (!isAddress(address)) {
            throw invalid("\"" + name + "\" is not an address like 127.0.0.1:7000");
        }
        return address;
    }

    private static boolean isAddress(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || text.length() > Limits.MAX_ADDRESS_CHARS || text.length() - colon > 6) {
            return false;
        }
        for (int i = 0; i < colon; i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port >= 1 && port <= 65_535;
    }

    WireException invalid(String message) {
        return WireException.refused(ErrorCode.INVALID_REQUEST, message, id);
    }

    /** The items of a list of texts; null where it is missing or something else. */
    @Nullable List<String> texts(String name) {
        return fields.texts(name);
    }

    /** The items of a list of whole numbers; null where it is missing or something else. */
    @Nullable List<Long> numbers(String name) {
        return fields.numbers(name);
    }
}

package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.HardState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request is: read with Jackson, field by field, with every error told.
 *
 * <p>First the frame has to be JSON, then to have an id and a known operation, then the fields of
 * that operation are looked at; those of other operations are ignored like unknown ones. Confined
 * to the thread that calls.
 */
final class JacksonRequests {
    private static final Set<String> KNOWN =
            Set.of(
                    "id",
                    "op",
                    "key",
                    "value",
                    "encoding",
                    "client",
                    "seq",
                    "read",
                    "expect",
                    "expectEncoding",
                    "prefix",
                    "after",
                    "limit",
                    "keysOnly",
                    "member",
                    "index",
                    "offset",
                    "raft",
                    "edge",
                    "learner",
                    "keys",
                    "tags",
                    "all",
                    "soft",
                    "applied",
                    "found",
                    "placed",
                    "removed",
                    "touched",
                    "members",
                    "fingerprints",
                    "draining");

    private static final int ITEMS_OF_A_PLACED = 4;
    private static final int ITEMS_OF_A_TOUCHED = 2;

    private final Fields fields = new Fields();
    private long id = WireException.NO_ID;

    private JacksonRequests() {}

    static Request read(byte[] bytes, int offset, int length) throws WireException {
        JacksonRequests reader = new JacksonRequests();
        reader.parse(bytes, offset, length);
        return reader.request();
    }

    private void parse(byte[] bytes, int offset, int length) throws WireException {
        try (JsonParser parser = Json.parser(bytes, offset, length)) {
            parser.nextToken();
            fields.read(parser, KNOWN);
            if (parser.nextToken() != null) {
                throw new IOException("something behind the object");
            }
        } catch (IOException e) {
            readId();
            throw invalid("the frame is not one JSON object in UTF-8");
        }
        readId();
        String doubled = fields.doubled();
        if (doubled != null) {
            throw invalid("\"" + doubled + "\" comes twice");
        }
    }

    private void readId() {
        id = Math.max(fields.number("id", WireException.NO_ID), WireException.NO_ID);
    }

    private Request request() throws WireException {
        if (id == WireException.NO_ID) {
            throw invalid("\"id\" is not a whole number from 0 to 2^63-1");
        }
        String op = fields.text("op");
        if (op == null) {
            throw invalid("\"op\" is not a text");
        }
        return switch (op) {
            case "put" -> new Request.Put(id, key(), value("value", "encoding"), session());
            case "get" -> new Request.Get(id, key(), consistency());
            case "del" -> new Request.Del(id, key(), session());
            case "cas" ->
                    new Request.Cas(id, key(), expect(), value("value", "encoding"), session());
            case "purge" -> purge();
            case "place" -> place();
            case "touch" -> touch();
            case "supersede" -> supersede();
            case "announce" -> new Request.Announce(id, edgeIdentity());
            case "drain" -> new Request.Drain(id, member(), truth("draining"));
            case "preload" -> new Request.Preload(id, names("keys"), members());
            case "lease" -> new Request.Lease(id, member(), position("applied"), found());
            case "scan" -> scan();
            case "entries" ->
                    new Request.Entries(
                            id, partOfName("prefix"), partOfName("after"), limit(), consistency());
            case "status" -> new Request.Status(id);
            case "members" -> new Request.Members(id);
            case "addMember" ->
                    new Request.AddMember(id, member(), address("raft"), edge(), truth("learner"));
            case "promoteMember" -> new Request.PromoteMember(id, member());
            case "removeMember" -> new Request.RemoveMember(id, member());
            case "transferLeader" ->
                    new Request.TransferLeader(
                            id, fields.has("member") ? member() : HardState.NOBODY);
            case "snapshot" -> new Request.Snapshot(id);
            case "readSnapshot" ->
                    new Request.ReadSnapshot(id, position("index"), position("offset"));
            default -> throw invalid("there is no such \"op\"");
        };
    }

    private Request purge() throws WireException {
        Request.Purge.@Nullable Target target = null;
        for (Request.Purge.Target each : Request.Purge.Target.values()) {
            if (fields.has(each.text())) {
                if (target != null) {
                    throw invalid("a purge has one of \"keys\", \"prefix\", \"tags\", \"all\"");
                }
                target = each;
            }
        }
        if (target == null) {
            throw invalid("a purge has one of \"keys\", \"prefix\", \"tags\", \"all\"");
        }
        List<Bytes> names =
                switch (target) {
                    case KEYS, TAGS -> names(target.text());
                    case PREFIX -> List.of(name(text("prefix")));
                    case ALL -> {
                        if (!truth("all")) {
                            throw invalid("\"all\" is not true");
                        }
                        yield List.of();
                    }
                };
        return new Request.Purge(id, target, names, truth("soft"));
    }

    private List<Bytes> names(String field) throws WireException {
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

    private Bytes name(String text) throws WireException {
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

    private Request supersede() throws WireException {
        List<Request.Placed> placed = placed();
        if (placed.size() != 1) {
            throw invalid("one object is placed here");
        }
        return new Request.Supersede(id, member(), placed.getFirst());
    }

    private EdgeIdentity edgeIdentity() throws WireException {
        List<String> texts = fields.texts("fingerprints");
        if (texts == null
                || texts.isEmpty()
                || texts.size() > EdgeIdentity.MAX_FINGERPRINTS
                || edge().isEmpty()) {
            throw invalid(
                    "an edge has an address and 1 to "
                            + EdgeIdentity.MAX_FINGERPRINTS
                            + " fingerprints");
        }
        List<Bytes> fingerprints = new ArrayList<>(texts.size());
        for (String text : texts) {
            fingerprints.add(hash(text));
        }
        return new EdgeIdentity(member(), edge(), fingerprints, truth("draining"));
    }

    private Request place() throws WireException {
        List<Request.Placed> placed = placed();
        List<String> texts = fields.has("removed") ? fields.texts("removed") : List.of();
        if (texts == null || texts.size() > Limits.MAX_PLACED) {
            throw invalid("\"removed\" is not a list of at most " + Limits.MAX_PLACED + " texts");
        }
        List<Bytes> removed = new ArrayList<>(texts.size());
        for (String text : texts) {
            removed.add(name(text));
        }
        // Older servers do not say.
        long applied = fields.has("applied") ? position("applied") : Long.MAX_VALUE;
        return new Request.Place(id, member(), applied, placed, removed);
    }

    private List<Request.Placed> placed() throws WireException {
        List<Object> items = flat("placed", ITEMS_OF_A_PLACED);
        List<Request.Placed> placed = new ArrayList<>(items.size() / ITEMS_OF_A_PLACED);
        for (int i = 0; i < items.size(); i += ITEMS_OF_A_PLACED) {
            if (!(items.get(i) instanceof String key
                    && items.get(i + 1) instanceof Long size
                    && items.get(i + 2) instanceof String hash
                    && items.get(i + 3) instanceof Long expires
                    && size >= 0
                    && expires >= 0)) {
                throw invalid("\"placed\" is not a list of key, size, hash, expiry and so on");
            }
            placed.add(new Request.Placed(name(key), new CacheObject(size, hash(hash), expires)));
        }
        return placed;
    }

    private Request touch() throws WireException {
        List<Object> items = flat("touched", ITEMS_OF_A_TOUCHED);
        List<Request.Touched> touched = new ArrayList<>(items.size() / ITEMS_OF_A_TOUCHED);
        for (int i = 0; i < items.size(); i += ITEMS_OF_A_TOUCHED) {
            if (!(items.get(i) instanceof String key
                    && items.get(i + 1) instanceof Long times
                    && times >= 1
                    && times <= Integer.MAX_VALUE)) {
                throw invalid("\"touched\" is not a list of key, count and so on");
            }
            touched.add(new Request.Touched(name(key), times));
        }
        return new Request.Touch(id, member(), touched);
    }

    /** A list of at most so many groups of items; empty where the field is missing. */
    private List<Object> flat(String name, int itemsOfOne) throws WireException {
        List<Object> items = fields.has(name) ? fields.items(name) : List.of();
        if (items == null
                || items.size() % itemsOfOne != 0
                || items.size() / itemsOfOne > Limits.MAX_PLACED) {
            throw invalid(
                    "\"" + name + "\" is not a list of at most " + Limits.MAX_PLACED + " groups");
        }
        return items;
    }

    private Bytes hash(String text) throws WireException {
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

    private List<Long> members() throws WireException {
        List<Long> members = fields.has("members") ? fields.numbers("members") : List.of();
        if (members == null
                || members.size() > Configuration.MAX_MEMBERS
                || members.stream().anyMatch(id -> id < 1 || id > Integer.MAX_VALUE)) {
            throw invalid("\"members\" is not a list of ids of servers");
        }
        return members;
    }

    private List<Long> found() throws WireException {
        if (!fields.has("found")) {
            return List.of();
        }
        List<Long> found = fields.numbers("found");
        if (found == null || found.size() > Request.Lease.MAX_FOUND) {
            throw invalid(
                    "\"found\" is not a list of at most "
                            + Request.Lease.MAX_FOUND
                            + " whole numbers");
        }
        return found;
    }

    private int limit() throws WireException {
        if (!fields.has("limit")) {
            return Limits.DEFAULT_SCAN_ITEMS;
        }
        long limit = fields.number("limit", 0);
        if (limit < 1 || limit > Limits.MAX_SCAN_ITEMS) {
            throw invalid("\"limit\" is not from 1 to " + Limits.MAX_SCAN_ITEMS);
        }
        return (int) limit;
    }

    /** The beginning of a cached object's key, or a place in the order of those; or nothing. */
    private Bytes partOfName(String field) throws WireException {
        return fields.has(field) && !text(field).isEmpty() ? name(text(field)) : Bytes.EMPTY;
    }

    private Request scan() throws WireException {
        return new Request.Scan(
                id,
                partOfKey("prefix"),
                partOfKey("after"),
                limit(),
                truth("keysOnly"),
                consistency());
    }

    private Bytes key() throws WireException {
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

    private long position(String name) throws WireException {
        long position = fields.number(name, -1);
        if (position < 0) {
            throw invalid("\"" + name + "\" is not a whole number from 0 to 2^63-1");
        }
        return position;
    }

    /** A prefix or a place in the order of keys: a key, or nothing. */
    private Bytes partOfKey(String name) throws WireException {
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

    private Bytes utf8(String name, ErrorCode notUnicode) throws WireException {
        String text = text(name);
        if (!Json.isUnicode(text)) {
            throw WireException.refused(
                    notUnicode, "\"" + name + "\" has half of a surrogate pair", id);
        }
        return Bytes.utf8(text);
    }

    private String text(String name) throws WireException {
        String text = fields.text(name);
        if (text == null) {
            throw invalid("\"" + name + "\" is not a text");
        }
        return text;
    }

    private Content expect() throws WireException {
        return fields.isNull("expect")
                ? new Content.Absent()
                : new Content.Value(value("expect", "expectEncoding"));
    }

    private Bytes value(String name, String encodingName) throws WireException {
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
        Bytes decoded = decodeBase64(text(name));
        if (decoded == null) {
            throw invalid("\"" + name + "\" is not base64");
        }
        return decoded;
    }

    /** The bytes, or null where the text is not base64. */
    static @Nullable Bytes decodeBase64(String text) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Session session() throws WireException {
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

    private Consistency consistency() throws WireException {
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

    private int member() throws WireException {
        long member = fields.number("member", 0);
        if (member < 1 || member > Integer.MAX_VALUE) {
            throw invalid("\"member\" is not an id of a server, from 1");
        }
        return (int) member;
    }

    private String edge() throws WireException {
        return fields.has("edge") ? address("edge") : "";
    }

    private String address(String name) throws WireException {
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

    private boolean truth(String name) throws WireException {
        if (!fields.has(name)) {
            return false;
        }
        Boolean truth = fields.truth(name);
        if (truth == null) {
            throw invalid("\"" + name + "\" is neither true nor false");
        }
        return truth;
    }

    private WireException invalid(String message) {
        return WireException.refused(ErrorCode.INVALID_REQUEST, message, id);
    }
}

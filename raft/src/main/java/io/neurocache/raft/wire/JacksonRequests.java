package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request is: read with Jackson, operation by operation, with every error told.
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

    private final RequestFields fields;
    private final long id;

    private JacksonRequests(RequestFields fields, long id) {
        this.fields = fields;
        this.id = id;
    }

    static Request read(byte[] bytes, int offset, int length) throws WireException {
        Fields read = new Fields();
        boolean isOneObject = readOne(read, bytes, offset, length);
        long id = Math.max(read.number("id", WireException.NO_ID), WireException.NO_ID);
        RequestFields fields = new RequestFields(read, id);
        if (!isOneObject) {
            throw fields.invalid("the frame is not one JSON object in UTF-8");
        }
        String doubled = read.doubled();
        if (doubled != null) {
            throw fields.invalid("\"" + doubled + "\" comes twice");
        }
        if (id == WireException.NO_ID) {
            throw fields.invalid("\"id\" is not a whole number from 0 to 2^63-1");
        }
        String op = read.text("op");
        if (op == null) {
            throw fields.invalid("\"op\" is not a text");
        }
        return new JacksonRequests(fields, id).request(op);
    }

    /** Whether the frame is one JSON object; else the fields before the fault have been read. */
    private static boolean readOne(Fields fields, byte[] bytes, int offset, int length) {
        try (JsonParser parser = Json.parser(bytes, offset, length)) {
            parser.nextToken();
            fields.read(parser, KNOWN);
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private Request request(String op) throws WireException {
        return switch (op) {
            case "put" ->
                    new Request.Put(
                            id, fields.key(), fields.value("value", "encoding"), fields.session());
            case "get" -> new Request.Get(id, fields.key(), fields.consistency());
            case "del" -> new Request.Del(id, fields.key(), fields.session());
            case "cas" ->
                    new Request.Cas(
                            id,
                            fields.key(),
                            expect(),
                            fields.value("value", "encoding"),
                            fields.session());
            case "purge" -> purge();
            case "place" -> place();
            case "touch" -> touch();
            case "supersede" -> supersede();
            case "announce" -> new Request.Announce(id, edgeIdentity());
            case "drain" -> new Request.Drain(id, fields.member(), fields.truth("draining"));
            case "preload" -> new Request.Preload(id, fields.names("keys"), fields.members());
            case "lease" ->
                    new Request.Lease(id, fields.member(), fields.position("applied"), found());
            case "scan" -> scan();
            case "entries" ->
                    new Request.Entries(
                            id,
                            fields.partOfName("prefix"),
                            fields.partOfName("after"),
                            fields.limit(),
                            fields.consistency());
            case "status" -> new Request.Status(id);
            case "members" -> new Request.Members(id);
            case "addMember" ->
                    new Request.AddMember(
                            id,
                            fields.member(),
                            fields.address("raft"),
                            fields.edge(),
                            fields.truth("learner"));
            case "promoteMember" -> new Request.PromoteMember(id, fields.member());
            case "removeMember" -> new Request.RemoveMember(id, fields.member());
            case "transferLeader" ->
                    new Request.TransferLeader(
                            id, fields.has("member") ? fields.member() : HardState.NOBODY);
            case "snapshot" -> new Request.Snapshot(id);
            case "readSnapshot" ->
                    new Request.ReadSnapshot(
                            id, fields.position("index"), fields.position("offset"));
            default -> throw fields.invalid("there is no such \"op\"");
        };
    }

    private Request purge() throws WireException {
        Request.Purge.@Nullable Target target = null;
        for (Request.Purge.Target each : Request.Purge.Target.values()) {
            if (fields.has(each.text())) {
                if (target != null) {
                    throw fields.invalid(
                            "a purge has one of \"keys\", \"prefix\", \"tags\", \"all\"");
                }
                target = each;
            }
        }
        if (target == null) {
            throw fields.invalid("a purge has one of \"keys\", \"prefix\", \"tags\", \"all\"");
        }
        List<Bytes> names =
                switch (target) {
                    case KEYS, TAGS -> fields.names(target.text());
                    case PREFIX -> List.of(fields.name(fields.text("prefix")));
                    case ALL -> {
                        if (!fields.truth("all")) {
                            throw fields.invalid("\"all\" is not true");
                        }
                        yield List.of();
                    }
                };
        return new Request.Purge(id, target, names, fields.truth("soft"));
    }

    private Request supersede() throws WireException {
        List<Request.Placed> placed = placed();
        if (placed.size() != 1) {
            throw fields.invalid("one object is placed here");
        }
        return new Request.Supersede(id, fields.member(), placed.getFirst());
    }

    private EdgeIdentity edgeIdentity() throws WireException {
        List<String> texts = fields.texts("fingerprints");
        if (texts == null
                || texts.isEmpty()
                || texts.size() > EdgeIdentity.MAX_FINGERPRINTS
                || fields.edge().isEmpty()) {
            throw fields.invalid(
                    "an edge has an address and 1 to "
                            + EdgeIdentity.MAX_FINGERPRINTS
                            + " fingerprints");
        }
        List<Bytes> fingerprints = new ArrayList<>(texts.size());
        for (String text : texts) {
            fingerprints.add(fields.hash(text));
        }
        return new EdgeIdentity(
                fields.member(), fields.edge(), fingerprints, fields.truth("draining"));
    }

    private Request place() throws WireException {
        List<Request.Placed> placed = placed();
        List<String> texts = fields.has("removed") ? fields.texts("removed") : List.of();
        if (texts == null || texts.size() > Limits.MAX_PLACED) {
            throw fields.invalid(
                    "\"removed\" is not a list of at most " + Limits.MAX_PLACED + " texts");
        }
        List<Bytes> removed = new ArrayList<>(texts.size());
        for (String text : texts) {
            removed.add(fields.name(text));
        }
        // Older servers do not say.
        long applied = fields.has("applied") ? fields.position("applied") : Long.MAX_VALUE;
        return new Request.Place(id, fields.member(), applied, placed, removed);
    }

    private List<Request.Placed> placed() throws WireException {
        List<Object> items = fields.flat("placed", ITEMS_OF_A_PLACED);
        List<Request.Placed> placed = new ArrayList<>(items.size() / ITEMS_OF_A_PLACED);
        for (int i = 0; i < items.size(); i += ITEMS_OF_A_PLACED) {
            if (!(items.get(i) instanceof String key
                    && items.get(i + 1) instanceof Long size
                    && items.get(i + 2) instanceof String hash
                    && items.get(i + 3) instanceof Long expires
                    && size >= 0
                    && expires >= 0)) {
                throw fields.invalid(
                        "\"placed\" is not a list of key, size, hash, expiry and so on");
            }
            placed.add(
                    new Request.Placed(
                            fields.name(key), new CacheObject(size, fields.hash(hash), expires)));
        }
        return placed;
    }

    private Request touch() throws WireException {
        List<Object> items = fields.flat("touched", ITEMS_OF_A_TOUCHED);
        List<Request.Touched> touched = new ArrayList<>(items.size() / ITEMS_OF_A_TOUCHED);
        for (int i = 0; i < items.size(); i += ITEMS_OF_A_TOUCHED) {
            if (!(items.get(i) instanceof String key
                    && items.get(i + 1) instanceof Long times
                    && times >= 1
                    && times <= Integer.MAX_VALUE)) {
                throw fields.invalid("\"touched\" is not a list of key, count and so on");
            }
            touched.add(new Request.Touched(fields.name(key), times));
        }
        return new Request.Touch(id, fields.member(), touched);
    }

    private List<Long> found() throws WireException {
        if (!fields.has("found")) {
            return List.of();
        }
        List<Long> found = fields.numbers("found");
        if (found == null || found.size() > Request.Lease.MAX_FOUND) {
            throw fields.invalid(
                    "\"found\" is not a list of at most "
                            + Request.Lease.MAX_FOUND
                            + " whole numbers");
        }
        return found;
    }

    private Request scan() throws WireException {
        return new Request.Scan(
                id,
                fields.partOfKey("prefix"),
                fields.partOfKey("after"),
                fields.limit(),
                fields.truth("keysOnly"),
                fields.consistency());
    }

    private Content expect() throws WireException {
        return fields.isNull("expect")
                ? new Content.Absent()
                : new Content.Value(fields.value("expect", "expectEncoding"));
    }
}

package io.neurocache.raft.kv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.ConfigurationReader;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.EdgeIdentity;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot into table and sessions, one line at a time, and checks all it reads: format,
 * limits, order, counts. Confined to the thread that applies.
 */
final class SnapshotReader {
    private static final int MAX_DEPTH = 8;

    /** The first version that has purges in it; those before are read as having had none. */
    private static final int VERSION_WITH_PURGES = 2;

    /** The first version that says how edges are reached. */
    private static final int VERSION_WITH_EDGES = 3;

    private static final Set<String> MARKS_OF_EDGE = Set.of("draining", "drained");

    // A value of 1 MiB in base64 has a third more characters.
    private static final int MAX_STRING = Limits.MAX_VALUE_BYTES / 3 * 4 + 16;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_STRING)
                                    .build())
                    .build();

    private final KvTable table;
    private final SessionTable sessions;
    private final PurgeTable purges;
    private final Catalog catalog;
    private final EdgeTable edges;
    private long lastIncludedIndex = -1;
    private long lastIncludedTerm = -1;
    private @Nullable Configuration configuration;
    private long keys;
    private long entries;

    SnapshotReader(
            KvTable table,
            SessionTable sessions,
            PurgeTable purges,
            Catalog catalog,
            EdgeTable edges) {
        this.table = table;
        this.sessions = sessions;
        this.purges = purges;
        this.catalog = catalog;
        this.edges = edges;
    }

    SnapshotMeta read(InputStream in) throws IOException {
        table.clear();
        sessions.clear(0);
        purges.clear(0);
        catalog.clear();
        edges.clear();
        try (in;
                JsonParser parser = FACTORY.createParser(in)) {
            return document(parser);
        } catch (JsonProcessingException | ZipException | EOFException e) {
            throw new SnapshotException("the snapshot is damaged: " + where(e), e);
        } catch (IllegalArgumentException e) {
            throw new SnapshotException("the snapshot holds what cannot be: " + e.getMessage(), e);
        }
    }

    private static String where(IOException e) {
        return e instanceof JsonProcessingException json
                ? String.valueOf(json.getOriginalMessage())
                : String.valueOf(e.getMessage());
    }

    private SnapshotMeta document(JsonParser parser) throws IOException {
        expect(parser.nextToken() == JsonToken.START_OBJECT, "it is no object");
        expect(SnapshotWriter.FORMAT.equals(text(parser, "format")), "it is of another format");
        long version = number(parser, "version");
        expect(version >= 1 && version <= SnapshotWriter.VERSION, "it is of version " + version);
        lastIncludedIndex = number(parser, "lastIncludedIndex");
        lastIncludedTerm = number(parser, "lastIncludedTerm");
        field(parser, "configuration", JsonToken.START_OBJECT);
        configuration = ConfigurationReader.read(parser);
        sessions.clear(number(parser, "droppedSessions"));
        field(parser, "sessions", JsonToken.START_ARRAY);
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            session(parser);
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "its sessions do not end");
        if (version >= VERSION_WITH_PURGES) {
            purges(parser);
            if (version >= VERSION_WITH_EDGES) {
                edges(parser);
            }
            catalog(parser);
        }
        field(parser, "keys", JsonToken.START_ARRAY);
        keys(parser);
        field(parser, "end", JsonToken.START_OBJECT);
        expect(number(parser, "sessions") == sessions.size(), "its count of sessions differs");
        if (version >= VERSION_WITH_PURGES) {
            expect(number(parser, "entries") == entries, "its count of entries differs");
        }
        expect(number(parser, "keys") == keys, "its count of keys differs");
        expect(parser.nextToken() == JsonToken.END_OBJECT, "it does not end");
        expect(parser.nextToken() == JsonToken.END_OBJECT, "it does not end");
        // Reads to the end of the stream, so that a compressed one's checksum is looked at.
        expect(parser.nextToken() == null, "something comes behind it");
        return new SnapshotMeta(lastIncludedIndex, lastIncludedTerm, configuration);
    }

    private void keys(JsonParser parser) throws IOException {
        Bytes last = Bytes.EMPTY;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Bytes key = Bytes.utf8(text(parser, "key"));
            expect(Limits.isKey(key), "a key is none");
            boolean inOrder = Arrays.compareUnsigned(last.array(), key.array()) < 0;
            expect(inOrder, "its keys are not in order");
            field(parser, "value", JsonToken.VALUE_STRING);
            String text = parser.getText();
            String next = parser.nextFieldName();
            boolean encoded = "encoding".equals(next);
            Bytes value = encoded ? base64(parser, text) : Bytes.utf8(text);
            expect(value.length() <= Limits.MAX_VALUE_BYTES, "a value is too long");
            if (encoded) {
                next = parser.nextFieldName();
            }
            expect("index".equals(next), "a key has no index");
            expect(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, "an index is no number");
            long index = parser.getLongValue();
            expect(index >= 1 && index <= lastIncludedIndex, "a key is of a later index");
            expect(parser.nextToken() == JsonToken.END_OBJECT, "a key does not end");
            table.put(new KvEntry(key, value, index));
            last = key;
            keys++;
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "its keys do not end");
    }

    private void catalog(JsonParser parser) throws IOException {
        field(parser, "catalog", JsonToken.START_OBJECT);
        long count = number(parser, "count");
        field(parser, "hand", JsonToken.VALUE_STRING);
        Bytes hand = Bytes.wrap(Base64.getDecoder().decode(parser.getText()));
        expect(CatalogCells.isOne(hand), "the catalog's hand stands nowhere");
        long clearedAt = number(parser, "clearedAt");
        expect(parser.nextToken() == JsonToken.END_OBJECT, "the catalog does not end");
        field(parser, "entries", JsonToken.START_ARRAY);
        Bytes last = Bytes.EMPTY;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            KvEntry cell = CatalogCells.cell(entry(parser));
            boolean inOrder = Arrays.compareUnsigned(last.array(), cell.key().array()) < 0;
            expect(inOrder, "its entries are not in order");
            table.put(cell);
            last = cell.key();
            entries++;
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "its entries do not end");
        // What a clean stop keeps has the entries elsewhere.
        expect(entries == 0 || entries == count, "its count of entries differs");
        catalog.resume(count, hand, clearedAt);
    }

    private CacheEntry entry(JsonParser parser) throws IOException {
        Bytes key = Bytes.utf8(text(parser, "key"));
        expect(Limits.isPurgeName(key), "a cache key is none");
        long size = number(parser, "size");
        Bytes hash = Bytes.wrap(HexFormat.of().parseHex(text(parser, "hash")));
        CacheObject object = new CacheObject(size, hash, number(parser, "expires"));
        long count = number(parser, "count");
        long used = number(parser, "used");
        String next = parser.nextFieldName();
        long put = 0;
        if ("put".equals(next)) {
            expect(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, "an index is no number");
            put = parser.getLongValue();
            expect(put >= 1 && put <= lastIncludedIndex, "a put is of a later index");
            next = parser.nextFieldName();
        }
        boolean areEdges = "edges".equals(next) && parser.nextToken() == JsonToken.START_ARRAY;
        expect(areEdges, "an entry has no edges");
        int[] edges = new int[Configuration.MAX_MEMBERS];
        int length = 0;
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            expect(length < edges.length, "an entry has too many edges");
            edges[length] = parser.getIntValue();
            expect(length == 0 || edges[length] > edges[length - 1], "edges are not in order");
            length++;
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "edges of an entry do not end");
        long index = number(parser, "index");
        expect(index >= 1 && index <= lastIncludedIndex, "an entry is of a later index");
        expect(parser.nextToken() == JsonToken.END_OBJECT, "an entry does not end");
        return new CacheEntry(key, object, count, used, index, put, Arrays.copyOf(edges, length));
    }

    private void edges(JsonParser parser) throws IOException {
        field(parser, "edges", JsonToken.START_ARRAY);
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            long index = number(parser, "index");
            expect(index >= 1 && index <= lastIncludedIndex, "an edge is of a later index");
            edges.put(index, edge(parser));
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "its edges do not end");
    }

    /** Reads how an edge is reached and known, and the end of its object. */
    private static KnownEdge edge(JsonParser parser) throws IOException {
        long member = number(parser, "member");
        expect(member >= 1 && member <= Integer.MAX_VALUE, "an edge is of no member");
        String address = text(parser, "edge");
        field(parser, "fingerprints", JsonToken.START_ARRAY);
        List<Bytes> fingerprints = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            fingerprints.add(Bytes.wrap(HexFormat.of().parseHex(parser.getText())));
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "keys of an edge do not end");
        Set<String> marks = new HashSet<>();
        for (String mark = parser.nextFieldName(); mark != null; mark = parser.nextFieldName()) {
            expect(parser.nextToken() == JsonToken.VALUE_TRUE, "an edge is odd");
            expect(MARKS_OF_EDGE.contains(mark) && marks.add(mark), "an edge is odd");
        }
        expect(parser.hasToken(JsonToken.END_OBJECT), "an edge does not end");
        EdgeIdentity identity =
                new EdgeIdentity((int) member, address, fingerprints, marks.contains("draining"));
        return new KnownEdge(identity, marks.contains("drained"));
    }

    private void purges(JsonParser parser) throws IOException {
        long forgotten = number(parser, "forgottenPurges");
        expect(forgotten >= 0 && forgotten <= lastIncludedIndex, "a purge is of a later index");
        purges.clear(forgotten);
        field(parser, "purges", JsonToken.START_ARRAY);
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            long index = number(parser, "index");
            expect(index >= 1 && index <= lastIncludedIndex, "a purge is of a later index");
            purges.add(new KvPurge(index, purge(parser)));
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "its purges do not end");
    }

    /** Reads what is purged and the end of its object. */
    private static Request.Purge purge(JsonParser parser) throws IOException {
        String kind = String.valueOf(parser.nextFieldName());
        List<Bytes> names = new ArrayList<>();
        Request.Purge.@Nullable Target target = null;
        for (Request.Purge.Target each : Request.Purge.Target.values()) {
            target = each.text().equals(kind) ? each : target;
        }
        expect(target != null, "a purge is of no known kind");
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                names.add(Bytes.utf8(parser.getText()));
            }
            expect(parser.hasToken(JsonToken.END_ARRAY), "names of a purge do not end");
        } else if (token == JsonToken.VALUE_STRING) {
            names.add(Bytes.utf8(parser.getText()));
        }
        String next = parser.nextFieldName();
        boolean isSoft = next != null;
        if (isSoft) {
            expect("soft".equals(next) && parser.nextToken() == JsonToken.VALUE_TRUE, "it is odd");
            expect(parser.nextToken() == JsonToken.END_OBJECT, "a purge does not end");
        }
        return new Request.Purge(0, Objects.requireNonNull(target), names, isSoft);
    }

    private void session(JsonParser parser) throws IOException {
        String client = text(parser, "client");
        expect(Limits.isClient(client), "a client's name is none");
        ClientSession session = new ClientSession();
        field(parser, "results", JsonToken.START_ARRAY);
        long last = 0;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            long seq = number(parser, "seq");
            expect(seq > last, "a session's results are not in order");
            session.remember(seq, result(parser));
            last = seq;
        }
        expect(parser.hasToken(JsonToken.END_ARRAY), "a session's results do not end");
        expect(parser.nextToken() == JsonToken.END_OBJECT, "a session does not end");
        sessions.add(client, session);
    }

    /** Reads one result and the end of its object. */
    private static KvResult result(JsonParser parser) throws IOException {
        String kind = String.valueOf(parser.nextFieldName());
        JsonToken token = parser.nextToken();
        KvResult result =
                switch (kind) {
                    case "written" -> new KvResult.Written(parser.getLongValue());
                    case "deleted" ->
                            token == JsonToken.VALUE_TRUE
                                    ? new KvResult.Deleted()
                                    : new KvResult.NotFound();
                    case "casFailed" -> new KvResult.CasFailedBefore();
                    case "actual" -> new KvResult.CasFailed(new Content.Absent());
                    default -> throw new SnapshotException("a result is of no known kind");
                };
        if (kind.equals("actual") && token == JsonToken.VALUE_STRING) {
            return new KvResult.CasFailed(new Content.Value(lastValue(parser)));
        }
        expect(parser.nextToken() == JsonToken.END_OBJECT, "a result does not end");
        return result;
    }

    /** Reads a value, its encoding if it has one, and the end of the object. */
    private static Bytes lastValue(JsonParser parser) throws IOException {
        String text = parser.getText();
        boolean encoded = parser.nextFieldName() != null;
        Bytes value = encoded ? base64(parser, text) : Bytes.utf8(text);
        boolean ended = !encoded || parser.nextToken() == JsonToken.END_OBJECT;
        expect(ended, "a value does not end");
        return value;
    }

    private static Bytes base64(JsonParser parser, String text) throws IOException {
        parser.nextToken();
        expect("base64".equals(parser.getText()), "a value is in an unknown encoding");
        return Bytes.wrap(Base64.getDecoder().decode(text));
    }

    private static String text(JsonParser parser, String name) throws IOException {
        field(parser, name, JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private static long number(JsonParser parser, String name) throws IOException {
        field(parser, name, JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    private static void field(JsonParser parser, String name, JsonToken token) throws IOException {
        boolean found = name.equals(parser.nextFieldName()) && parser.nextToken() == token;
        expect(found, "it has no \"" + name + "\" where one belongs");
    }

    private static void expect(boolean holds, String otherwise) throws SnapshotException {
        if (!holds) {
            throw new SnapshotException("the snapshot is not sound: " + otherwise);
        }
    }
}

package io.neurocache.neurod.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What a {@code POST /admin/cluster} asks for: one JSON object with {@code op}, and {@code id} or
 * {@code keys} where the op needs it. Confined to one call.
 */
final class ClusterOrder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_KEYS = 256;

    private String op = "";
    private long id;
    private final List<Bytes> keys = new ArrayList<>();

    private ClusterOrder() {}

    /**
     * Reads a body.
     *
     * @return makes the request to the leader
     * @throws IOException when it is none; its message is for the client
     */
    static LongFunction<Request> read(byte[] body) throws IOException {
        ClusterOrder order = new ClusterOrder();
        try (JsonParser parser = JSON.createParser(body)) {
            order.parse(parser);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException("the body is not one JSON object", e);
        }
        return order.request();
    }

    private void parse(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("the body is not one JSON object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "op" -> op = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "id" -> id = token == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
                case "keys" -> keys(parser, token);
                default -> throw new IOException("known are \"op\", \"id\" and \"keys\"");
            }
        }
        if (!parser.hasToken(JsonToken.END_OBJECT) || parser.nextToken() != null) {
            throw new IOException("the body is not one JSON object");
        }
    }

    private void keys(JsonParser parser, JsonToken first) throws IOException {
        if (first != JsonToken.START_ARRAY) {
            throw new IOException("\"keys\" is an array of texts");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Bytes key =
                    parser.hasToken(JsonToken.VALUE_STRING)
                            ? Bytes.utf8(parser.getText())
                            : Bytes.EMPTY;
            if (!Limits.isPurgeName(key)) {
                throw new IOException("\"keys\" holds what is no key");
            }
            keys.add(key);
            if (keys.size() > MOST_KEYS) {
                throw new IOException("\"keys\" holds more than " + MOST_KEYS);
            }
        }
    }

    private LongFunction<Request> request() throws IOException {
        return switch (op) {
            case "transfer-leader" -> {
                int member = member();
                yield number -> new Request.TransferLeader(number, member);
            }
            case "promote" -> {
                int member = member();
                yield number -> new Request.PromoteMember(number, member);
            }
            case "remove" -> {
                int member = member();
                yield number -> new Request.RemoveMember(number, member);
            }
            case "snapshot" -> Request.Snapshot::new;
            case "preload" -> {
                if (keys.isEmpty()) {
                    throw new IOException("\"keys\" says what is to be fetched");
                }
                yield number -> new Request.Preload(number, keys, List.of());
            }
            default ->
                    throw new IOException(
                            "\"op\" is one of transfer-leader, promote, remove, snapshot and"
                                    + " preload");
        };
    }

    private int member() throws IOException {
        if (id < 1 || id > Integer.MAX_VALUE) {
            throw new IOException("\"id\" is that of a member");
        }
        return (int) id;
    }
}

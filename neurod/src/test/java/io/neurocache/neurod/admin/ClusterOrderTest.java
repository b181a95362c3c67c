package io.neurocache.neurod.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterOrderTest {
    private static Request read(String body) throws IOException {
        return ClusterOrder.read(body.getBytes(UTF_8)).apply(5);
    }

    @Test
    void eachOpIsARequestToTheLeader() throws IOException {
        assertEquals(
                new Request.TransferLeader(5, 2), read("{\"op\":\"transfer-leader\",\"id\":2}"));
        assertEquals(new Request.PromoteMember(5, 2), read("{\"id\":2,\"op\":\"promote\"}"));
        assertEquals(new Request.RemoveMember(5, 2), read("{\"op\":\"remove\",\"id\":2}"));
        assertEquals(new Request.Snapshot(5), read(" {\"op\":\"snapshot\"}\n"));
        assertEquals(
                new Request.Preload(5, List.of(Bytes.utf8("a"), Bytes.utf8("größer")), List.of()),
                read("{\"op\":\"preload\",\"keys\":[\"a\",\"größer\"]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|the body is not one JSON object",
                "[]|the body is not one JSON object",
                "null|the body is not one JSON object",
                "{\"op\":\"snapshot\"|the body is not one JSON object",
                "{\"op\":\"snapshot\"} x|the body is not one JSON object",
                "{\"op\":\"snapshot\"}{\"op\":\"remove\",\"id\":1}|the body is not one JSON object",
                "{\"op\":\"snapshot\",\"id\":[1],\"op\":\"x\"}|the body is not one JSON object",
                "{op:\"snapshot\"}|the body is not one JSON object",
                "{}|\"op\" is one of",
                "{\"op\":\"format-disk\"}|\"op\" is one of",
                "{\"op\":7}|\"op\" is one of",
                "{\"op\":\"snapshot\",\"force\":true}|known are \"op\", \"id\" and \"keys\"",
                "{\"op\":\"remove\"}|\"id\" is that of a member",
                "{\"op\":\"remove\",\"id\":0}|\"id\" is that of a member",
                "{\"op\":\"remove\",\"id\":-1}|\"id\" is that of a member",
                "{\"op\":\"remove\",\"id\":\"2\"}|\"id\" is that of a member",
                "{\"op\":\"remove\",\"id\":2.5}|\"id\" is that of a member",
                "{\"op\":\"remove\",\"id\":2147483648}|\"id\" is that of a member",
                "{\"op\":\"remove\",\"id\":99999999999999999999}|the body is not one JSON object",
                "{\"op\":\"preload\"}|\"keys\" says what is to be fetched",
                "{\"op\":\"preload\",\"keys\":[]}|\"keys\" says what is to be fetched",
                "{\"op\":\"preload\",\"keys\":\"a\"}|\"keys\" is an array of texts",
                "{\"op\":\"preload\",\"keys\":[7]}|\"keys\" holds what is no key",
                "{\"op\":\"preload\",\"keys\":[\"\"]}|\"keys\" holds what is no key",
            })
    void whatIsNoOrderIsRefusedWithAReason(String body, String why) {
        IOException refusal = assertThrows(IOException.class, () -> read(body));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(why), refusal::getMessage);
    }

    @Test
    void keysHaveALimit() throws IOException {
        read(preload(256));
        IOException refusal = assertThrows(IOException.class, () -> read(preload(257)));
        assertEquals("\"keys\" holds more than 256", refusal.getMessage());
    }

    private static String preload(int keys) {
        String all =
                IntStream.range(0, keys)
                        .mapToObj(i -> "\"k" + i + "\"")
                        .collect(Collectors.joining(","));
        return "{\"op\":\"preload\",\"keys\":[" + all + "]}";
    }
}

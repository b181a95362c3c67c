package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.neurocache.edge.rules.ResponseCheck.Accepted;
import io.neurocache.edge.rules.ResponseCheck.Refused;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9112 §6: what is a response")
class ResponseCheckTest {

    private static ResponseCheck.Result check(int status, String... fields) {
        return ResponseCheck.check(Protocol.HTTP_1_1, status, Fields.of(fields));
    }

    private static void refused(ResponseCheck.Result result) {
        assertInstanceOf(Refused.class, result);
    }

    @Test
    void fieldsArePassedAsTheyAre() {
        Fields fields = Fields.of("Set-Cookie", "a", "set-cookie", "\u00fc", "Content-Length", "3");
        assertEquals(
                new Accepted(new ResponseHead(299, fields)),
                ResponseCheck.check(Protocol.HTTP_1_1, 299, fields));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 1000, 101})
    void badStatuses(int status) {
        refused(check(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 103, 200, 304, 499, 599, 999})
    void goodStatuses(int status) {
        assertInstanceOf(Accepted.class, check(status));
    }

    @Test
    void badFieldsAreRefused() {
        refused(check(200, "A B", "x"));
        refused(check(200, "A", "x\r\nSet-Cookie: a"));
        refused(check(200, "A", "x\u0000"));
    }

    @Test
    @DisplayName("RFC 9110 §8.6: equal lengths become one, others are refused")
    void contentLengths() {
        for (List<String> lines : List.of(List.of("5, 5"), List.of("5", "5"), List.of(" 5"))) {
            Fields.Builder fields = Fields.builder();
            lines.forEach(line -> fields.add("Content-Length", line));
            Accepted accepted =
                    assertInstanceOf(
                            Accepted.class,
                            ResponseCheck.check(Protocol.HTTP_1_1, 200, fields.build()));
            assertEquals(List.of("5"), accepted.head().fields().all("Content-Length"));
        }
        refused(check(200, "Content-Length", "5, 6"));
        refused(check(200, "Content-Length", "5", "Content-Length", "6"));
        refused(check(200, "Content-Length", "-5"));
        refused(check(200, "Content-Length", ""));
    }

    @Test
    @DisplayName("RFC 9112 §6.1: only chunked, only in HTTP/1.1, never beside Content-Length")
    void transferCodings() {
        assertInstanceOf(Accepted.class, check(200, "Transfer-Encoding", "chunked"));
        refused(check(200, "Transfer-Encoding", "gzip, chunked"));
        refused(check(200, "Transfer-Encoding", "chunked", "Content-Length", "1"));
        refused(check(204, "Transfer-Encoding", "chunked"));
        refused(check(103, "Transfer-Encoding", "chunked"));
        refused(
                ResponseCheck.check(
                        Protocol.HTTP_1_0, 200, Fields.of("Transfer-Encoding", "chunked")));
        refused(
                ResponseCheck.check(
                        Protocol.HTTP_3, 200, Fields.of("transfer-encoding", "chunked")));
    }
}

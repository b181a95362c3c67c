package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.origin.ResponseFraming.Chunked;
import io.neurocache.edge.origin.ResponseFraming.Length;
import io.neurocache.edge.origin.ResponseFraming.None;
import io.neurocache.edge.origin.ResponseFraming.Refused;
import io.neurocache.edge.origin.ResponseFraming.UntilClose;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ResponseHead;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseFramingTest {
    private static final long USUAL = TimeUnit.SECONDS.toNanos(4);

    private static ResponseFraming of(String method, int status, String... fields) {
        return ResponseFraming.of(method, new ResponseHead(status, Fields.of(fields)), false);
    }

    @Test
    @DisplayName("RFC 9112 §6.3 rules 1 and 2")
    void someResponsesHaveNoBodyWhateverTheySay() {
        assertEquals(new None(), of("HEAD", 200, "Content-Length", "5"));
        assertEquals(new None(), of("HEAD", 200, "Transfer-Encoding", "chunked"));
        assertEquals(new None(), of("GET", 204));
        assertEquals(new None(), of("GET", 304, "Content-Length", "5"));
    }

    @Test
    @DisplayName("RFC 9112 §6.3 rules 4 to 8")
    void theOthersEndWhereTheirFieldsSay() {
        assertEquals(new Chunked(), of("GET", 200, "Transfer-Encoding", "Chunked"));
        assertEquals(new Length(5), of("GET", 200, "Content-Length", "5"));
        assertEquals(new Length(5), of("GET", 200, "Content-Length", "0005"));
        assertEquals(new UntilClose(), of("GET", 200));
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length, 5, Content-Length, 5",
        "Content-Length, 5, Content-Length, 6",
        "Content-Length, 5, Transfer-Encoding, chunked",
        "Transfer-Encoding, chunked, Transfer-Encoding, chunked",
        "Transfer-Encoding, gzip, X, y",
        "Transfer-Encoding, identity, X, y",
        "Transfer-Encoding, 'gzip, chunked', X, y",
        "Transfer-Encoding, '', X, y",
        "Content-Length, '', X, y",
        "Content-Length, -1, X, y",
        "Content-Length, +1, X, y",
        "Content-Length, 1a, X, y",
        "Content-Length, '5, 5', X, y",
        "Content-Length, 9999999999999999999, X, y",
    })
    void whatTwoReadersCouldReadInTwoWaysIsRefused(String n1, String v1, String n2, String v2) {
        assertInstanceOf(Refused.class, of("GET", 200, n1, v1, n2, v2));
        assertInstanceOf(Refused.class, of("HEAD", 200, n1, v1, n2, v2));
    }

    @Test
    void chunksInHttp10AreRefused() {
        var head = new ResponseHead(200, Fields.of("Transfer-Encoding", "chunked"));
        assertInstanceOf(Refused.class, ResponseFraming.of("GET", head, true));
    }

    @Test
    void aConnectionIsKeptWhenItsNextResponseCanBeTold() {
        var plain = new ResponseHead(200, Fields.EMPTY);
        var closing = new ResponseHead(200, Fields.of("connection", "foo,  CLOSE"));
        assertTrue(ResponseFraming.keepsConnection(new Length(5), plain, false));
        assertTrue(ResponseFraming.keepsConnection(new Chunked(), plain, false));
        assertTrue(ResponseFraming.keepsConnection(new None(), plain, false));
        assertFalse(ResponseFraming.keepsConnection(new UntilClose(), plain, false));
        assertFalse(ResponseFraming.keepsConnection(new Length(5), plain, true));
        assertFalse(ResponseFraming.keepsConnection(new Length(5), closing, false));
    }

    @ParameterizedTest
    @CsvSource({
        "timeout=10, 9",
        "'max=5, Timeout=3', 2",
        "timeout=1, 0",
        "timeout=0, 0",
        "timeout=3600, 30",
        "timeout=x, 4",
        "timeout=, 4",
        "max=5, 4",
    })
    void anIdleConnectionIsOursToCloseFirst(String keepAlive, long seconds) {
        assertEquals(
                TimeUnit.SECONDS.toNanos(seconds),
                ResponseFraming.idleNanos(Fields.of("Keep-Alive", keepAlive), USUAL));
    }

    @Test
    void anIdleConnectionIsKeptAsUsualWhenNothingIsSaid() {
        assertEquals(USUAL, ResponseFraming.idleNanos(Fields.EMPTY, USUAL));
        assertEquals(
                TimeUnit.SECONDS.toNanos(30),
                ResponseFraming.idleNanos(Fields.EMPTY, TimeUnit.HOURS.toNanos(1)));
    }
}

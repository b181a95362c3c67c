package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {
    private static final UnpooledByteBufAllocator BUFFERS = UnpooledByteBufAllocator.DEFAULT;

    static String text(ByteBuf buffer) {
        String text = buffer.toString(StandardCharsets.ISO_8859_1);
        buffer.release();
        return text;
    }

    private static RequestHead head(String method, String target, Fields fields) {
        return new RequestHead(method, "http", "site.example:81", target, fields);
    }

    private static String written(RequestHead head, long bodyLength) {
        RequestWriter.check(head, bodyLength);
        return text(RequestWriter.head(BUFFERS, head, bodyLength, true));
    }

    @Test
    void aRequestHasItsLineItsHostAndItsFields() {
        RequestHead head = head("GET", "/a?b", Fields.of("Accept", "*/*", "X", ""));
        assertEquals(
                "GET /a?b HTTP/1.1|Host: site.example:81|Accept: */*|X: ||",
                written(head, 0).replace("\r\n", "|"));
    }

    @Test
    void framingAndConnectionAreOursAlone() {
        Fields theirs =
                Fields.of(
                        "host",
                        "evil",
                        "CONTENT-LENGTH",
                        "3",
                        "Transfer-Encoding",
                        "gzip",
                        "Connection",
                        "x",
                        "Keep-Alive",
                        "y",
                        "Proxy-Connection",
                        "z",
                        "Upgrade",
                        "w");
        String ours = written(head("PUT", "/", theirs), 9);
        assertEquals(
                "PUT / HTTP/1.1|Host: site.example:81|Content-Length: 9||",
                ours.replace("\r\n", "|"));
        String chunked = written(head("PUT", "/", theirs), -1);
        assertEquals(
                "PUT / HTTP/1.1|Host: site.example:81|Transfer-Encoding: chunked||",
                chunked.replace("\r\n", "|"));
    }

    @Test
    void bytesAboveAsciiStayThemselves() {
        RequestHead head = head("GET", "/\u00e9", Fields.of("X", "\u00ff\t "));
        assertEquals(
                "GET /\u00e9 HTTP/1.1\r\nHost: site.example:81\r\nX: \u00ff\t \r\n\r\n",
                written(head, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET ", "G\r", "CONNECT", "G:T", "G\u00e9T", "G\u010aT"})
    void aMethodThatIsNoTokenIsRefused(String method) {
        RequestHead head = head(method, "/", Fields.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> RequestWriter.check(head, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a b", "/\r\n", "/\u0000", "/\u007f", "/\u010d\u010a", "/\t"})
    void aTargetThatIsMoreThanAWordIsRefused(String target) {
        RequestHead head = head("GET", target, Fields.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> RequestWriter.check(head, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "a\r\nX: y", "a\u010a"})
    void anAuthorityThatIsMoreThanAWordIsRefused(String authority) {
        RequestHead head = new RequestHead("GET", "http", authority, "/", Fields.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> RequestWriter.check(head, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\rb", "a\nb", "\u0000", "\u007f", "\u010d\u010aX: y"})
    void aValueThatCouldEndItsLineIsRefused(String value) {
        Fields fields = Fields.of("X", value);
        assertThrows(IllegalArgumentException.class, () -> RequestWriter.checkFields(fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X ", "X:", "X\r\nY", "\u00e9", "X\u010aY"})
    void aNameThatIsNoTokenIsRefused(String name) {
        Fields fields = Fields.of(name, "x");
        assertThrows(IllegalArgumentException.class, () -> RequestWriter.checkFields(fields));
    }

    @Test
    void aLengthBelowMinusOneIsRefused() {
        RequestHead head = head("PUT", "/", Fields.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> RequestWriter.check(head, -2));
    }

    @Test
    void chunksHaveTheirSizeAndTheLastItsTrailers() {
        assertEquals("ff\r\n", text(RequestWriter.chunkLine(BUFFERS, 255)));
        assertEquals("\r\n", text(RequestWriter.chunkEnd(BUFFERS)));
        Fields trailers = Fields.of("X-Sum", "7", "Content-Length", "9");
        assertEquals("0\r\nX-Sum: 7\r\n\r\n", text(RequestWriter.lastChunk(BUFFERS, trailers)));
        assertThrows(IllegalArgumentException.class, () -> RequestWriter.chunkLine(BUFFERS, 0));
    }
}

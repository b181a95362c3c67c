package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.RequestCheck.Accepted;
import io.neurocache.edge.rules.RequestCheck.Limits;
import io.neurocache.edge.rules.RequestCheck.Received;
import io.neurocache.edge.rules.RequestCheck.Refused;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9112, RFC 9113, RFC 9114: what is a request")
class RequestCheckTest {

    private static RequestCheck.Result check(Received received) {
        return RequestCheck.check(received, Limits.DEFAULT);
    }

    private static Received h1(String method, String target, String... fields) {
        return new Received(Protocol.HTTP_1_1, "http", method, target, "", Fields.of(fields));
    }

    private static Received h2(String target, String authority, String... fields) {
        return new Received(Protocol.HTTP_2, "https", "GET", target, authority, Fields.of(fields));
    }

    /** A GET with a Host and more fields. */
    private static Received with(String... fields) {
        Fields all = Fields.builder().add("Host", "a").addAll(Fields.of(fields)).build();
        return new Received(Protocol.HTTP_1_1, "http", "GET", "/", "", all);
    }

    private static Accepted accepted(Received received) {
        return assertInstanceOf(Accepted.class, check(received));
    }

    private static void refused(int status, Received received) {
        Refused refused = assertInstanceOf(Refused.class, check(received), received.toString());
        assertEquals(status, refused.status(), refused.reason());
    }

    @Test
    @DisplayName("RFC 9112 §3.2.1: origin-form")
    void originForm() {
        Received received = h1("GET", "/a?b=%20", "Host", "example.com:8080");
        assertEquals(
                new RequestHead("GET", "http", "example.com:8080", "/a?b=%20", received.fields()),
                accepted(received).head());
    }

    @ParameterizedTest
    @DisplayName("RFC 9112 §3.2.2: absolute-form, whose authority wins over Host")
    @CsvSource({
        "http://a.example/x?y, a.example, /x?y",
        "HTTP://a.example:80, a.example:80, /",
        "http://a.example?q, a.example, /?q",
        "http://[::1]:8080/, [::1]:8080, /"
    })
    void absoluteForm(String target, String authority, String path) {
        RequestHead head = accepted(h1("GET", target, "Host", "other.example")).head();
        assertEquals(authority, head.authority());
        assertEquals(path, head.target());
        assertEquals(List.of(authority), head.fields().all("Host"));
    }

    @ParameterizedTest
    @DisplayName("RFC 9112 §3.2: everything else is no request target")
    @ValueSource(
            strings = {
                "",
                "a",
                "a/b",
                "*",
                "?q",
                "/a b",
                "/a#b",
                "/\u00e9",
                "/a\tb",
                "/a\u0000",
                "/a\r\n",
                "/\u007f",
                "https://a.example/",
                "ftp://a.example/",
                "http:///x",
                "http://",
                "http://user@a.example/",
                "http://a.example:99999/",
                "http://a.example:x/",
                "http://a b/"
            })
    void badTargets(String target) {
        refused(400, h1("GET", target, "Host", "a.example"));
    }

    @Test
    @DisplayName("RFC 9112 §3.2.4: asterisk-form is for OPTIONS")
    void asteriskForm() {
        assertEquals("*", accepted(h1("OPTIONS", "*", "Host", "a")).head().target());
        assertEquals("*", accepted(h1("OPTIONS", "http://a", "Host", "a")).head().target());
        assertEquals("/", accepted(h1("OPTIONS", "http://a/", "Host", "a")).head().target());
    }

    @Test
    @DisplayName("RFC 9110 §9.3.6: CONNECT is not implemented")
    void connect() {
        refused(501, h1("CONNECT", "a.example:443", "Host", "a.example:443"));
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §9.1: a method is a token")
    @ValueSource(strings = {"", "G T", "GET\r", "G\u00c9T", "(GET)", "GET:", "GET\u0000"})
    void badMethods(String method) {
        refused(400, h1(method, "/", "Host", "a"));
    }

    @Test
    void unknownMethodsAreRequestsAndLongOnesAreNot() {
        assertEquals("M-SEARCH", accepted(h1("M-SEARCH", "/", "Host", "a")).head().method());
        refused(400, h1("M".repeat(33), "/", "Host", "a"));
    }

    @Test
    @DisplayName("RFC 9112 §3.2: exactly one Host in HTTP/1.1")
    void hostCount() {
        refused(400, h1("GET", "/"));
        refused(400, h1("GET", "/", "Host", "a", "host", "a"));
        refused(400, h1("GET", "http://a/", "Host", "a", "Host", "b"));
        refused(400, h1("GET", "http://a/"));
    }

    @Test
    void hostMayLackInHttp10() {
        Received old = new Received(Protocol.HTTP_1_0, "http", "GET", "/", "", Fields.EMPTY);
        assertEquals("", accepted(old).head().authority());
    }

    @ParameterizedTest
    @DisplayName("RFC 9112 §3.2: an invalid Host is refused")
    @ValueSource(
            strings = {
                "", " ", "a b", "a/b", "a@b", "a,b", "a, b", "a:b", "a:0", "a:65536", "a:1:2",
                "[::1", "[]", "[::g]", "[::1]x", "a#b", "a?b", "\u00e9", "a\\b", ":80"
            })
    void badHosts(String host) {
        refused(400, h1("GET", "/", "Host", host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A.example",
                "127.0.0.1:80",
                "[::ffff:1.2.3.4]:1",
                "a:",
                "a_b",
                "xn--a"
            })
    void goodHosts(String host) {
        assertEquals(host, accepted(h1("GET", "/", "Host", host)).head().authority());
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §5.1: a field name is a token")
    @ValueSource(
            strings = {"", "A ", " A", "A:", "A B", "A\t", "\u00c4", ":path", "A\r\nB", "A\u0000"})
    void badFieldNames(String name) {
        refused(400, with(name, "x"));
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §5.5: no CR, LF, NUL or other control character in a value")
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "a\u001fb", "\u007f", "\u0100", "a\r\n b"})
    void badFieldValues(String value) {
        refused(400, with("A", value));
    }

    @Test
    @DisplayName("RFC 9110 §5.5: tabs and bytes above ASCII are allowed")
    void goodFieldValues() {
        accepted(with("A", "a\tb \u0080\u00ff", "B", ""));
    }

    @ParameterizedTest
    @DisplayName("RFC 9110 §8.6: Content-Length is one number")
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                "1.0",
                "0x1",
                "1 1",
                "1,1",
                "1, 2",
                "a",
                "9999999999999999999",
                "1;",
                "\u0661"
            })
    void badLengths(String length) {
        refused(400, with("Content-Length", length));
    }

    @Test
    @DisplayName("RFC 9112 §6.3: two Content-Length lines are refused")
    void twoLengths() {
        refused(400, with("Content-Length", "1", "Content-Length", "2"));
        refused(400, with("Content-Length", "1", "content-length", "1"));
    }

    @Test
    @DisplayName("RFC 9112 §6.1: Content-Length and Transfer-Encoding together are refused")
    void lengthAndCoding() {
        refused(400, with("Content-Length", "5", "Transfer-Encoding", "chunked"));
    }

    @Test
    @DisplayName("RFC 9112 §6.1: only chunked, only in HTTP/1.1")
    void transferCodings() {
        assertEquals(
                RequestCheck.UNTIL_END,
                accepted(with("Transfer-Encoding", "Chunked")).contentLength());
        refused(501, with("Transfer-Encoding", "gzip, chunked"));
        for (String coding :
                List.of(
                        "",
                        ",",
                        "gzip",
                        "chunked, gzip",
                        "chunked, chunked",
                        "xchunked",
                        "chunked;a")) {
            refused(400, with("Transfer-Encoding", coding));
        }
        refused(400, with("Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"));
        refused(400, with("Transfer-Encoding", "chunked", "Transfer-Encoding", "identity"));
        Received old =
                new Received(
                        Protocol.HTTP_1_0,
                        "http",
                        "POST",
                        "/",
                        "",
                        Fields.of("Transfer-Encoding", "chunked"));
        refused(400, old);
    }

    @Test
    @DisplayName("RFC 9112 §6.3: without either there is no content")
    void contentLengths() {
        assertEquals(0, accepted(with()).contentLength());
        assertEquals(42, accepted(with("Content-Length", "0042")).contentLength());
        assertEquals(RequestCheck.UNTIL_END, accepted(h2("/", "a")).contentLength());
        assertEquals(7, accepted(h2("/", "a", "content-length", "7")).contentLength());
    }

    @ParameterizedTest
    @DisplayName("RFC 9113 §8.2.2: fields of the connection make a message malformed")
    @ValueSource(
            strings = {
                "connection",
                "keep-alive",
                "proxy-connection",
                "transfer-encoding",
                "upgrade"
            })
    void connectionFieldsInHttp2(String name) {
        refused(400, h2("/", "a", name, "x"));
        accepted(with(name.equals("transfer-encoding") ? "te" : name, "x"));
    }

    @Test
    @DisplayName("RFC 9113 §8.2.1, §8.2.2: lower-case names, no outer white space, TE: trailers")
    void fieldsInHttp2() {
        refused(400, h2("/", "a", "Accept", "x"));
        refused(400, h2("/", "a", "a", " x"));
        refused(400, h2("/", "a", "a", "x\t"));
        refused(400, h2("/", "a", "te", "gzip"));
        accepted(h2("/", "a", "te", "trailers", "b", ""));
        refused(400, h2("a", "a"));
        refused(400, h2("https://a/", "a"));
    }

    @Test
    @DisplayName("RFC 9113 §8.3.1: :authority and Host agree")
    void authorityInHttp2() {
        assertEquals("a.example", accepted(h2("/", "a.example")).head().authority());
        assertEquals("b", accepted(h2("/", "", "host", "b")).head().authority());
        accepted(h2("/", "A", "host", "a"));
        refused(400, h2("/", "a", "host", "b"));
        refused(400, h2("/", ""));
        refused(400, h2("/", "a@b"));
    }

    @Test
    void sizesAreBounded() {
        Limits small = new Limits(10, 30, 2);
        assertEquals(414, status(h1("GET", "/0123456789", "Host", "a"), small));
        assertEquals(431, status(h1("GET", "/", "Host", "a", "B", "c", "D", "e"), small));
        assertEquals(431, status(h1("GET", "/", "Host", "a", "B", "c".repeat(30)), small));
        assertInstanceOf(Accepted.class, RequestCheck.check(h1("GET", "/", "Host", "a"), small));
    }

    private static int status(Received received, Limits limits) {
        return assertInstanceOf(Refused.class, RequestCheck.check(received, limits)).status();
    }

    @Test
    @DisplayName("RFC 9110 §15.6.6: other versions get 505")
    void versions() {
        assertEquals(Protocol.HTTP_1_1, Protocol.ofStartLine("HTTP/1.1"));
        assertEquals(Protocol.HTTP_1_0, Protocol.ofStartLine("HTTP/1.0"));
        for (String other : List.of("HTTP/2.0", "HTTP/1.2", "http/1.1", "HTTP/0.9", "")) {
            assertNull(Protocol.ofStartLine(other), other);
        }
        assertEquals(505, RequestCheck.UNSUPPORTED_VERSION.status());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void onlyTheBinaryVersionsAreMultiplexed(Protocol protocol) {
        assertEquals(protocol.name().compareTo("HTTP_2") >= 0, protocol.isMultiplexed());
        assertTrue(protocol.name().startsWith("HTTP_"));
    }
}

package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an HTTP/1.x server must not let pass. Every request is followed by a smuggled one: if the
 * server reads a request in another way than it should, the answer to {@code /smuggled} shows it.
 */
final class Http1RefusalsIT {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server =
                new TestServer(
                        options -> options.withLimits(ServerLimits.defaults().withBodyBytes(1000)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                        requestLines(),
                        targetsAndHosts(),
                        fieldLines(),
                        lengths(),
                        chunks(),
                        sizes())
                .flatMap(part -> part);
    }

    private static Stream<Arguments> requestLines() {
        return Stream.of(
                refused("HTTP/0.9", 400, "GET /\r\n"),
                refused("HTTP/0.9 with a field", 400, "GET /\r\nHost: a\r\n\r\n"),
                refused("HTTP/2.0", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                refused("HTTP/3.0", 505, "GET / HTTP/3.0\r\nHost: a\r\n\r\n"),
                refused("HTTP/0.9 by name", 505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n"),
                refused("preface with a longer tail", 505, "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"),
                refused("lower-case version", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
                refused("version of one number", 400, "GET / HTTP/1\r\nHost: a\r\n\r\n"),
                refused("version of two digits", 400, "GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
                refused("no version", 400, "GET / \r\nHost: a\r\n\r\n"),
                refused("two spaces before target", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("two spaces before version", 400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("tab as separator", 400, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("tab in target", 400, "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("space in target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("space after version", 400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
                refused("leading space", 400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("control in method", 400, "G\u0001T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("separator in method", 400, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("long method", 501, "G".repeat(40) + " / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("NUL in target", 400, "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(
                        "byte above ASCII in target",
                        400,
                        "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("bare CR in request line", 400, "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("bare LF after request line", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
                refused("three empty lines", 400, "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("bare LF before the request", 400, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("plain text", 400, "hello\r\n\r\n"));
    }

    private static Stream<Arguments> targetsAndHosts() {
        return Stream.of(
                refused("no slash", 400, "GET x HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("fragment", 400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("asterisk with GET", 400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("CONNECT", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                refused("foreign scheme", 400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("https on plaintext", 400, "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("user info", 400, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("no authority", 400, "GET http:///p HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("no Host", 400, "GET / HTTP/1.1\r\nX: y\r\n\r\n"),
                refused("two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                refused("two equal Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"),
                refused("empty Host", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
                refused("Host with path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                refused("Host with space", 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
                refused("Host with user", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
                refused("Host list", 400, "GET / HTTP/1.1\r\nHost: a, b:x\r\n\r\n"),
                refused("port of letters", 400, "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
                refused("port too high", 400, "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"));
    }

    private static Stream<Arguments> fieldLines() {
        return Stream.of(
                field("folded line", "X: a\r\n b"),
                field("folded with tab", "X: a\r\n\tb"),
                field("fold before any field", " X: a"),
                field("space before colon", "Content-Length : 5"),
                field("tab before colon", "Transfer-Encoding\t: chunked"),
                field("no colon", "Content-Length 5"),
                field("no name", ": x"),
                field("space in name", "X Y: z"),
                field("control in name", "X\u0001: z"),
                field("byte above ASCII in name", "X\u00e9: z"),
                field("NUL in value", "X: a\u0000b"),
                field("vertical tab in value", "X: a\u000bb"),
                field("DEL in value", "X: a\u007fb"),
                field("bare CR in value", "X: a\rContent-Length: 5"),
                field("bare LF in value", "X: a\nContent-Length: 5"),
                field("CR CR LF", "X: a\r"));
    }

    private static Stream<Arguments> lengths() {
        return Stream.of(
                field("two lengths", "Content-Length: 5\r\nContent-Length: 6"),
                field("two equal lengths", "Content-Length: 5\r\nContent-Length: 5"),
                field("list of lengths", "Content-Length: 5, 5"),
                field("negative", "Content-Length: -1"),
                field("plus", "Content-Length: +5"),
                field("hex", "Content-Length: 0x5"),
                field("letters", "Content-Length: five"),
                field("fraction", "Content-Length: 5.0"),
                field("empty length", "Content-Length:"),
                field("overflow", "Content-Length: 99999999999999999999"),
                field("overflow of 64 bits", "Content-Length: 18446744073709551621"),
                field("coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
                field("length and coding", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
                field("identity", "Transfer-Encoding: identity"),
                field("chunked not last", "Transfer-Encoding: chunked, gzip"),
                field("chunked twice", "Transfer-Encoding: chunked, chunked"),
                field(
                        "two coding fields",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                field("xchunked", "Transfer-Encoding: xchunked, a"),
                field("quoted chunked", "Transfer-Encoding: \"chunked\""),
                field("empty coding", "Transfer-Encoding:"),
                field("chunked with a parameter", "Transfer-Encoding: chunked;q=1"),
                refused(
                        "gzip, chunked",
                        501,
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
                refused(
                        "chunked in HTTP/1.0",
                        400,
                        "POST / HTTP/1.0\r\n"
                                + "Host: a\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\n"),
                refused(
                        "unknown expectation",
                        417,
                        "POST / HTTP/1.1\r\n"
                                + "Host: a\r\n"
                                + "Expect: magic\r\n"
                                + "Content-Length: 0\r\n\r\n"));
    }

    private static Stream<Arguments> chunks() {
        return Stream.of(
                chunk("letters as size", "xyz\r\nabc\r\n0\r\n\r\n"),
                chunk("empty size", "\r\nabc\r\n0\r\n\r\n"),
                chunk("hex prefix", "0x3\r\nabc\r\n0\r\n\r\n"),
                chunk("negative size", "-3\r\nabc\r\n0\r\n\r\n"),
                chunk("plus", "+3\r\nabc\r\n0\r\n\r\n"),
                chunk("overflow", "fffffffff\r\nabc\r\n0\r\n\r\n"),
                chunk("overflow of 64 bits", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
                chunk("space before size", " 3\r\nabc\r\n0\r\n\r\n"),
                chunk("space after size", "3 \r\nabc\r\n0\r\n\r\n"),
                chunk("longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
                chunk("bare LF after size", "3\nabc\r\n0\r\n\r\n"),
                chunk("bare LF after data", "3\r\nabc\n0\r\n\r\n"),
                chunk("bare CR after data", "3\r\nabc\r0\r\n\r\n"),
                chunk("bare LF in extension", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
                chunk("bare CR in extension", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
                chunk("bare LF after last", "3\r\nabc\r\n0\n\r\n"),
                chunk("bare LF at end", "3\r\nabc\r\n0\r\n\n"),
                chunk("trailer without colon", "3\r\nabc\r\n0\r\nX\r\n\r\n"),
                chunk("trailer with space before colon", "3\r\nabc\r\n0\r\nX : y\r\n\r\n"));
    }

    private static Stream<Arguments> sizes() {
        return Stream.of(
                refused(
                        "long target",
                        414,
                        "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("endless target", 414, "GET /" + "a".repeat(70_000)),
                refused("endless method", 414, "A".repeat(70_000)),
                refused(
                        "long field",
                        431,
                        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\n\r\n"),
                refused(
                        "many fields",
                        431,
                        "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(300) + "\r\n"),
                refused(
                        "many long fields",
                        431,
                        "GET / HTTP/1.1\r\nHost: a\r\n"
                                + ("X: " + "y".repeat(1000) + "\r\n").repeat(50)
                                + "\r\n"),
                refused(
                        "announced body too large",
                        413,
                        "POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"),
                refused(
                        "chunked body too large",
                        400,
                        "POST /sum HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n"
                                + "x".repeat(2000)
                                + "\r\n0\r\n\r\n"));
    }

    private static Arguments refused(String what, int status, String request) {
        return Arguments.of(what, status, request);
    }

    private static Arguments field(String what, String line) {
        return refused(what, 400, "POST /sum HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n");
    }

    private static Arguments chunk(String what, String body) {
        return refused(
                what,
                400,
                "POST /sum HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    }

    @ParameterizedTest(name = "{0} is answered with {1}")
    @MethodSource("requests")
    void whatIsAmbiguousIsRefused(String what, int status, String request) throws IOException {
        String answer = server.exchange(request + SMUGGLED);
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), what + ": " + answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        assertFalse(answer.contains("/smuggled"), answer);
        assertEquals(0, answer.lastIndexOf("HTTP/1.1 " + status), answer);
    }
}

package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPortTest {

    @Test
    void hostAndPortAreTakenApart() {
        assertEquals(new HostPort("127.0.0.1", 8080), HostPort.parse("127.0.0.1:8080"));
        assertEquals(new HostPort("::1", 0), HostPort.parse("[::1]:0"));
        assertEquals(new HostPort("edge_1.example", 443), HostPort.parse("Edge_1.example:443"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "[::1]:8080", "localhost:1"})
    void itIsWrittenAsItIsRead(String text) {
        assertEquals(text, HostPort.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8080",
                ":8080",
                "*:8080",
                "localhost",
                "localhost:",
                "localhost:http",
                "localhost:65536",
                "localhost:-1",
                "localhost:+1",
                "localhost:0000080",
                "::1:8080",
                "[::1]",
                "[::1:8080",
                "[localhost]:8080",
                "[fe80::1%eth0]:8080",
                "[::g]:8080",
                "256.0.0.1:80",
                "1.2.3:80",
                "127.1:80",
                "a..b:80",
                ".a:80",
                "a b:80",
                "a/b:80",
                "bücher.example:80",
                "http://a:80",
            })
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text));
    }

    @Test
    void overlongNamesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HostPort("a".repeat(64), 1));
        assertThrows(IllegalArgumentException.class, () -> new HostPort("a.".repeat(127) + "a", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "localhost", "a.localhost"})
    void loopbackIsKnownByItsSpelling(String host) {
        assertTrue(new HostPort(host, 1).isLoopback());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "example.com", "localhost.example.com"})
    void nothingElseIsLoopback(String host) {
        assertFalse(new HostPort(host, 1).isLoopback());
    }
}

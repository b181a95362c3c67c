package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginAddressTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.example, false, a.example, 80",
        "https://a.example/, true, a.example, 443",
        "HTTPS://A.Example:8443, true, a.example, 8443",
        "http://127.0.0.1:9000, false, 127.0.0.1, 9000",
        "http://[::1]:9000, false, ::1, 9000",
        "https://[::1], true, ::1, 443",
        "http://my_backend:80, false, my_backend, 80",
    })
    void schemeHostAndPortAreTakenApart(String url, boolean tls, String host, int port) {
        assertEquals(new OriginAddress(tls, host, port), OriginAddress.parse(url));
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, http://HOST",
        "ftp://a.example, http://HOST",
        "http//a.example, http://HOST",
        "http://, no host",
        "http://:80, no host",
        "http:///a, path",
        "http://a.example/base, path",
        "http://a.example//, path",
        "http://a.example?x=1, query",
        "http://a.example#x, fragment",
        "http://user:secret@a.example, password",
        "http://a.example:0, port 0",
        "http://a.example:99999, port",
        "http://a.example:, port",
        "http://::1, brackets",
        "http://[::1, never closed",
        "http://[::1]x:80, IPv6",
        "http://[a]:80, IPv6",
        "http://a b, host name",
        "http://1.2.3.4.5, IPv4",
        "http://bücher.example, xn--",
    })
    void anythingElseIsRefusedWithItsReason(String url, String reason) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> OriginAddress.parse(url));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
    }

    @Test
    void theAuthorityNamesThePortOnlyWhereItIsNotTheSchemesOwn() {
        assertEquals("a.example", new OriginAddress(true, "a.example", 443).authority());
        assertEquals("a.example:443", new OriginAddress(false, "a.example", 443).authority());
        assertEquals("[::1]:9000", new OriginAddress(false, "::1", 9000).authority());
        assertEquals("https://[::1]", new OriginAddress(true, "::1", 443).toString());
        assertEquals("[::1]:443", new OriginAddress(true, "::1", 443).hostAndPort());
    }
}

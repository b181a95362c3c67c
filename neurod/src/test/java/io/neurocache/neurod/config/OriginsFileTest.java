package io.neurocache.neurod.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Glob;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginsFileTest {
    @TempDir Path directory;

    private Routes read(String text) throws Exception {
        return OriginsFile.read(Files.writeString(directory.resolve("origins.yaml"), text));
    }

    /** The faults, without the directory in front of the file's name. */
    private List<String> faults(byte[] content) throws Exception {
        Path file = Files.write(directory.resolve("origins.yaml"), content);
        ConfigException refusal = assertThrows(ConfigException.class, () -> OriginsFile.read(file));
        return refusal.faults().stream().map(f -> f.replace(directory + "/", "")).toList();
    }

    private List<String> faults(String text) throws Exception {
        return faults(text.getBytes(UTF_8));
    }

    @Test
    void theFileOfTheManualIsRead() throws Exception {
        Routes routes =
                read(
                        """
                        origins:
                          - { pattern: "*.js",  origin: "https://backend.example" }
                          - { pattern: "img/**", origin: ["https://a.example", "https://b.example"], health: "/ping", default-ttl: 10m }
                          - { pattern: "**", origin: "http://127.0.0.1:9000" }
                        """);

        assertEquals(3, routes.list().size());
        Route images = routes.list().get(1);
        assertEquals(Glob.of("img/**"), images.pattern());
        assertEquals(
                List.of(
                        new OriginAddress(true, "a.example", 443),
                        new OriginAddress(true, "b.example", 443)),
                images.origins());
        assertEquals("/ping", images.healthPath());
        assertEquals(Duration.ofMinutes(10), images.defaultTtl());
        assertEquals(
                Route.of(Glob.of("**"), List.of(OriginAddress.parse("http://127.0.0.1:9000"))),
                routes.list().getLast());
    }

    @Test
    void everyKeyIsRead() throws Exception {
        Routes routes =
                read(
                        """
                        origins:
                          - pattern: '**'
                            host: Shop.Example
                            origin: http://[::1]:9000
                            stale-if-error: 1d
                            stale-if-unreachable: 2d
                            when-cut-off: serve-stale
                            stale-when-cut-off: 5m
                            connect-timeout: 500ms
                            response-timeout: 1m
                        """);

        assertEquals(
                new Route(
                        Glob.of("**"),
                        "shop.example",
                        List.of(new OriginAddress(false, "::1", 9000)),
                        "",
                        Duration.ZERO,
                        Duration.ofDays(1),
                        Duration.ofDays(2),
                        Route.WhenCutOff.SERVE_STALE,
                        Duration.ofMinutes(5),
                        Duration.ofMillis(500),
                        Duration.ofMinutes(1)),
                routes.list().getFirst());
    }

    @Test
    void anEmptyListIsACacheWithoutAnOrigin() throws Exception {
        assertEquals(Routes.NONE, read("origins: []\n"));
    }

    @Test
    void everyFaultIsReportedWithItsPlace() throws Exception {
        List<String> faults =
                faults(
                        """
                        origins:
                          - pattern: "*.js"
                            orign: "https://a.example"
                          - pattern: "a{b"
                            origin: "ftp://a.example"
                            health: ping
                            default-ttl: 10
                          - { pattern: "**", origin: ["http://a", "http://b/x"], pattern: "*" }
                          - justText
                        """);

        assertEquals(
                List.of(
                        "origins.yaml:3:5: unknown key \"orign\" (did you mean \"origin\"?)",
                        "origins.yaml:2:5: the key \"origin\" is missing",
                        "origins.yaml:4:14: pattern \"a{b\": { is never closed (character 2)",
                        "origins.yaml:5:13: origin \"ftp://a.example\": an origin is"
                                + " http://HOST[:PORT] or https://HOST[:PORT]",
                        "origins.yaml:6:13: health \"ping\": must be a path such as /ping, of"
                                + " visible ASCII characters",
                        "origins.yaml:7:18: default-ttl \"10\": a time is a whole number with a"
                                + " unit: 500ms, 30s, 10m, 1h, 7d",
                        "origins.yaml:8:58: the key \"pattern\" is already set in line 8",
                        "origins.yaml:8:43: origin \"http://b/x\": an origin must not have a path:"
                                + " the request's own path is used",
                        "origins.yaml:9:5: a route must be a mapping, not \"justText\""),
                faults);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ pattern: 1, origin: 'http://a' }|pattern must be a string, not the number",
                "{ pattern: yes, origin: 'http://a' }|truth value \"yes\"; put it in quotes",
                "{ pattern: '*', origin: }|origin must be a string, not nothing",
                "{ pattern: '*', origin: [] }|origin must not be an empty list",
                "{ pattern: '*', origin: [['http://a']] }|origin must be a string, not a list",
                "{ pattern: '*', origin: { a: b } }|origin must be a string, not a mapping",
                "{ pattern: '*', origin: 'http://a', default-ttl: [1s] }|must be a value, not a"
                        + " list",
                "{ pattern: '*', origin: 'http://a', default-ttl: }|must be a value, not nothing",
                "{ pattern: '*', origin: 'http://a', default-ttl: 366d }|0s to 365d",
                "{ pattern: '*', origin: 'http://a', connect-timeout: 0s }|1ms to 1h",
                "{ pattern: '*', origin: 'http://a', when-cut-off: serve }|when-cut-off \"serve\":"
                        + " must be revalidate, fail or serve-stale",
                "{ pattern: '*', origin: 'http://a', when-cut-off: }|must be a string, not nothing",
                "{ pattern: '*', origin: 'http://a', when-cut-off: [fail] }|must be a string, not a"
                        + " list",
                "{ pattern: '*', origin: 'http://a', stale-when-cut-off: 25h }|0s to 1d",
                "{ pattern: '*', origin: 'http://a', stale-when-cut-off: 30 }|with a unit",
                "{ pattern: '*', origin: 'http://a', host: 'a:80' }|not an IPv6 address",
                "{ pattern: '*', origin: 'http://a', [a]: b }|a key must be a word",
                "{ pattern: '*', origin: 'http://a', <<: b }|unknown key \"<<\"",
                "{ pattern: &x '*', origin: 'http://a' }|anchors (&name) are not accepted",
                "{ pattern: !!str '*', origin: 'http://a' }|tags (!name) are not accepted",
                "! { pattern: '*', origin: 'http://a' }|tags (!name) are not accepted",
                "!!java.net.URL [ 'http://a' ]|tags (!name) are not accepted",
                "*x|aliases (*name) are not accepted",
                "{ pattern: '*', origin: 'http://a'|not valid YAML",
                "{ pattern: '\\x', origin: 'http://a' } }|not valid YAML",
            })
    void aFaultyRouteIsRefused(String route, String reason) throws Exception {
        List<String> faults = faults("origins:\n  - " + route + "\n");

        assertTrue(faults.getFirst().contains(reason), faults::toString);
        assertTrue(faults.getFirst().matches("origins.yaml:[23]:\\d+: .*"), faults::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|origins.yaml: empty; expected \"origins:\" and a list of routes",
                "'# nothing'|origins.yaml: empty; expected \"origins:\" and a list of routes",
                "'origin: []'|unknown key \"origin\" (did you mean \"origins\"?)",
                "'{}'|origins.yaml:1:1: the key \"origins\" is missing",
                "'[]'|origins.yaml:1:1: the file must be a mapping, not a list",
                "'origins: x'|origins.yaml:1:10: origins must be a list of routes, not \"x\"",
                "'origins:'|origins must be a list of routes, not nothing",
            })
    void aFileOfAnotherShapeIsRefused(String text, String reason) throws Exception {
        List<String> faults = faults(text);

        assertTrue(faults.getFirst().contains(reason), faults::toString);
    }

    @Test
    void aBombOfAliasesIsRefusedUnbuilt() throws Exception {
        String bomb =
                """
                a: &a [x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
                """;

        assertTrue(faults(bomb).getFirst().contains("anchors (&name) are not accepted"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"---\norigins: []\n---\norigins: []\n", "origins: []\n---\nx\n"})
    void aSecondDocumentIsRefused(String text) throws Exception {
        assertTrue(faults(text).getFirst().contains("a second document"));
    }

    @Test
    void deepNestingIsRefused() throws Exception {
        assertTrue(faults("[".repeat(1000)).getFirst().startsWith("origins.yaml"));
    }

    @Test
    void aHugeFileIsRefusedUnread() throws Exception {
        byte[] huge = new byte[YamlFile.MAX_FILE_BYTES + 1];

        assertEquals(List.of("origins.yaml: larger than 1MiB"), faults(huge));
    }

    @Test
    void whatIsNotTextIsRefused() throws Exception {
        assertEquals(List.of("origins.yaml: not UTF-8"), faults(new byte[] {(byte) 0xff, 'a'}));
        assertEquals(
                List.of("origins.yaml:2:3: the character U+0007 is not accepted"),
                faults("origins:\n  \u0007"));
        assertTrue(faults("origins:\n\t- a\n").getFirst().startsWith("origins.yaml:2:1: "));
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        Path missing = directory.resolve("missing.yaml");

        assertEquals(
                List.of(missing + ": no such file"),
                assertThrows(ConfigException.class, () -> OriginsFile.read(missing)).faults());
        assertThrows(ConfigException.class, () -> OriginsFile.read(directory));
    }

    @Test
    void aPasswordIsNotRepeated() throws Exception {
        String fault =
                faults("origins: [{ pattern: '*', origin: 'http://me:secret@a' }]").getFirst();

        assertTrue(fault.contains("http://***@a"), fault);
        assertTrue(!fault.contains("secret"), fault);
    }

    @Test
    void manyFaultsAreCountedNotListed() throws Exception {
        List<String> faults = faults("origins:\n" + "  - x\n".repeat(200));

        assertEquals(51, faults.size());
        assertEquals("150 more faults", faults.getLast());
    }

    @Test
    void tooManyRoutesAreRefused() throws Exception {
        String route = "  - { pattern: '*', origin: 'http://a' }\n";

        assertEquals(1000, read("origins:\n" + route.repeat(1000)).list().size());
        assertEquals(
                List.of("origins.yaml:2:3: more than 1000 routes"),
                faults("origins:\n" + route.repeat(1001)));
    }
}

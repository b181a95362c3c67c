package io.neurocache.neurod.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.Routes;
import io.neurocache.edge.tls.CertificateSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
    @TempDir Path directory;

    private final Map<Option, List<String>> flags = new EnumMap<>(Option.class);
    private final Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/me"));

    private void flag(Option option, String... values) {
        flags.put(option, List.of(values));
    }

    private Settings read() throws ConfigException {
        return Settings.read(new Arguments(flags, environment));
    }

    private List<String> faults() {
        return assertThrows(ConfigException.class, this::read).faults();
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void aLearnerIsStartedByTheProgramThatStartedTheDaemon() throws ConfigException {
        assertEquals(Optional.empty(), read().learning());
        flag(Option.LEARN, "off");
        assertEquals(Optional.empty(), read().learning());
        flag(Option.LEARN, "6h");
        assertTrue(faults().getFirst().contains("bin/neurod"), faults().getFirst());
        System.setProperty("neurocache.program", "/opt/neurocache/bin/neurod");
        try {
            Settings.Training expected =
                    new Settings.Training(
                            Duration.ofHours(6), Path.of("/opt/neurocache/bin/neurod"));
            assertEquals(Optional.of(expected), read().learning());
            assertTrue(read().describe().contains(" learn=6h "), read().describe());
            flag(Option.LEARN, "1m");
            assertTrue(faults().getFirst().contains("10m to 30d, or off"), faults().getFirst());
        } finally {
            System.clearProperty("neurocache.program");
        }
    }

    @Test
    void withoutAnyArgumentItIsOneNodeOnLoopback() throws Exception {
        Settings settings = read();

        assertEquals(1, settings.id());
        assertEquals(new HostPort("127.0.0.1", 8080), settings.listen());
        assertEquals(new HostPort("127.0.0.1", 7000), settings.raftListen());
        assertEquals(List.of(), settings.nodes());
        assertEquals(Path.of("/home/me/.local/state/neurocache/1"), settings.dataDirectory());
        assertEquals(1L << 30, settings.slabBytes());
        assertEquals(256L << 20, settings.limits().maxBodyBytes());
        assertEquals(Eviction.PPO, settings.eviction());
        assertEquals(Routes.NONE, settings.routes());
        assertEquals(Duration.ZERO, settings.drainDelay());
        assertEquals(
                new CertificateSource.Development(
                        Path.of("/home/me/.local/state/neurocache/1/tls")),
                settings.certificates());
    }

    @Test
    void flagsWinOverVariablesOverFilesOverDefaults() throws Exception {
        String nodes =
                """
                nodes: [{ id: 7, raft: "127.0.0.1:7007", edge: "10.0.0.1:8001" }]
                limits: { idle-timeout: 1s, max-uri: 1k, max-header: 2k }
                """;
        flag(Option.CONFIG, file("nodes.yaml", nodes).toString());
        assertEquals(7, read().id());
        assertEquals(new HostPort("10.0.0.1", 8001), read().listen());

        environment.put("NEURO_EDGE_LISTEN", "127.0.0.1:8002");
        environment.put("NEURO_LIMIT", "max-uri=3k,max-header=3k");
        assertEquals(8002, read().listen().port());

        assertEquals(new HostPort("127.0.0.1", 7007), read().raftListen());
        environment.put("NEURO_RAFT_LISTEN", "localhost:7008");
        assertEquals(new HostPort("localhost", 7008), read().raftListen());
        assertEquals(new HostPort("127.0.0.1", 7007), read().nodes().getFirst().raft());

        flag(Option.EDGE_LISTEN, "127.0.0.1:8003");
        flag(Option.LIMIT, "max-header=4k", "max-streams=7");
        assertEquals(8003, read().listen().port());
        assertEquals(Duration.ofSeconds(1), read().limits().idleTimeout());
        assertEquals(3 << 10, read().limits().maxUriBytes());
        assertEquals(4 << 10, read().limits().maxHeaderBytes());
        assertEquals(7, read().limits().maxStreams());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:7000", "[::]:7000", "10.0.0.1:7000", "db.example:7000"})
    void raftBeyondLoopbackIsRefusedWithTheReason(String address) throws Exception {
        String reason = "beyond loopback Raft needs mTLS or the cluster's secret";
        flag(Option.RAFT_LISTEN, address);
        assertTrue(
                faults().getFirst().startsWith("--raft-listen: \"" + address), faults()::toString);
        assertTrue(faults().getFirst().contains(reason), faults()::toString);

        flags.clear();
        flag(Option.ID, "2");
        flag(Option.CONFIG, file("n.yaml", "1: 127.0.0.1:7000\n2: \"" + address + "\"").toString());
        assertTrue(
                faults().getFirst().contains("n.yaml, node 2: \"" + address), faults()::toString);
        flag(Option.ID, "1");
        assertEquals(2, read().nodes().size(), "where another node listens is its own affair");
    }

    @Test
    void anEmptyVariableIsNotSet() throws Exception {
        environment.put("NEURO_SLAB_SIZE", "");

        assertEquals(1L << 30, read().slabBytes());
    }

    @Test
    void everyFaultIsReportedWithItsOption() throws Exception {
        flag(Option.ID, "x");
        flag(Option.SLAB_SIZE, "1m");
        flag(Option.EVICTION, "clock");
        flag(Option.EDGE_LISTEN, "8080");
        flag(Option.TLS_CERT, "cert.pem");
        flag(Option.LIMIT, "idle", "idle-timeuot=1s", "max-uri=1");
        flag(Option.ORIGINS, file("origins.yaml", "x: 1").toString());
        environment.put("NEURO_LOG_LEVEL", "loud");
        environment.put("NEURO_DRAIN_DELAY", "1h");

        List<String> faults = faults();

        assertEquals("--id: \"x\": an id is a whole number from 1 to 65535", faults.getFirst());
        for (String expected :
                List.of(
                        "origins.yaml:1:1: unknown key \"x\"",
                        "--slab-size: \"1m\": outside its range, 8MiB to 256GiB",
                        "--eviction: \"clock\": not a policy of this version; accepted: lru, sieve,"
                                + " s3fifo, tinylfu, gdsf, arc, ppo",
                        "--edge-listen: \"8080\": no port",
                        "--tls-cert: needs --tls-key",
                        "--limit: \"idle\": expected KEY=VALUE",
                        "--limit: unknown limit \"idle-timeuot\" (did you mean \"idle-timeout\"?)",
                        "--limit: max-uri \"1\": a size is",
                        "NEURO_DRAIN_DELAY: \"1h\": outside its range, 0s to 10m",
                        "NEURO_LOG_LEVEL: \"loud\": \"loud\" is none of: error, warn")) {
            assertTrue(faults.stream().anyMatch(f -> f.contains(expected)), expected + faults);
        }
    }

    @Test
    void aNodeOfSeveralMustSayWhichItIs() throws Exception {
        String nodes = "1: localhost:7000\n2: localhost:7001\n";
        flag(Option.CONFIG, file("nodes.yaml", nodes).toString());
        assertTrue(faults().getFirst().matches("--id: missing; .*nodes.yaml has the nodes 1, 2"));

        environment.put("NEURO_ID", "3");
        assertTrue(faults().getFirst().matches("NEURO_ID: no node 3 in .*, which has 1, 2"));

        flag(Option.ID, "2");
        assertEquals(2, read().id());
        assertEquals(new HostPort("127.0.0.1", 8080), read().listen());
    }

    @ParameterizedTest
    @CsvSource({
        "/state, /home/me, /state/neurocache/1",
        "relative, /home/me, /home/me/.local/state/neurocache/1",
        "'', /home/me, /home/me/.local/state/neurocache/1",
    })
    void theDataDirectoryFollowsXdg(String state, String home, String expected) throws Exception {
        environment.put("XDG_STATE_HOME", state);
        environment.put("HOME", home);

        assertEquals(Path.of(expected), read().dataDirectory());
    }

    @Test
    void withoutAHomeTheDataDirectoryMustBeNamed() throws Exception {
        environment.remove("HOME");
        assertTrue(faults().getFirst().startsWith("--data-dir: missing"));

        flag(Option.DATA_DIR, "/data/../srv");
        assertEquals(Path.of("/srv"), read().dataDirectory());
    }

    @Test
    void anObjectMayTakeAQuarterOfTheSlab() throws Exception {
        flag(Option.SLAB_SIZE, "64m");
        assertEquals(16L << 20, read().limits().maxBodyBytes());

        flag(Option.LIMIT, "max-body=1m");
        assertEquals(1L << 20, read().limits().maxBodyBytes());

        flag(Option.LIMIT, "max-body=17m");
        assertEquals(
                List.of("max-body: 17MiB is more than a quarter of the slab, 16MiB"), faults());
    }

    @Test
    void aNodeThatOthersReachGivesThemTimeToLeave() throws Exception {
        flag(Option.EDGE_LISTEN, "0.0.0.0:80");
        assertEquals(Duration.ofSeconds(5), read().drainDelay());

        flag(Option.DRAIN_DELAY, "0s");
        assertEquals(Duration.ZERO, read().drainDelay());
    }

    @Test
    void bothCertificateFilesMakeASource() throws Exception {
        flag(Option.TLS_CERT, "c.pem");
        flag(Option.TLS_KEY, "k.pem");

        assertEquals(
                new CertificateSource.Files(Path.of("c.pem"), Path.of("k.pem")),
                read().certificates());
    }

    @Test
    void levelsMayDifferByPart() throws Exception {
        flag(Option.LOG_LEVEL, "WARN,edge=debug,edge.tls=trace");
        flag(Option.LOG_FORMAT, "json");

        assertEquals(
                new LogSettings(
                        LogSettings.Level.WARN,
                        Map.of(
                                "edge", LogSettings.Level.DEBUG,
                                "edge.tls", LogSettings.Level.TRACE),
                        LogSettings.Format.JSON),
                read().log());

        flag(Option.LOG_LEVEL, "..=debug");
        assertTrue(faults().getFirst().contains("not the name of a part"));
    }

    @Test
    void theConfigurationInForceIsWrittenInOneLine() throws Exception {
        String line = read().describe();

        assertTrue(line.startsWith("id=1 data-dir=/home/me/"), line);
        assertTrue(line.contains(" slab-size=1GiB eviction=ppo preload=thrifty nodes=1 "), line);
        assertTrue(line.contains(" raft-listen=127.0.0.1:7000 raft-security=none "), line);
        assertTrue(line.contains(" edge-listen=127.0.0.1:8080 "), line);
        assertTrue(line.contains(" idle-timeout=1m "), line);
    }
}

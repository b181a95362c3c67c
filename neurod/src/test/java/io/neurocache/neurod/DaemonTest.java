package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.neurocache.edge.Routes;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.neurod.config.Arguments;
import io.neurocache.neurod.config.ConfigException;
import io.neurocache.neurod.config.Option;
import io.neurocache.neurod.config.Settings;
import io.neurocache.raft.auth.PortSecurity;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@Timeout(20)
final class DaemonTest {
    private static final String ONE_ROUTE = "origins: [{ pattern: '**', origin: 'http://a' }]";
    private static final String TWO_ROUTES =
            "origins: [{ pattern: a, origin: 'http://a' }, { pattern: b, origin: 'http://b' }]";

    @TempDir Path directory;

    private final List<String> happened = new ArrayList<>();
    private String failure = "";
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Daemon.class);

    @BeforeEach
    void watchTheLog() throws Exception {
        writeOrigins(ONE_ROUTE);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leaveTheLog() {
        logger.detachAppender(log);
    }

    private void writeOrigins(String text) throws IOException {
        Files.writeString(directory.resolve("origins.yaml"), text);
    }

    private Settings settings() throws ConfigException {
        Map<Option, List<String>> flags =
                Map.of(
                        Option.DATA_DIR, List.of(directory.resolve("data").toString()),
                        Option.ORIGINS, List.of(directory.resolve("origins.yaml").toString()));
        return Settings.read(new Arguments(flags, Map.of()));
    }

    private Daemon daemon(ServiceStarter starter) throws ConfigException {
        return new Daemon(settings(), starter, Clock.systemUTC(), new SecureRandom());
    }

    private Daemon daemon() throws ConfigException {
        return daemon((_, _, _, _) -> {
            happened.add("start");
            return new FakeService();
        });
    }

    private boolean logged(String part) {
        return log.list.stream().anyMatch(e -> e.getFormattedMessage().contains(part));
    }

    /** Notes what it is told. */
    private final class FakeService implements Service {
        @Override
        public InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1234);
        }

        @Override
        public void reload(Routes routes, ServerCertificate certificate, PortSecurity raft) {
            happened.add("reload " + routes.list().size());
        }

        @Override
        public void reloadFailed(String reason) {
            happened.add("reloadFailed " + reason);
        }

        @Override
        public void whenFailed(Consumer<String> listener) {
            if (!failure.isEmpty()) {
                listener.accept(failure);
            }
        }

        @Override
        public void checkpoint() {}

        @Override
        public void announceStop() {
            happened.add("announceStop");
        }

        @Override
        public boolean drain(Duration atMost) {
            happened.add("drain " + atMost.toSeconds());
            return false;
        }

        @Override
        public void close() {
            happened.add("close");
        }
    }

    @Test
    void itStopsInOrder() throws Exception {
        Daemon daemon = daemon();
        daemon.requestStop();
        daemon.requestStop();
        daemon.run();

        assertEquals(List.of("start", "announceStop", "drain 30", "close"), happened);
        assertTrue(logged("ready on http://127.0.0.1:1234"));
        assertTrue(logged("cutting requests that took longer than 30 s"));
    }

    @Test
    void aFailureOfRaftEndsTheNodeInOrderAndIsAnError() throws Exception {
        failure = "the disk is gone";
        Daemon daemon = daemon();
        StartException refusal = assertThrows(StartException.class, daemon::run);

        assertEquals("Raft stopped: the disk is gone", refusal.getMessage());
        assertEquals(List.of("start", "announceStop", "drain 30", "close"), happened);
        assertTrue(
                log.list.stream()
                        .anyMatch(e ->
                                e.getLevel() == Level.ERROR
                                        && e.getFormattedMessage().endsWith("the disk is gone")));
        assertFalse(logged("stopped"));
    }

    @Test
    void theServiceFindsEverythingPrepared() throws Exception {
        Daemon daemon =
                daemon((settings, config, certificate, data) -> {
                    assertEquals(settings.limits(), config.limits());
                    assertEquals(data.path(), config.dataDirectory());
                    assertTrue(Files.exists(data.tls().resolve("ca.pem")));
                    assertTrue(config.token().matches(read(data.token())));
                    assertEquals(1, certificate.chain().size());
                    return new FakeService();
                });
        daemon.requestStop();
        daemon.run();

        assertFalse(happened.isEmpty());
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    @Test
    void aReloadPutsTheNewRoutesInForce() throws Exception {
        Daemon daemon = daemon();
        writeOrigins(TWO_ROUTES);
        daemon.requestReload();
        daemon.requestReload();
        daemon.requestStop();
        daemon.run();

        assertEquals(List.of("start", "reload 2", "announceStop", "drain 30", "close"), happened);
    }

    @Test
    void aFaultyReloadLeavesTheOldInForceAndSaysWhy() throws Exception {
        Daemon daemon = daemon();
        writeOrigins("origins: [{ pattern: '**', orign: 'http://a' }]");
        daemon.requestReload();
        daemon.requestStop();
        daemon.run();

        assertFalse(happened.contains("reload 1"), happened::toString);
        assertTrue(logged("origins.yaml:1:28: unknown key \"orign\" (did you mean \"origin\"?)"));
        assertTrue(logged("the old configuration stays in force"));
    }

    @Test
    void theServiceIsToldWhyAReloadFailed() throws Exception {
        Daemon daemon = daemon();
        writeOrigins("origins: [{ pattern: '**', orign: 'http://a' }]");
        daemon.requestReload();
        daemon.requestStop();
        daemon.run();

        List<String> failed =
                happened.stream().filter(each -> each.startsWith("reloadFailed")).toList();
        assertEquals(1, failed.size());
        assertTrue(
                failed.getFirst().contains("origins.yaml:1:28: unknown key \"orign\""),
                failed::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Address already in use|address already in use",
                "bind(..) failed with error(-98): Address already in use|address already in use",
                "Permission denied|permission denied",
                "Cannot assign requested address|not an address of this machine",
            })
    void aPortThatCannotBeHadIsNamed(String message, String reason) throws Exception {
        Daemon daemon =
                daemon((_, _, _, _) -> {
                    throw new BindException(message);
                });
        StartException refusal = assertThrows(StartException.class, daemon::run);

        assertEquals("cannot listen on 127.0.0.1:8080: " + reason, refusal.getMessage());
        assertFalse(refusal.hint().isEmpty());
    }

    @Test
    void aFailedStartGivesTheDataDirectoryBack() throws Exception {
        Daemon failing =
                daemon((_, _, _, _) -> {
                    throw new IOException("slab");
                });
        StartException refusal = assertThrows(StartException.class, failing::run);
        assertEquals("cannot start: IOException: slab", refusal.getMessage());

        Daemon daemon = daemon();
        daemon.requestStop();
        daemon.run();
        assertTrue(happened.contains("close"));
    }

    @Test
    void aCertificateThatCannotServeKeepsItFromStarting() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        Map<Option, List<String>> flags =
                Map.of(
                        Option.DATA_DIR, List.of(directory.resolve("data").toString()),
                        Option.TLS_CERT, List.of(directory.resolve("origins.yaml").toString()),
                        Option.TLS_KEY, List.of(directory.resolve("origins.yaml").toString()));
        Settings settings = Settings.read(new Arguments(flags, Map.of()));
        Daemon daemon =
                new Daemon(
                        settings,
                        (_, _, _, _) -> new FakeService(),
                        Clock.systemUTC(),
                        new SecureRandom());
        StartException refusal = assertThrows(StartException.class, daemon::run);

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("holds no certificate"), message);
    }
}

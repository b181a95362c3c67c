package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A clean stop keeps the state machine, and only a start that fits takes it. */
@Timeout(120)
class CleanStopIT {
    private static final int KEYS = 50;
    private static final Session FIRST = new Session("c1", 1);

    @TempDir Path directory;

    private Reply first = new Reply.Done(0);

    /** Keys, and a session whose write was overwritten by another. */
    private void fill(Servers servers) throws IOException {
        servers.leader();
        try (Client client = servers.client(1)) {
            first = client.put("once", "1", FIRST);
            for (int i = 0; i < KEYS; i++) {
                client.put("k" + i, "v" + i);
            }
            client.put("once", "2");
        }
    }

    private void assertAllThere(Servers servers) throws IOException {
        servers.leader();
        assertEquals(List.of(), List.copyOf(servers.failures()));
        try (Client client = servers.client(1)) {
            assertEquals(
                    assertInstanceOf(Reply.Written.class, first).index(),
                    assertInstanceOf(Reply.Written.class, client.put("once", "1", FIRST)).index());
            assertFound("2", client.get("once"));
            for (int i = 0; i < KEYS; i++) {
                assertFound("v" + i, client.get("k" + i));
            }
        }
        Servers.await(
                () -> servers.status(1).keys() == KEYS + 1 && servers.status(1).sessions() == 1,
                servers::states);
    }

    private static void assertFound(String value, Reply reply) {
        assertEquals(
                Bytes.utf8(value),
                assertInstanceOf(Reply.Found.class, reply, reply::toString).value());
    }

    private static Path kept(Servers servers, String name) {
        return servers.directory(1).resolve("state").resolve(name);
    }

    @Test
    void itIsThereAtOnceAfterACleanStop() throws IOException {
        try (Servers servers = Servers.started(directory, 1)) {
            fill(servers);
            servers.stop(1);
            assertTrue(Files.exists(kept(servers, "kept.tree")));
            servers.start(1);
            try (Client client = servers.client(1)) {
                assertFound("v1", client.get("k1", Consistency.STALE));
            }
            assertFalse(Files.exists(kept(servers, "kept.gz")));
            assertAllThere(servers);
        }
    }

    @Test
    void itCanBeKeptAgainAndSnapshotsAreTakenOfIt() throws IOException {
        try (Servers servers = Servers.started(directory, 1)) {
            fill(servers);
            for (int i = 0; i < 3; i++) {
                servers.stop(1);
                servers.start(1);
                assertAllThere(servers);
                try (Client client = servers.client(1)) {
                    assertInstanceOf(Reply.Written.class, client.ask(new Request.Snapshot(9)));
                }
            }
        }
    }

    @Test
    void aCrashAfterARestartFindsNoTraceOfIt() throws IOException {
        Path copied = directory.resolve("copied");
        try (Servers servers = Servers.started(directory.resolve("first"), 1)) {
            fill(servers);
            servers.stop(1);
            servers.start(1);
            servers.put("more", "1");
            copy(servers.directory(1), copied.resolve("n1"));
        }
        try (Servers servers = new Servers(copied, 1)) {
            servers.start(1);
            servers.leader();
            try (Client client = servers.client(1)) {
                assertFound("1", client.get("more"));
            }
            // The status is as of the last tick.
            Servers.await(() -> servers.status(1).keys() == KEYS + 2, servers::states);
        }
    }

    @Test
    void whatIsDamagedIsDerivedAnew() throws IOException {
        try (Servers servers = Servers.started(directory, 1)) {
            fill(servers);
            servers.stop(1);
            byte[] rest = Files.readAllBytes(kept(servers, "kept.gz"));
            rest[rest.length / 2] ^= 1;
            Files.write(kept(servers, "kept.gz"), rest);
            servers.start(1);
            assertAllThere(servers);
        }
    }

    @Test
    void whatBelongsToAnotherLogIsNotTaken() throws IOException {
        Path other = directory.resolve("other");
        try (Servers servers = Servers.started(directory.resolve("first"), 1)) {
            fill(servers);
            servers.stop(1);
            copy(servers.directory(1).resolve("state"), other.resolve("n1").resolve("state"));
        }
        try (Servers servers = Servers.started(other, 1)) {
            servers.leader();
            assertEquals(0, servers.status(1).keys());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }
}

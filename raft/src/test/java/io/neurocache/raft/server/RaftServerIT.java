package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
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

/** One server over real sockets and files. */
@Timeout(60)
class RaftServerIT {
    @TempDir Path directory;

    @Test
    void aServerAloneAnswersEveryKindOfRequest() throws IOException {
        try (Servers servers = Servers.started(directory, 1)) {
            servers.leader();
            try (Client client = servers.client(1)) {
                long index = assertInstanceOf(Reply.Written.class, client.put("a", "1")).index();
                assertEquals(new Reply.Found(2, Bytes.utf8("1"), index), client.get("a"));
                assertEquals(
                        new Reply.Found(3, Bytes.utf8("1"), index),
                        client.get("a", Consistency.STALE));
                Content one = new Content.Value(Bytes.utf8("1"));
                Bytes two = Bytes.utf8("2");
                Bytes key = Bytes.utf8("a");
                assertInstanceOf(
                        Reply.Written.class,
                        client.ask(new Request.Cas(4, key, one, two, Session.NONE)));
                assertInstanceOf(
                        Reply.CasFailed.class,
                        client.ask(new Request.Cas(5, key, one, two, Session.NONE)));
                client.put("b", "3");
                assertEquals(
                        new Reply.Scanned(
                                6,
                                List.of(
                                        new Reply.Item(key, new Content.Value(two)),
                                        new Reply.Item(
                                                Bytes.utf8("b"),
                                                new Content.Value(Bytes.utf8("3")))),
                                false),
                        client.ask(
                                new Request.Scan(
                                        6,
                                        Bytes.EMPTY,
                                        Bytes.EMPTY,
                                        10,
                                        false,
                                        Consistency.LINEARIZABLE)));
                assertEquals(new Reply.Done(7), client.ask(new Request.Del(7, key, Session.NONE)));
                assertCode(ErrorCode.NOT_FOUND, client.ask(new Request.Del(8, key, Session.NONE)));
                assertCode(ErrorCode.NOT_FOUND, client.get("a"));
                Reply.StatusTold told =
                        assertInstanceOf(Reply.StatusTold.class, client.ask(new Request.Status(9)));
                assertEquals("leader", told.status().role());
                assertEquals(1, told.status().keys());
                assertEquals(
                        new Reply.MembersTold(
                                10,
                                List.of(
                                        new Reply.Member(
                                                1,
                                                servers.address(1),
                                                "",
                                                Reply.MemberKind.VOTER,
                                                false))),
                        client.ask(new Request.Members(10)));
            }
        }
    }

    static void assertCode(ErrorCode code, Reply reply) {
        assertEquals(code, assertInstanceOf(Reply.Failed.class, reply).code());
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestart() throws IOException {
        try (Servers servers = Servers.started(directory, 1)) {
            servers.put("a", "1");
            servers.stop(1);
            servers.start(1);
            servers.put("b", "2");
            servers.leader();
            try (Client client = servers.client(1)) {
                assertInstanceOf(Reply.Found.class, client.get("a"));
                Reply taken = client.ask(new Request.Snapshot(7));
                assertEquals(7, assertInstanceOf(Reply.Written.class, taken).id());
                client.put("c", "3");
            }
            servers.stop(1);
            servers.start(1);
            servers.leader();
            try (Client client = servers.client(1)) {
                for (String key : List.of("a", "b", "c")) {
                    assertInstanceOf(Reply.Found.class, client.get(key));
                }
                assertTrue(servers.status(1).snapshot() > 0, servers::states);
            }
        }
    }

    @Test
    void aCopyOfTheFilesOfARunningServerHasWhatWasAcknowledged() throws IOException {
        Path copied = directory.resolve("copied");
        try (Servers servers = Servers.started(directory.resolve("first"), 1)) {
            for (int i = 0; i < 20; i++) {
                servers.put("k" + i, "v" + i);
            }
            copy(servers.directory(1), copied.resolve("n1"));
        }
        try (Servers servers = new Servers(copied, 1)) {
            servers.start(1);
            servers.leader();
            try (Client client = servers.client(1)) {
                for (int i = 0; i < 20; i++) {
                    Reply.Found found = assertInstanceOf(Reply.Found.class, client.get("k" + i));
                    assertEquals(Bytes.utf8("v" + i), found.value());
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
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

    @Test
    void aSnapshotIsTakenWhenEnoughLogHasGathered() throws IOException {
        try (Servers servers = new Servers(directory, 1)) {
            servers.configure(config -> Configs.withSnapshotBytes(config, 4096));
            servers.start(1);
            servers.put("a", "x".repeat(5000));
            Servers.await(() -> servers.status(1).snapshot() > 0, servers::states);
            servers.put("b", "y".repeat(5000));
            long first = servers.status(1).snapshot();
            Servers.await(() -> servers.status(1).snapshot() > first, servers::states);
        }
    }

    @Test
    void aSessionsWriteIsDoneOnceAcrossARestart() throws IOException {
        try (Servers servers = Servers.started(directory, 1)) {
            servers.leader();
            Reply first;
            try (Client client = servers.client(1)) {
                first = client.put("a", "1", new Session("c1", 1));
                client.put("a", "2");
            }
            servers.stop(1);
            servers.start(1);
            servers.leader();
            try (Client client = servers.client(1)) {
                assertEquals(first, client.put("a", "1", new Session("c1", 1)));
                Reply.Found found = assertInstanceOf(Reply.Found.class, client.get("a"));
                assertEquals(Bytes.utf8("2"), found.value());
            }
        }
    }

    @Test
    void itIsClosedTwiceWithoutHarm() throws IOException {
        try (Servers servers = Servers.started(directory, 1)) {
            servers.leader();
            RaftServer server = servers.running(1);
            server.close();
            server.close();
        }
    }
}

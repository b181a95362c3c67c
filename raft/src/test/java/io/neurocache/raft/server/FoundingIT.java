package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.store.StorageException;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who founded a cluster stays so: a start that says otherwise is refused. */
@Timeout(60)
class FoundingIT {
    @TempDir Path directory;

    private static List<MemberAddress> members(int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> new MemberAddress(id, "127.0.0.1", 0, ""))
                .toList();
    }

    private static void told(Servers servers, String cluster, int... ids) {
        servers.configure(config -> Configs.withMembers(config, cluster, members(ids)));
    }

    private static void assertRefused(Servers servers, String words) {
        StorageException refused = assertThrows(StorageException.class, () -> servers.start(1));
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }

    @Test
    void aLoneServersDataDoesNotJoinOthers() throws IOException {
        try (Servers servers = new Servers(directory, 1)) {
            told(servers, "test", 1);
            servers.start(1);
            servers.leader();
            servers.stop(1);
            told(servers, "test", 1, 2, 3);
            assertRefused(
                    servers,
                    "was founded by n1 and its members are n1, but this start names n1, n2, n3");
            told(servers, "test", 1);
            servers.start(1);
            servers.leader();
        }
    }

    @Test
    void whoFoundedWithOthersIsNotAloneBeforeTheFirstEntryEither() throws IOException {
        try (Servers servers = new Servers(directory, 1)) {
            told(servers, "test", 1, 2, 3);
            servers.start(1);
            servers.stop(1);
            told(servers, "test", 1);
            assertRefused(servers, "was founded by n1, n2, n3, but this start names n1");
        }
    }

    @Test
    void membersThatTheLogHasMeanwhileAreTaken() throws IOException {
        try (Servers servers = new Servers(directory, 1)) {
            told(servers, "test", 1);
            servers.start(1);
            servers.leader();
            try (Client client = new Client(servers.running(1).address().getPort())) {
                // A change waits for the one that made the configuration the log's.
                Request add = new Request.AddMember(1, 2, "127.0.0.1:1", "", true);
                Servers.await(() -> ask(client, add) instanceof Reply.Done, servers::states);
            }
            servers.stop(1);
            told(servers, "test", 1, 2);
            servers.start(1);
        }
    }

    private static Reply ask(Client client, Request request) {
        try {
            return client.ask(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoVotesIsPartOfTheFounding() throws IOException {
        List<MemberAddress> told =
                List.of(
                        new MemberAddress(1, "127.0.0.1", 0, ""),
                        new MemberAddress(2, "127.0.0.1", 1, "", MemberAddress.Kind.LEARNER));
        try (Servers servers = new Servers(directory, 1)) {
            servers.configure(config -> Configs.withMembers(config, "test", told));
            servers.start(1);
            // It votes alone, so it leads alone.
            servers.leader();
            try (Client client = new Client(servers.running(1).address().getPort())) {
                assertEquals(
                        List.of(Reply.MemberKind.VOTER, Reply.MemberKind.LEARNER),
                        assertInstanceOf(
                                        Reply.MembersTold.class, client.ask(new Request.Members(1)))
                                .members()
                                .stream()
                                .map(Reply.Member::kind)
                                .toList());
            }
            servers.stop(1);
            servers.start(1);
            servers.stop(1);
            told(servers, "test", 1);
            assertRefused(servers, "was founded by n1, n2 (learner) and its members are n1, n2,");
        }
    }

    @Test
    void anotherClustersDataIsRefused() throws IOException {
        try (Servers servers = new Servers(directory, 1)) {
            told(servers, "test", 1);
            servers.start(1);
            servers.stop(1);
            told(servers, "other", 1);
            assertRefused(servers, "belongs to cluster test, not to other");
        }
    }

    @Test
    void aDamagedRecordIsRefused() throws IOException {
        try (Servers servers = new Servers(directory, 1)) {
            told(servers, "test", 1);
            servers.start(1);
            servers.stop(1);
            Path record = servers.directory(1).resolve("founded");
            byte[] bytes = Files.readAllBytes(record);
            for (int at = 0; at < bytes.length; at++) {
                byte[] wrong = bytes.clone();
                wrong[at] ^= 1;
                Files.write(record, wrong);
                assertRefused(servers, "is corrupt");
            }
        }
    }

    @Test
    void aFreePortIsKnownToTheMembers() throws IOException {
        try (Servers servers = new Servers(directory, 1)) {
            told(servers, "test", 1);
            servers.start(1);
            servers.leader();
            int port = servers.running(1).address().getPort();
            try (Client client = new Client(port)) {
                Reply.MembersTold told =
                        assertInstanceOf(
                                Reply.MembersTold.class, client.ask(new Request.Members(1)));
                assertEquals("127.0.0.1:" + port, told.members().getFirst().raft());
            }
        }
    }
}

package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server does when something is broken that must not be. */
@Timeout(60)
class RaftFaultIT {
    @TempDir Path directory;

    @Test
    void aBrokenInvariantStopsTheServerAndItsConnections() throws IOException {
        Servers servers = new Servers(directory, 3);
        servers.start(1);
        try (Client client = servers.client(1);
                Client second = servers.client(1);
                Client third = servers.client(1)) {
            // Two leaders of one term: no server can be right after that.
            hello(second, 2);
            hello(third, 3);
            Servers.await(
                    () -> {
                        lead(second, 2);
                        lead(third, 3);
                        return !servers.failures().isEmpty();
                    },
                    servers::states);
            assertTrue(client.isAtEnd());
            assertEquals(1, servers.failures().size(), servers::states);
        } finally {
            servers.stop(1);
        }
    }

    private static void hello(Client client, int id) throws IOException {
        client.sendFrame(
                "{\"rpc\":\"Hello\",\"protocol\":1,\"cluster\":\"test\",\"from\":"
                        + id
                        + ",\"to\":1}");
        client.receiveText();
    }

    /** Says again that this server leads; the other side may have closed the connection by now. */
    private static void lead(Client client, int id) {
        try {
            client.sendFrame(
                    "{\"rpc\":\"AppendEntries\",\"term\":50,\"leaderId\":"
                            + id
                            + ",\"to\":1,\"prevLogIndex\":0,\"prevLogTerm\":0,\"leaderCommit\":0,"
                            + "\"round\":1,\"entries\":[]}");
        } catch (IOException e) {
            // Closed: what is waited for has happened.
            assertTrue(e instanceof SocketException, () -> "sent to nobody: " + e);
        }
    }
}

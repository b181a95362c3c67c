package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.wire.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client takes a server's snapshot away, byte for byte as it lies there. */
class SnapshotDownloadIT {
    @TempDir Path folder;

    @Test
    void theFileComesInPieces() throws Exception {
        try (Servers servers = Servers.started(folder, 1)) {
            servers.leader();
            var config =
                    new ClientConfig(
                            List.of(Endpoint.parse(servers.address(1))), Duration.ofSeconds(30));
            try (RaftClient client = new RaftClient(config)) {
                byte[] noise = new byte[900_000];
                for (int i = 0; i < 4; i++) {
                    new Random(i).nextBytes(noise);
                    client.put(Bytes.utf8("k" + i), Bytes.wrap(noise.clone()));
                }
                long index = client.snapshot();
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                int pieces = 0;
                Reply.Piece piece;
                do {
                    piece = client.readSnapshot(index, read.size());
                    read.writeBytes(piece.data().array());
                    pieces++;
                } while (!piece.done());
                assertTrue(pieces > 2, pieces + " pieces");
                assertArrayEquals(Files.readAllBytes(file(servers)), read.toByteArray());

                RaftClientException gone =
                        assertThrows(
                                RaftClientException.class, () -> client.readSnapshot(index + 1, 0));
                assertEquals(RaftClientException.Trouble.NOT_FOUND, gone.trouble());
                assertThrows(
                        RaftClientException.class,
                        () -> client.readSnapshot(index, read.size() + 1L));
            }
        }
    }

    private static Path file(Servers servers) throws Exception {
        try (Stream<Path> files = Files.walk(servers.directory(1))) {
            return files.filter(file -> file.toString().endsWith(".snap"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

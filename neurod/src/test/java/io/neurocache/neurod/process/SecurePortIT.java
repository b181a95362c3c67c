package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.auth.SecurityFiles;
import io.neurocache.raft.auth.TestAuthority;
import io.neurocache.raft.auth.TlsFiles;
import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.wire.Consistency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons whose Raft ports trust each other and their operators, and nobody else. */
class SecurePortIT {
    private static final String FIRST = "the-first-secret-of-a-cluster-in-a-test";
    private static final String SECOND = "the-second-secret-of-a-cluster-in-a-test";

    @TempDir Path folder;

    private final List<NeurodProcess> nodes = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();

    @AfterEach
    void killAll() {
        nodes.forEach(NeurodProcess::close);
    }

    @Test
    void aSecretMakesAClusterThatListensBeyondLoopback() throws Exception {
        Path secret = secret(FIRST);
        start(List.of("--raft-secret-file", secret.toString()), "0.0.0.0");
        SecurityFiles known = new SecurityFiles(secret, null);
        assertServes(known.read());
        assertUnauthorized(PortSecurity.NONE);
        NeurodProcess leader = nodes.get((int) nodes.getFirst().metric("leader") - 1);
        leader.await(() -> metrics(leader).matches("(?s).*\"rtt_ms\":[0-9.]+.*"), "round trips");
        assertTrue(leader.log().contains("without TLS"), leader::log);
    }

    @Test
    void aSecretIsReplacedByHangUpsWithoutAStop() throws Exception {
        Path secret = secret(FIRST);
        start(List.of("--raft-secret-file", secret.toString()), "127.0.0.1");
        PortSecurity old = new SecurityFiles(secret, null).read();
        for (String lines : List.of(FIRST + "\n" + SECOND, SECOND + "\n" + FIRST, SECOND)) {
            Files.writeString(secret, lines);
            for (NeurodProcess node : nodes) {
                long reloads = reloads(node);
                node.signal("HUP");
                node.await(() -> reloads(node) > reloads, "it has read the secret again");
            }
        }
        assertServes(new SecurityFiles(secret, null).read());
        assertUnauthorized(old);
    }

    @Test
    void certificatesMakeACluster() throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("keys"));
        TlsFiles member = authority.member("member");
        start(
                List.of(
                        "--raft-tls-cert",
                        member.certificate().toString(),
                        "--raft-tls-key",
                        member.key().toString(),
                        "--raft-tls-ca",
                        member.authority().toString()),
                "0.0.0.0");
        assertServes(new SecurityFiles(null, authority.client("operator")).read());
        assertUnauthorized(PortSecurity.NONE);
        assertEquals(0, nodes.getLast().stop());
        assertEquals(List.of(), nodes.getLast().complaints());
    }

    private Path secret(String text) throws IOException {
        return Files.writeString(folder.resolve("secret"), text + "\n");
    }

    private void start(List<String> security, String listen) throws Exception {
        StringBuilder yaml = new StringBuilder();
        try (ServerSocket a = anyPort();
                ServerSocket b = anyPort();
                ServerSocket c = anyPort()) {
            for (ServerSocket free : List.of(a, b, c)) {
                endpoints.add(new Endpoint("127.0.0.1", free.getLocalPort()));
                yaml.append(endpoints.size()).append(": ").append(endpoints.getLast());
                yaml.append('\n');
            }
        }
        Path config = Files.writeString(folder.resolve("nodes.yaml"), yaml);
        for (Endpoint endpoint : endpoints) {
            String id = Integer.toString(nodes.size() + 1);
            List<String> options = new ArrayList<>(security);
            options.addAll(List.of("--config", config.toString(), "--id", id));
            options.addAll(List.of("--raft-listen", listen + ":" + endpoint.port()));
            options.addAll(List.of("--slab-size", "16m"));
            nodes.add(
                    NeurodProcess.start(
                            folder.resolve("node-" + id), options.toArray(String[]::new)));
        }
    }

    private static ServerSocket anyPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    private RaftClient client(PortSecurity security) {
        return new RaftClient(new ClientConfig(endpoints, Duration.ofSeconds(30), security));
    }

    private void assertServes(PortSecurity security) throws IOException {
        try (RaftClient client = client(security)) {
            Bytes key = Bytes.utf8("alpha");
            client.put(key, key);
            assertEquals(key, client.get(key, Consistency.LINEARIZABLE).orElseThrow().value());
            assertEquals(3, client.members().size());
        }
    }

    private void assertUnauthorized(PortSecurity security) throws IOException {
        try (RaftClient client = client(security)) {
            RaftClientException e = assertThrows(RaftClientException.class, client::status);
            assertEquals(RaftClientException.Trouble.UNAUTHORIZED, e.trouble(), e::toString);
        }
    }

    private static long reloads(NeurodProcess node) {
        return node.log().lines().filter(line -> line.contains(" in force: ")).count();
    }

    private static String metrics(NeurodProcess node) {
        try {
            return new String(node.get("/metrics.json").body(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

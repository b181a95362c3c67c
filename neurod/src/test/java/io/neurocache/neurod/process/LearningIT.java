package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.gpt.TestModels;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leader has a model trained. The learner is a script that does what learners do, and worse.
 */
class LearningIT {
    private static final int REQUESTS = 5_000;
    private static final int MAX_ROUNDS = 200;

    /** Answers after which a node has something to learn from. */
    private static final int ENOUGH = 20_000;

    @TempDir private Path folder;

    private Path learner(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("learner"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void theLeadersModelComesIntoForceOnAllNodes() throws Exception {
        Path model = folder.resolve("trained");
        TestModels.file(1, Map.of()).write(model);
        Path program =
                learner(
                        "for last; do :; done\ncp '"
                                + model
                                + "' \"$last\"\necho '{\"pays\":true,\"judged_steps\":30000}'");
        try (NeurodCluster cluster =
                NeurodCluster.start(
                        folder, 3, "--learn", "10m", "-Dneurocache.program=" + program)) {
            ask(cluster.node(cluster.awaitLeader()));
            for (int node = 0; node < 3; node++) {
                NeurodProcess each = cluster.node(node);
                each.await(() -> json(each).contains("\"model\":\"ranker+gpt-"), "the model");
            }
            long published = 0;
            for (int node = 0; node < 3; node++) {
                published += metric(cluster.node(node), "models_published");
            }
            assertEquals(1, published, "one node trains, once");
        }
    }

    @Test
    void aLearnerThatIsKilledOrHangsHoldsNobodyUp() throws Exception {
        Path pid = folder.resolve("pid");
        Path program = learner(tellsItsNumber(pid) + "exec sleep 600");
        try (NeurodProcess node =
                NeurodProcess.start(
                        folder.resolve("data"),
                        "--learn",
                        "10m",
                        "-Dneurocache.program=" + program)) {
            ask(node);
            node.await(() -> metric(node, "learner_running") == 1, "a learner");
            node.await(() -> Files.exists(pid), "its number");
            ProcessHandle learner = process(pid);
            assertTrue(learner.destroyForcibly());
            node.await(() -> metric(node, "learner_failed") == 1, "the failure");
            assertEquals(200, node.get("/health").statusCode());
        }
    }

    @Test
    void aLearnerEndsWithItsDaemon() throws Exception {
        Path pid = folder.resolve("pid");
        // What the learner does: it ends when its input does.
        Path program = learner(tellsItsNumber(pid) + "exec cat");
        ProcessHandle learner;
        try (NeurodProcess node =
                NeurodProcess.start(
                        folder.resolve("data"),
                        "--learn",
                        "10m",
                        "-Dneurocache.program=" + program)) {
            ask(node);
            node.await(() -> Files.exists(pid), "a learner");
            learner = process(pid);
            node.kill();
        }
        learner.onExit().get(30, TimeUnit.SECONDS);
    }

    private static String tellsItsNumber(Path pid) {
        return "echo $$ >'" + pid + ".new'\nmv '" + pid + ".new' '" + pid + "'\n";
    }

    private static ProcessHandle process(Path pid) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    /** Asks until there is enough to learn from. */
    private static void ask(NeurodProcess node) throws Exception {
        long goal = metric(node, "recorded") + ENOUGH;
        int stored = node.put("/cache/k", "value".getBytes(UTF_8)).statusCode();
        assertTrue(stored == 201 || stored == 204, "status " + stored);
        for (int round = 0; metric(node, "recorded") < goal; round++) {
            assertTrue(round < MAX_ROUNDS, () -> "too little is recorded: " + json(node));
            askAtOnce(node);
        }
    }

    /** Many requests on one connection, sent before the first is answered. */
    private static void askAtOnce(NeurodProcess node) throws IOException {
        String request = "GET /cache/k HTTP/1.1\r\nHost: localhost\r\n";
        String all = (request + "\r\n").repeat(REQUESTS) + request + "Connection: close\r\n\r\n";
        URI uri = node.uri("/");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort());
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(30_000);
            Thread.ofVirtual().start(() -> send(socket, all));
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the node does not read", e);
        }
    }

    private static String json(NeurodProcess node) {
        try {
            return new String(node.get("/metrics.json").body(), UTF_8);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static long metric(NeurodProcess node, String name) {
        Matcher found = Pattern.compile('"' + name + "\":(\\d+)").matcher(json(node));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}

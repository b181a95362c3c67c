package io.neurocache.neuroctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.FakeServer;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, from the jars that bin/neuroctl runs. */
class ProcessIT {
    private static final Path JARS = Path.of("target/neuroctl/lib");
    private static final String MAIN = "io.neurocache.neuroctl.Neuroctl";
    private static final int WAIT_SECONDS = 60;

    /** Those of bin/neuroctl. */
    private static final String FLAGS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData";

    /** Starts of each kind that are measured together, and how often. */
    private static final int STARTS = 5;

    private static final int ROUNDS = 5;
    private static final double MAX_RATIO = 4;

    @TempDir Path folder;

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(JARS)) {
            List<String> sorted =
                    jars.map(jar -> jar.toAbsolutePath().toString())
                            .filter(name -> name.endsWith(".jar"))
                            .sorted()
                            .toList();
            return String.join(":", sorted);
        }
    }

    private static String program(String flags) throws IOException {
        return java() + " " + FLAGS + " " + flags + " -cp '" + classPath() + "' " + MAIN;
    }

    private record Ended(int code, String out, String err) {}

    private Ended shell(String script) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                new ProcessBuilder("sh", "-c", script)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertTrue(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "it did not end: " + script);
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void aReaderThatLeavesIsNoError() throws Exception {
        Bytes large = Bytes.wrap("x".repeat(1 << 20).getBytes(UTF_8));
        try (FakeServer server =
                new FakeServer(r -> Optional.of(new Reply.Found(r.id(), large, 1)))) {
            String get = program("") + " get k --endpoints " + server.endpoint();
            Ended ended = shell("{ " + get + "; echo $? >" + folder + "/code; } | head -c1");
            assertEquals("x", ended.out());
            assertEquals("", ended.err());
            assertEquals("141\n", Files.readString(folder.resolve("code")));
        }
    }

    @Test
    void whoIsInterruptedEndsWith130() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer server =
                new FakeServer(r -> {
                    asked.countDown();
                    awaitUninterrupted(over);
                    return Optional.empty();
                })) {
            List<String> command = new ArrayList<>(List.of(java()));
            command.addAll(List.of(FLAGS.split(" ")));
            command.addAll(List.of("-cp", classPath(), MAIN, "get", "k", "--timeout", "60s"));
            command.addAll(List.of("--endpoints", server.endpoint().toString()));
            Process process = new ProcessBuilder(command).start();
            assertTrue(asked.await(WAIT_SECONDS, TimeUnit.SECONDS), "nothing was asked");
            shell("kill -INT " + process.pid());
            assertTrue(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "it goes on");
            assertEquals(130, process.exitValue());
            assertEquals("", new String(process.getErrorStream().readAllBytes(), UTF_8));
            over.countDown();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A start costs no more CPU than four of {@code java -version}. CPU and not time, both in turn
     * in one run, and the least of several: what else runs on the machine is in all of them.
     */
    @Test
    void aStartIsCheap() throws Exception {
        Path cache = folder.resolve("neuroctl.aot");
        Ended made =
                shell(
                        java()
                                + " "
                                + FLAGS
                                + " -XX:AOTCacheOutput="
                                + cache
                                + " -cp '"
                                + classPath()
                                + "' io.neurocache.neuroctl.Rehearsal");
        assertTrue(made.out().startsWith("1"), () -> made.out() + made.err());
        assertTrue(Files.size(cache) > 0, made.err());
        try (FakeServer server =
                new FakeServer(r -> Optional.of(new Reply.Found(r.id(), Bytes.utf8("1"), 1)))) {
            String get =
                    program("-XX:AOTCache=" + cache + " -Xlog:aot=off -Xlog:cds=off")
                            + " get k --endpoints "
                            + server.endpoint();
            double bare = Double.MAX_VALUE;
            double ours = Double.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
                bare = Math.min(bare, cpuSeconds(java() + " -version"));
                ours = Math.min(ours, cpuSeconds(get));
            }
            System.out.printf(
                    "CPU of a start: %.0f ms, of java -version: %.0f ms, ratio %.2f%n",
                    1000 * ours, 1000 * bare, ours / bare);
            assertTrue(ours <= MAX_RATIO * bare, ours + " s, and java -version " + bare);
        }
    }

    /** Of one start, by what the shell knows of its children. */
    private double cpuSeconds(String command) throws IOException, InterruptedException {
        String again = (command + " >/dev/null 2>&1; ").repeat(STARTS);
        Ended ended = shell(again + "times");
        Matcher times =
                Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s")
                        .matcher(ended.out().lines().toList().getLast());
        assertTrue(times.find(), ended::out);
        double user = 60 * Integer.parseInt(times.group(1)) + Double.parseDouble(times.group(2));
        double system = 60 * Integer.parseInt(times.group(3)) + Double.parseDouble(times.group(4));
        return (user + system) / STARTS;
    }
}

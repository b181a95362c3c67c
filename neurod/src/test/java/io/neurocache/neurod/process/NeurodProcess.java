package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.neurocache.edge.OriginAddress;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A {@code neurod} in a process of its own, started with the options of {@code bin/neurod}, and a
 * client for it. Its log is kept whole. Safe from any thread; {@link #close} kills it.
 */
final class NeurodProcess implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Pattern RAFT = Pattern.compile("raft listens on \\S*:(\\d+)");
    private static final Pattern READY = Pattern.compile("ready on http://([0-9.]+):(\\d+)");

    /**
     * The option of a test whose nodes run long, or hard: for the others a start with one compiler
     * takes half the time.
     */
    static final String ALL_COMPILERS = "-XX:TieredStopAtLevel=4";

    /** Those of {@code bin/neurod}, but for the compilers and what only saves time at the start. */
    private static final List<String> JVM_OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms12m",
                    "-Xmx256m",
                    "-Xmn8m",
                    "-XX:SurvivorRatio=2",
                    "-XX:MaxDirectMemorySize=512m",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:TrimNativeHeapInterval=1000",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-UsePerfData",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Thread logReader;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private volatile String host = "";
    private volatile int port;
    private volatile int raftPort;

    private NeurodProcess(Process process) {
        this.process = process;
        this.logReader = Thread.ofVirtual().name("neurod-log").start(this::readLog);
    }

    /** Starts a node on a free port and waits until it is ready. */
    static NeurodProcess start(Path data, String... options) throws IOException {
        return startAt(0, data, options);
    }

    /** Starts a node on this port and waits until it is ready. */
    static NeurodProcess startAt(int port, Path data, String... options) throws IOException {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("--edge-listen", "127.0.0.1:" + port, "--data-dir", data.toString()));
        List<String> given = Arrays.asList(options);
        if (!given.contains("--config")) {
            all.addAll(List.of("--raft-listen", "127.0.0.1:0"));
        }
        all.addAll(given);
        NeurodProcess node = launch(all.toArray(String[]::new));
        try {
            node.awaitReady();
            return node;
        } catch (AssertionError failed) {
            node.close();
            throw failed;
        }
    }

    /** Starts the program and waits for nothing. */
    static NeurodProcess launch(String... options) throws IOException {
        return launchBehind(List.of(), options);
    }

    /**
     * The same with words before the command, which have to become the program by exec. Options
     * that begin with -D or -X are the JVM's.
     */
    static NeurodProcess launchBehind(List<String> words, String... options) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        Map<Boolean, List<String>> ofTheJvm =
                Arrays.stream(options)
                        .collect(Collectors.partitioningBy(NeurodProcess::isOfTheJvm));
        command.addAll(ofTheJvm.getOrDefault(true, List.of()));
        command.addAll(List.of("-cp", classPath(), "io.neurocache.neurod.Neurod"));
        command.addAll(ofTheJvm.getOrDefault(false, List.of()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("NEURO_"));
        // To read all authorities of a machine takes a third of a second.
        builder.environment().remove("SSL_CERT_FILE");
        // What a test does not ask for is not fetched, or it could not count; a flag says more.
        builder.environment().put("NEURO_PRELOAD", "off");
        return new NeurodProcess(builder.start());
    }

    private static boolean isOfTheJvm(String option) {
        return option.startsWith("-D") || option.startsWith("-X");
    }

    /** That of the tests without the tests' own classes, which bring another configuration. */
    private static String classPath() {
        String all = System.getProperty("java.class.path");
        return String.join(
                File.pathSeparator,
                Arrays.stream(all.split(File.pathSeparator, -1))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .toList());
    }

    /** Writes an origins.yaml of one route for everything, with more keys such as {@code a: b}. */
    static Path origins(Path folder, OriginAddress origin, String... more) throws IOException {
        StringBuilder route = new StringBuilder("origins:\n  - pattern: \"**\"\n");
        route.append("    origin: \"").append(origin).append("\"\n");
        for (String line : more) {
            route.append("    ").append(line).append('\n');
        }
        return Files.writeString(folder.resolve("origins.yaml"), route);
    }

    private void readLog() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                Matcher raft = RAFT.matcher(line);
                if (raft.find()) {
                    raftPort = Integer.parseInt(raft.group(1));
                }
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    host = ready.group(1);
                    port = Integer.parseInt(ready.group(2));
                }
            }
        } catch (IOException e) {
            log.add("the log ended: " + e.getMessage());
        }
    }

    /** Waits until it serves, or fails with the log. */
    void awaitReady() {
        await(() -> port != 0 || !process.isAlive(), "it is ready");
        assertTrue(port != 0, () -> "it ended while starting:\n" + log());
    }

    /** Waits for a condition, or fails with the log. */
    void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail("not within " + DEADLINE + ": " + what + "; the log:\n" + log());
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** Whether it has said that it serves. */
    boolean isReady() {
        return port != 0;
    }

    /** The daemon's process id. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int port() {
        return port;
    }

    int raftPort() {
        return raftPort;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Everything it printed so far. */
    String log() {
        return String.join("\n", log);
    }

    /** The lines of the log that tell of trouble. */
    List<String> complaints() {
        return log.stream()
                .filter(line ->
                        line.contains(" WARN ")
                                || line.contains(" ERROR ")
                                || line.contains("LEAK")
                                || line.contains("Exception"))
                .toList();
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send("GET", path, new byte[0]);
    }

    HttpResponse<byte[]> put(String path, byte[] body) throws IOException, InterruptedException {
        return send("PUT", path, body);
    }

    /** Sends a request; the fields are names and values in turn. */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... fields)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .timeout(DEADLINE)
                        .method(method, BodyPublishers.ofByteArray(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Where something of it is; of a node that is not ready nobody answers there. */
    URI uri(String path) {
        return URI.create("http://" + (isReady() ? host + ":" + port : "127.0.0.1:1") + path);
    }

    /** A number of /metrics.json by its name there, which must be the only one of that name. */
    long metric(String name) throws IOException, InterruptedException {
        String json = new String(get("/metrics.json").body(), UTF_8);
        Matcher number = Pattern.compile('"' + name + "\":(\\d+)").matcher(json);
        assertTrue(number.find(), () -> name + " is not in " + json);
        return Long.parseLong(number.group(1));
    }

    /** Sends SIGKILL and waits for the end: nothing of the daemon runs after it. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "a killed process did not end");
    }

    /** Sends a signal by its name, such as {@code TERM}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertTrue(kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0, "kill failed");
    }

    /** Waits for the end; returns the exit code once all that was printed has been read. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            fail("it did not end within " + DEADLINE + "; the log:\n" + log());
        }
        logReader.join();
        return process.exitValue();
    }

    /** Sends SIGTERM and waits; returns the exit code. */
    int stop() throws IOException, InterruptedException {
        signal("TERM");
        return exitCode();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}

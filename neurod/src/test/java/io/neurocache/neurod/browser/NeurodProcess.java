package io.neurocache.neurod.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The daemon as a process of its own, in front of one origin, on a free port. Confined to the
 * thread that starts it.
 */
final class NeurodProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile(" ready on http://127\\.0\\.0\\.1:(\\d+)");
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 20;

    private final Process process;
    private final int port;
    private final Path certificate;

    private NeurodProcess(Process process, int port, Path certificate) {
        this.process = process;
        this.port = port;
        this.certificate = certificate;
    }

    /** Starts it with the class path of this JVM, and waits until it serves. */
    static NeurodProcess start(Path folder, String origin) throws IOException {
        Path origins = folder.resolve("origins.yaml");
        Files.writeString(origins, "origins: [{ pattern: '**', origin: '" + origin + "' }]\n");
        Path data = folder.resolve("data");
        Process process =
                new ProcessBuilder(command(origins, data)).redirectErrorStream(true).start();
        return new NeurodProcess(process, awaitReady(process), data.resolve("tls/cert.pem"));
    }

    private static List<String> command(Path origins, Path data) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                // The daemon's own: with that of the tests it would not say when it is ready.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "io.neurocache.neurod.Neurod",
                "--edge-listen=127.0.0.1:0",
                "--raft-listen=127.0.0.1:0",
                "--origins=" + origins,
                "--data-dir=" + data,
                "--slab-size=128m");
    }

    /** Its log ends when the process does, and that has a deadline. */
    private static int awaitReady(Process process) throws IOException {
        AtomicBoolean isReady = new AtomicBoolean();
        CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS)
                .execute(() -> {
                    if (!isReady.get()) {
                        process.destroyForcibly();
                    }
                });
        List<String> log = new ArrayList<>();
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        while (line != null) {
            log.add(line);
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                isReady.set(true);
                return Integer.parseInt(ready.group(1));
            }
            line = lines.readLine();
        }
        throw new IOException("neurod was not ready in time, or ended: " + log);
    }

    int port() {
        return port;
    }

    /** The SHA-256 of the public key of the certificate that it shows, in Base64. */
    String publicKeySha256() throws Exception {
        try (InputStream pem = Files.newInputStream(certificate)) {
            Certificate leaf = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            byte[] key = leaf.getPublicKey().getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return Base64.getEncoder().encodeToString(digest);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}

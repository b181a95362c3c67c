package io.neurocache.neurod.browser;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Chromium without a window that loads one page over HTTP/3 and prints what became of it.
 * Confined to one thread.
 *
 * <p>On a certificate that no public authority signed, Chromium never goes from HTTP/2 to HTTP/3 by
 * itself, whatever Alt-Svc says. So it is told to use QUIC for the one host, and which public key
 * to trust there.
 */
final class Chromium {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome");
    private static final long DEADLINE_SECONDS = 90;

    /** Not localhost: told to use QUIC, Chromium tries ::1 for that and nothing after it. */
    private static final String HOST = "127.0.0.1:";

    private final Path program;
    private final Path folder;

    /**
     * Names the program.
     *
     * @param folder an empty one, for the profile and what the program prints
     */
    Chromium(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** The file that {@code CHROMIUM} names, else the first of the usual names on the path. */
    static Optional<Path> find() {
        String named = System.getenv("CHROMIUM");
        if (named != null && !named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return NAMES.stream()
                .flatMap(name -> places(path).stream().map(place -> place.resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<Path> places(String path) {
        List<Path> places = new ArrayList<>();
        for (String place : path.split(File.pathSeparator, -1)) {
            if (!place.isEmpty()) {
                places.add(Path.of(place));
            }
        }
        return places;
    }

    /**
     * Loads a page, waits for what it fetches, and returns its document as it then is.
     *
     * @param port of the site on 127.0.0.1
     * @param publicKeySha256 of its certificate's key, in Base64
     */
    String document(int port, String publicKeySha256, String path)
            throws IOException, InterruptedException {
        Path out = folder.resolve("document.html");
        Path log = folder.resolve("chromium.log");
        Process process =
                new ProcessBuilder(command(port, publicKeySha256, path))
                        .redirectOutput(out.toFile())
                        .redirectError(log.toFile())
                        .start();
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no end within " + DEADLINE_SECONDS + " s: " + read(log));
            }
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue() + ": " + read(log));
        }
        return read(out);
    }

    private List<String> command(int port, String publicKeySha256, String path) {
        return List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--origin-to-force-quic-on=" + HOST + port,
                "--ignore-certificate-errors-spki-list=" + publicKeySha256,
                "--virtual-time-budget=15000",
                "--dump-dom",
                "https://" + HOST + port + path);
    }

    /** Its helpers first: they would outlive it. */
    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}

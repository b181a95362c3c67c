package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard of three real nodes in a browser: the leader is killed, the page shows the new one
 * within three seconds, and its slider brings back the moment before (web/e2e/real.mjs).
 */
class DashboardBrowserIT {
    private static final long DEADLINE_SECONDS = 120;
    private static final Path WEB = Path.of("..", "web");
    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir Path folder;

    @Test
    void aKilledLeaderIsSeenAndTheMomentBeforeIsBroughtBack() throws Exception {
        boolean hasModules = Files.isDirectory(WEB.resolve("node_modules/playwright-core"));
        assumeTrue(hasModules, "the dashboard was not built: -DskipWeb");
        boolean hasBrowser = hasBrowser();
        boolean isNeeded =
                System.getenv("CI") != null || System.getenv("NEURO_REQUIRE_BROWSER") != null;
        assertFalse(isNeeded && !hasBrowser, "no browser, and here there must be one");
        assumeTrue(hasBrowser, "no browser: install chromium, or name one by CHROMIUM");

        try (NeurodCluster cluster = NeurodCluster.start(folder, 3)) {
            Path log = folder.resolve("real.log");
            ProcessBuilder script =
                    new ProcessBuilder("sh", "-c", "exec \"$(../bin/find-node)\" e2e/real.mjs")
                            .directory(WEB.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            script.environment().put("NEURO_EDGES", each(cluster, "http://127.0.0.1:%d"));
            script.environment().put("NEURO_PIDS", pids(cluster));
            Process running = script.start();
            try {
                assertTrue(
                        running.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS),
                        () -> "it does not end: " + read(log));
                assertEquals(0, running.exitValue(), () -> read(log) + cluster.logs());
                System.out.print(read(log));
            } finally {
                running.destroyForcibly();
            }
        }
    }

    private static boolean hasBrowser() {
        String named = System.getenv("CHROMIUM");
        if (named != null && !named.isEmpty()) {
            return Files.isExecutable(Path.of(named));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return BROWSERS.stream()
                .anyMatch(browser ->
                        List.of(path.split(File.pathSeparator, -1)).stream()
                                .anyMatch(place -> Files.isExecutable(Path.of(place, browser))));
    }

    private static String each(NeurodCluster cluster, String format) {
        return IntStream.range(0, cluster.size())
                .mapToObj(i -> String.format(format, cluster.node(i).port()))
                .collect(Collectors.joining(","));
    }

    private static String pids(NeurodCluster cluster) {
        return IntStream.range(0, cluster.size())
                .mapToObj(i -> Long.toString(cluster.node(i).pid()))
                .collect(Collectors.joining(","));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, UTF_8);
        } catch (java.io.IOException e) {
            return "no log: " + e.getMessage();
        }
    }
}

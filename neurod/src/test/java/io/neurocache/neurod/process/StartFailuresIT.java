package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot start says why in one sentence and one hint, and ends with the right code. */
class StartFailuresIT {
    @TempDir Path folder;

    /** Runs the program to its end. */
    private static void expect(int exitCode, List<String> errors, String... options)
            throws Exception {
        try (NeurodProcess node = NeurodProcess.launch(options)) {
            int actual = node.exitCode();
            System.out.println(node.log());
            assertEquals(exitCode, actual, node.log());
            List<String> found =
                    node.log().lines().filter(line -> line.startsWith("error: ")).toList();
            assertEquals(errors.size(), found.size(), node.log());
            for (int i = 0; i < errors.size(); i++) {
                assertTrue(found.get(i).contains(errors.get(i)), found.get(i));
            }
            assertEquals(1, node.log().lines().filter(line -> line.startsWith("hint: ")).count());
            assertFalse(node.log().contains("\tat "), node.log());
        }
    }

    private static String[] options(Path data, String... more) {
        List<String> all = new ArrayList<>(List.of("--data-dir", data.toString()));
        List<String> given = List.of(more);
        all.addAll(given);
        if (!given.contains("--edge-listen")) {
            all.addAll(List.of("--edge-listen", "127.0.0.1:0"));
        }
        if (!given.contains("--raft-listen")) {
            all.addAll(List.of("--raft-listen", "127.0.0.1:0"));
        }
        if (!given.contains("--slab-size")) {
            all.addAll(List.of("--slab-size", "16m"));
        }
        return all.toArray(String[]::new);
    }

    @Test
    void unknownKeysAndValuesAreNamedWithTheirPlaces() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("origins.yaml"),
                        """
                        origins:
                          - pattern: "**"
                            orgin: "http://127.0.0.1:9000"
                          - pattern: "[a"
                            origin: "ftp://127.0.0.1"
                            default-ttl: soon
                        """);
        List<String> errors =
                List.of(
                        file + ":3:5: unknown key \"orgin\"",
                        file + ":2:5: ",
                        file + ":4:14: ",
                        file + ":5:13: ",
                        file + ":6:18: ");
        expect(2, errors, options(folder.resolve("data"), "--origins", file.toString()));
        assertFalse(Files.exists(folder.resolve("data")), "a wrong start left a trace");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String address = "127.0.0.1:" + other.getLocalPort();
            expect(
                    1,
                    List.of("cannot listen on " + address + ": address already in use"),
                    options(folder.resolve("data"), "--edge-listen", address));
        }
    }

    @Test
    void aRaftPortInUseIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String address = "127.0.0.1:" + other.getLocalPort();
            expect(
                    1,
                    List.of("cannot listen on " + address + ": address already in use"),
                    options(folder.resolve("data"), "--raft-listen", address));
        }
    }

    @Test
    void raftBeyondLoopbackIsRefusedBeforeAnythingIsTouched() throws Exception {
        expect(
                2,
                List.of("beyond loopback Raft needs mTLS or the cluster's secret"),
                options(folder.resolve("data"), "--raft-listen", "0.0.0.0:7000"));
        assertFalse(Files.exists(folder.resolve("data")), "a wrong start left a trace");
    }

    @Test
    void aDataDirectoryBelowAFileIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Path below = file.resolve("data");
        expect(1, List.of("cannot use the data directory " + below), options(below));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void aDataDirectoryWithoutRightsIsRefused() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        assumeMounted(data, "-o", "size=1m,ro,mode=700");
        try {
            expect(1, List.of("cannot use the data directory " + data), options(data));
        } finally {
            unmount(data);
        }
    }

    @Test
    void aDataDirectoryOfAnotherVersionIsRefused() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("VERSION"), "neurocache-data 99\n");
        expect(1, List.of("the data directory " + data + " has layout version 99"), options(data));
    }

    @Test
    void aDataDirectoryInUseIsRefusedAndItsOwnerGoesOn() throws Exception {
        Path data = folder.resolve("data");
        try (NeurodProcess owner = NeurodProcess.start(data, "--slab-size", "16m")) {
            expect(1, List.of(data.toString()), options(data));
            assertEquals(200, owner.get("/health").statusCode());
        }
    }

    @Test
    void aFullDiskIsAnErrorWithItsNumbers() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        assumeMounted(data, "-o", "size=256m,mode=700");
        try {
            String wanted = "wanted " + (512 << 20) + " bytes, available are 2";
            expect(1, List.of(wanted), options(data, "--slab-size", "512m"));
            // What fits starts on the same directory afterwards.
            try (NeurodProcess node = NeurodProcess.start(data, "--slab-size", "8m")) {
                assertEquals(200, node.get("/health").statusCode());
            }
        } finally {
            unmount(data);
        }
    }

    private static void assumeMounted(Path at, String... options) throws Exception {
        String[] command = {"mount", "-t", "tmpfs"};
        String[] all = Arrays.copyOf(command, command.length + options.length + 2);
        System.arraycopy(options, 0, all, command.length, options.length);
        all[all.length - 2] = "tmpfs";
        all[all.length - 1] = at.toString();
        boolean mounted = run(all);
        if (!mounted) {
            System.out.println("skipped: mounting a file system is not allowed here");
        }
        assumeTrue(mounted, "mounting a file system is not allowed here");
    }

    private static void unmount(Path at) throws Exception {
        assertTrue(run("umount", "-l", at.toString()), "cannot unmount " + at);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException absent) {
            System.out.println("not run: " + absent.getMessage());
            return false;
        }
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}

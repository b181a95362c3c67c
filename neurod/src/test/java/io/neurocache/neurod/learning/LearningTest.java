package io.neurocache.neurod.learning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The learner is a shell script here, which does what the test says. */
class LearningTest {
    private static final Duration EVERY = Duration.ofHours(1);
    private static final String PAYS =
            "{\"model\":\"m\",\"pays\":true,\"judged_steps\":30000,\"top1_without\":0.5,"
                    + "\"top1_with\":0.6,\"notes\":{\"a\":[1,2]}}";

    @TempDir private Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private final FakeHost host = new FakeHost();
    private final List<Learning> made = new ArrayList<>();

    private Learning learning(String script) throws IOException {
        return learning(script, Duration.ofSeconds(30));
    }

    private Learning learning(String script, Duration deadline) throws IOException {
        Path program = folder.resolve("neurod");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Learning learning =
                new Learning(
                        EVERY,
                        deadline,
                        program,
                        folder.resolve("record"),
                        folder.resolve("models"),
                        host,
                        nanos::get);
        made.add(learning);
        return learning;
    }

    @AfterEach
    void close() {
        made.forEach(Learning::close);
    }

    /** Writes the model where it is told to: the last argument. */
    private static String trained(String report) {
        return "for last; do :; done; printf model >\"$last\"; echo '" + report + "'";
    }

    private boolean isCandidateGone() {
        return !Files.exists(folder.resolve("models").resolve("candidate"));
    }

    @Test
    void aModelThatPaysIsPublished() throws Exception {
        Learning learning = learning(trained(PAYS));
        learning.look();
        assertEquals(1, host.published.size());
        assertArrayEquals("model".getBytes(UTF_8), host.published.getFirst());
        assertEquals(new LearningStatus(true, false, 1, 0, 0, 1), learning.status());
        assertTrue(isCandidateGone());
    }

    @Test
    void theLearnerIsToldWhatToLearnFrom() throws Exception {
        learning("echo \"$@\" >../args; exit 1").look();
        String args = Files.readString(folder.resolve("args")).strip();
        assertEquals(
                "learn --with-parent --record "
                        + folder.resolve("record")
                        + " --until 0.75 --judge --seconds 60 --out "
                        + folder.resolve("models").resolve("candidate"),
                args);
    }

    @Test
    void oneThatDoesNotPayIsForgotten() throws Exception {
        Learning learning = learning(trained(PAYS.replace("true", "false")));
        learning.look();
        assertEquals(List.of(), host.published);
        assertEquals(new LearningStatus(true, false, 1, 0, 1, 0), learning.status());
        assertTrue(isCandidateGone());
    }

    @Test
    void aLearnerThatFailsLeavesEverythingAsItWas() throws Exception {
        List<String> scripts =
                List.of(
                        "echo why >&2; exit 1",
                        "kill -9 $$",
                        trained("{\"model\":\"m\"}"),
                        trained("no JSON"),
                        trained("{\"pays\":\"yes\"}"),
                        trained("[]"),
                        "exit 0",
                        // It says that it pays, and there is no model.
                        "echo '" + PAYS + "'",
                        "head -c 300000 /dev/zero");
        for (String script : scripts) {
            Learning learning = learning(script);
            learning.look();
            assertEquals(new LearningStatus(true, false, 1, 1, 0, 0), learning.status(), script);
            assertTrue(isCandidateGone(), script);
        }
        Files.delete(folder.resolve("neurod"));
        Learning without = learning("exit 0");
        Files.delete(folder.resolve("neurod"));
        without.look();
        assertEquals(1, without.status().failed(), "no program");
    }

    @Test
    void oneThatHangsIsKilled() throws Exception {
        Learning learning = learning("echo $$ >../pid; exec sleep 600", Duration.ofSeconds(2));
        learning.look();
        assertEquals(1, learning.status().failed());
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertFalse(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
    }

    @Test
    void whoeverEndsKillsIt() throws Exception {
        Path pid = folder.resolve("pid");
        Learning learning = learning("echo $$ >../pid.new; mv ../pid.new ../pid; exec sleep 600");
        Thread looking =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                learning.look();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Files.exists(pid) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        ProcessHandle learner =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        looking.interrupt();
        assertTrue(looking.join(Duration.ofSeconds(20)));
        learner.onExit().get(20, TimeUnit.SECONDS);
        assertFalse(learning.status().isRunning());
    }

    @Test
    void onlyTheLeaderTrainsAndOnlyWhenThereIsSomethingNew() throws Exception {
        Learning learning = learning(trained(PAYS));
        host.isLeader = false;
        learning.look();
        host.isLeader = true;
        host.answers = Learning.MIN_ANSWERS - 1;
        learning.look();
        assertEquals(0, learning.status().runs());
        host.answers = Learning.MIN_ANSWERS;
        learning.look();
        host.answers = 10 * Learning.MIN_ANSWERS;
        learning.look();
        assertEquals(1, learning.status().runs(), "it is not time yet");
        nanos.addAndGet(EVERY.toNanos());
        learning.look();
        nanos.addAndGet(EVERY.toNanos());
        learning.look();
        assertEquals(2, learning.status().runs(), "nothing new to learn from");
    }

    @Test
    void whereThereIsTooLittleItIsTriedAgainWithMore() throws Exception {
        Learning learning = learning("exit 5");
        learning.look();
        learning.look();
        assertEquals(1, learning.status().runs(), "nothing new");
        host.answers += Learning.MIN_ANSWERS;
        learning.look();
        assertEquals(new LearningStatus(true, false, 2, 0, 0, 0), learning.status());
    }

    @Test
    void aModelThatCannotBePublishedIsAFailure() throws Exception {
        host.isBroken = true;
        Learning learning = learning(trained(PAYS));
        learning.look();
        assertEquals(new LearningStatus(true, false, 1, 1, 0, 0), learning.status());
    }

    private static final class FakeHost implements Learning.Host {
        private final List<byte[]> published = new ArrayList<>();
        private boolean isLeader = true;
        private boolean isBroken;
        private long answers = Learning.MIN_ANSWERS;

        @Override
        public boolean isLeader() {
            return isLeader;
        }

        @Override
        public long answers() {
            return answers;
        }

        @Override
        public void publish(byte[] model) throws IOException {
            if (isBroken) {
                throw new IOException("no leader");
            }
            published.add(model);
        }
    }
}

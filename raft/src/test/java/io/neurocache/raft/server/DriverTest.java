package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.store.StorageConfig;
import io.neurocache.raft.store.StorageStatus;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server answers while its disks are full, slow or silent, and how it goes on. */
class DriverTest {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final int QUEUE_BYTES = 32 << 10;
    private static final String LONG_VALUE = "x".repeat(8 << 10);

    @TempDir Path directory;

    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        shell = new Shell(directory, limits());
        shell.awaitLeader();
    }

    @AfterEach
    void stop() throws IOException {
        shell.close();
    }

    private static StorageConfig limits() {
        return new StorageConfig(
                1,
                SEGMENT_BYTES,
                8 << 10,
                QUEUE_BYTES,
                1 << 10,
                0,
                1 << 20,
                Duration.ofSeconds(60),
                Duration.ofMillis(5));
    }

    private void putAndCheck(String key, String value) {
        shell.put(key, value);
        assertInstanceOf(Reply.Written.class, shell.awaitReply());
    }

    private static void assertRefused(ErrorCode code, String words, Reply reply) {
        Reply.Failed failed = assertInstanceOf(Reply.Failed.class, reply);
        assertEquals(code, failed.code(), failed.message());
        assertTrue(failed.message().contains(words), failed.message());
    }

    // ---- The log's disk.

    @Test
    void writesAreRefusedWhileTooMuchWaitsForTheDisk() {
        shell.disk.setSilent(true);
        int asked = 0;
        while (shell.hasRoom()) {
            shell.put("k" + asked++, LONG_VALUE);
        }
        assertFalse(shell.hasReply());
        long refused = shell.put("more", "1");
        Reply answer = shell.reply();
        assertEquals(refused, answer.id());
        assertRefused(ErrorCode.OVERLOADED, "waits for the disk", answer);
        shell.disk.setSilent(false);
        for (int i = 0; i < asked; i++) {
            assertInstanceOf(Reply.Written.class, shell.awaitReply());
        }
        putAndCheck("more", "1");
    }

    @Test
    void aLeaderWithAFullDiskRefusesWritesAnswersReadsAndHealsByItself() {
        putAndCheck("a", "1");
        shell.disk.fill();
        int asked = 0;
        while (!(shell.storageStatus() instanceof StorageStatus.DiskFull)) {
            assertTrue(asked < 1_000, "the disk is never full");
            shell.put("fill", LONG_VALUE);
            shell.pass(Shell.TICK);
            asked++;
            while (shell.hasReply()) {
                shell.reply();
                asked--;
            }
        }
        long refused = shell.put("a", "2");
        Reply answer = answerTo(refused);
        assertRefused(ErrorCode.OVERLOADED, "disk is full", answer);
        long stale = shell.get("a", Consistency.STALE);
        assertInstanceOf(Reply.Found.class, answerTo(stale));

        shell.disk.empty();
        shell.await(() -> shell.storageStatus() instanceof StorageStatus.Ready);
        // It may have stepped down for a while, as its disk took nothing for so long.
        shell.await(() -> answerTo(shell.put("a", "3")) instanceof Reply.Written);
    }

    /** Passes over answers to earlier questions. */
    private Reply answerTo(long id) {
        Reply reply = shell.awaitReply();
        while (reply.id() != id) {
            reply = shell.awaitReply();
        }
        return reply;
    }

    @Test
    void aSilentDiskEndsLeadershipUntilItAnswers() {
        shell.disk.setSilent(true);
        long waiting = shell.put("a", "1");
        shell.await(() -> shell.role().equals("follower"));
        long refused = shell.put("b", "1");
        assertRefused(ErrorCode.NO_LEADER, "no leader", answerTo(refused));
        shell.disk.setSilent(false);
        // The log kept it, and the next term commits it.
        assertInstanceOf(Reply.Written.class, answerTo(waiting));
        shell.awaitLeader();
        putAndCheck("b", "2");
    }

    @Test
    void aWriteIsToldWhenItsTimeIsOverAndMayHaveHappened() {
        shell.disk.setSilent(true);
        long waiting = shell.put("a", "1");
        shell.pass(Shell.TIMEOUT.minus(Shell.TICK));
        assertFalse(shell.hasReply());
        shell.pass(Shell.TICK.multipliedBy(2));
        Reply answer = shell.reply();
        assertEquals(waiting, answer.id());
        assertRefused(ErrorCode.TIMEOUT, "not confirmed", answer);
        shell.disk.setSilent(false);
        shell.awaitLeader();
        assertValue("1");
    }

    private void assertValue(String value) {
        long read = shell.get("a", Consistency.LINEARIZABLE);
        Reply.Found found = assertInstanceOf(Reply.Found.class, answerTo(read));
        assertEquals(Bytes.utf8(value), found.value());
    }

    // ---- The disk of the keys.

    @Test
    void whatFindsNoRoomForItsKeyIsAppliedWhenThereIsSome() {
        putAndCheck("a", "1");
        shell.table.setFull(true);
        shell.disk.setSilent(true);
        long waiting = shell.put("a", "2");
        shell.put("a", "3");
        shell.disk.setSilent(false);
        shell.await(() -> shell.role().equals("follower"));
        assertTrue(shell.failures.isEmpty());
        long refused = shell.put("a", "4");
        assertRefused(ErrorCode.OVERLOADED, "no room for the keys", answerTo(refused));
        long stale = shell.get("a", Consistency.STALE);
        assertEquals(Bytes.utf8("1"), assertInstanceOf(Reply.Found.class, answerTo(stale)).value());

        shell.table.setFull(false);
        assertInstanceOf(Reply.Written.class, answerTo(waiting));
        shell.awaitLeader();
        assertValue("3");
        putAndCheck("a", "5");
    }

    @Test
    void aReadIsNotAnsweredFromKeysThatLackWhatIsCommitted() {
        putAndCheck("a", "1");
        shell.table.setFull(true);
        long write = shell.put("a", "2");
        shell.awaitWithoutTime(shell::isBehind);
        long read = shell.get("a", Consistency.LINEARIZABLE);
        assertRefused(ErrorCode.OVERLOADED, "no room for the keys", answerTo(read));
        shell.table.setFull(false);
        assertInstanceOf(Reply.Written.class, answerTo(write));
        shell.awaitLeader();
        assertValue("2");
    }
}

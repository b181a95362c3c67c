package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When a piece of a snapshot is sent again, and of which snapshot. */
class SnapshotSenderTest {
    private static final int TIMEOUT_TICKS = Driver.CONFIG.electionTimeoutTicks();
    private static final int CHUNK_BYTES = Driver.CONFIG.snapshotChunkBytes();

    private final Server server = server();
    private final SnapshotSender sender = new SnapshotSender(server, 2);

    /** A server whose snapshot ends at index 5, and whose log goes on to index 9. */
    private static Server server() {
        Configuration members = Configuration.of(List.of(1, 2, 3));
        MemoryLog log = new MemoryLog();
        log.restore(new SnapshotMeta(5, 1, members));
        for (long index = 6; index <= 9; index++) {
            log.write(List.of(new Entry(1, index, new Payload.Noop())));
        }
        HardState hardState = new HardState(1, HardState.NOBODY);
        return new Server(1, Driver.CONFIG, hardState, log, members, new SplittableRandom(1));
    }

    /** The first piece has been acknowledged, and the second is on its way. */
    private void sendTwoPieces() {
        send(0);
        sender.answered(5, CHUNK_BYTES);
        send(CHUNK_BYTES);
    }

    private void send(long offset) {
        assertEquals(List.of(new Effect.ReadSnapshot(2, 5, offset, 10)), server.takeEffects());
        sender.read(new Event.SnapshotRead(2, 5, offset, Bytes.utf8("0123456789"), false), 1);
        assertEquals(1, Driver.sent(server.takeEffects()).size());
    }

    private void tick(int ticks) {
        for (int i = 0; i < ticks; i++) {
            server.tick();
        }
    }

    private void takeSnapshot() {
        server.log.commitTo(9);
        server.log.takeCommitted(Long.MAX_VALUE / 2);
        server.log.snapshotTaken(server.log.appliedSnapshot());
    }

    @Test
    void aPieceIsSentAgainAfterAnElectionTimeout() {
        sendTwoPieces();
        tick(TIMEOUT_TICKS - 1);
        sender.retry(server.now());
        assertEquals(List.of(), server.takeEffects());
        tick(1);
        sender.retry(server.now());
        send(CHUNK_BYTES);
    }

    @Test
    void aFollowerThatIsNotHeardIsSentNothing() {
        tick(3);
        sendTwoPieces();
        tick(TIMEOUT_TICKS);
        sender.retry(2);
        assertEquals(List.of(), server.takeEffects());
        // It was heard in the very tick in which the piece went out, perhaps behind it.
        sender.retry(3);
        send(CHUNK_BYTES);
    }

    @Test
    void aPieceThatIsBeingReadIsWaitedFor() {
        assertEquals(1, server.takeEffects().size());
        tick(2 * TIMEOUT_TICKS);
        sender.retry(server.now());
        assertEquals(List.of(), server.takeEffects());
    }

    @Test
    void aLaterSnapshotDoesNotEndATransferWhileTheLogGoesOnBehindIt() {
        sendTwoPieces();
        takeSnapshot();
        tick(TIMEOUT_TICKS);
        sender.retry(server.now());
        assertEquals(
                List.of(new Effect.ReadSnapshot(2, 5, CHUNK_BYTES, CHUNK_BYTES)),
                server.takeEffects());
    }

    @Test
    void aSnapshotThatTheLogDoesNotGoOnBehindIsGivenUpForTheLatest() {
        sendTwoPieces();
        takeSnapshot();
        server.log.compactTo(6);
        tick(TIMEOUT_TICKS);
        sender.retry(server.now());
        assertEquals(List.of(new Effect.ReadSnapshot(2, 9, 0, CHUNK_BYTES)), server.takeEffects());
    }
}

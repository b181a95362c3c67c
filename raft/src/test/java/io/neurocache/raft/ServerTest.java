package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds of a server in every role. */
class ServerTest {
    private static Server server(int id, HardState hardState, MemoryLog log) {
        Configuration members = Configuration.of(List.of(1, 2, 3));
        return new Server(id, Driver.CONFIG, hardState, log, members, new SplittableRandom(1));
    }

    private static Server voted(long term, int votedFor) {
        return server(1, new HardState(term, votedFor), new MemoryLog());
    }

    @Test
    void idsCountFromOne() {
        assertThrows(
                IllegalArgumentException.class,
                () -> server(0, HardState.INITIAL, new MemoryLog()));
    }

    @Test
    void aServerHasSeenTheTermOfEveryEntryOfItsLog() {
        MemoryLog log = MemoryLog.ofTerms(1, 3);
        assertThrows(
                IllegalArgumentException.class,
                () -> server(1, new HardState(2, HardState.NOBODY), log));
        assertEquals(3, server(1, new HardState(3, HardState.NOBODY), log).log.lastTerm());
    }

    @Test
    void aTermNeverFalls() {
        Server server = voted(4, HardState.NOBODY);
        assertThrows(
                InvariantViolation.class, () -> server.become(new HardState(3, HardState.NOBODY)));
        assertEquals(4, server.currentTerm());
    }

    @Test
    void aVoteThatWasGivenStays() {
        Server server = voted(4, 2);
        assertThrows(InvariantViolation.class, () -> server.become(new HardState(4, 3)));
        assertThrows(
                InvariantViolation.class, () -> server.become(new HardState(4, HardState.NOBODY)));
        server.become(new HardState(4, 2));
        assertEquals(2, server.votedFor());
    }

    @Test
    void aNewTermHasAVoteOfItsOwn() {
        Server server = voted(4, 2);
        server.become(new HardState(5, 3));
        assertEquals(3, server.votedFor());
    }
}

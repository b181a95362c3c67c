package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.Message;
import io.neurocache.raft.wire.NodeStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a member takes to answer a round. */
class RoundTripsTest {
    private long nanos;
    private final RoundTrips trips = new RoundTrips(() -> nanos);

    private void send(long round) {
        trips.sent(new Message.AppendEntries(1, 2, 1, 0, 0, List.of(), 0, round));
    }

    private void answer(long round) {
        trips.received(new Message.AppendEntriesReply(2, 1, 1, 0, round));
    }

    @Test
    void theFirstAnswerToARoundEndsIt() {
        send(1);
        nanos += 300_000;
        send(1);
        nanos += 100_000;
        answer(1);
        nanos += 900_000;
        answer(1);
        assertEquals(400, trips.micros(2));
    }

    @Test
    void anAnswerToAnEarlierRoundDoesNot() {
        send(1);
        nanos += 100_000;
        answer(1);
        send(2);
        nanos += 100_000;
        answer(1);
        nanos += 700_000;
        answer(2);
        assertEquals(187, trips.micros(2), "100 and an eighth of the 700 more");
    }

    @Test
    void nothingIsKnownOfWhoNeverAnswersOrNoLonger() {
        assertEquals(NodeStatus.UNKNOWN, trips.micros(2));
        send(1);
        assertEquals(NodeStatus.UNKNOWN, trips.micros(2));
        nanos += 100_000;
        answer(1);
        send(2);
        nanos += RoundTrips.FORGET_NANOS + 1;
        send(3);
        assertEquals(NodeStatus.UNKNOWN, trips.micros(2));
    }

    @Test
    void anotherLeadershipCountsFromAnew() {
        send(7);
        trips.clear();
        send(1);
        nanos += 200_000;
        answer(1);
        assertEquals(200, trips.micros(2));
    }
}

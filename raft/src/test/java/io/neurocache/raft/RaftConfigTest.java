package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaftConfigTest {
    private static RaftConfig config(
            int electionTimeoutTicks,
            int heartbeatTicks,
            int maxAppendBytes,
            int maxInflightMessages,
            long maxUncommittedBytes,
            int maxWaitingReads,
            int snapshotChunkBytes,
            int keptEntries) {
        return new RaftConfig(
                electionTimeoutTicks,
                heartbeatTicks,
                maxAppendBytes,
                maxInflightMessages,
                maxUncommittedBytes,
                maxWaitingReads,
                snapshotChunkBytes,
                keptEntries,
                RaftConfig.ReadMode.READ_INDEX);
    }

    @Test
    void theLeastOfEverythingIsTaken() {
        assertEquals(3, config(3, 1, 1, 1, 1, 1, 1, 0).electionTimeoutTicks());
        assertEquals(30, config(30, 10, 1, 1, 1, 1, 1, 0).electionTimeoutTicks());
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, 1, 1, 1, 1, 1, 0, heartbeatTicks",
        "2, 1, 1, 1, 1, 1, 1, 0, electionTimeoutTicks",
        "29, 10, 1, 1, 1, 1, 1, 0, electionTimeoutTicks",
        "3, 1, 0, 1, 1, 1, 1, 0, maxAppendBytes",
        "3, 1, 1, 0, 1, 1, 1, 0, maxInflightMessages",
        "3, 1, 1, 1, 0, 1, 1, 0, maxUncommittedBytes",
        "3, 1, 1, 1, 1, 0, 1, 0, maxWaitingReads",
        "3, 1, 1, 1, 1, 1, 0, 0, snapshotChunkBytes",
        "3, 1, 1, 1, 1, 1, 1, -1, keptEntries"
    })
    void oneLessIsRefusedByName(
            int electionTimeoutTicks,
            int heartbeatTicks,
            int maxAppendBytes,
            int maxInflightMessages,
            long maxUncommittedBytes,
            int maxWaitingReads,
            int snapshotChunkBytes,
            int keptEntries,
            String name) {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                config(
                                        electionTimeoutTicks,
                                        heartbeatTicks,
                                        maxAppendBytes,
                                        maxInflightMessages,
                                        maxUncommittedBytes,
                                        maxWaitingReads,
                                        snapshotChunkBytes,
                                        keptEntries));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(name), refusal::toString);
    }
}

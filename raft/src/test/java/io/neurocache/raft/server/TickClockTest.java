package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.auth.PortSecurity;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickClockTest {
    private static final long TICK = Duration.ofMillis(10).toNanos();

    private final TickClock clock = new TickClock(config(RaftConfig.DEFAULT), 0);

    private static RaftServerConfig config(RaftConfig raft) {
        RaftServerConfig some =
                RaftServerConfig.of(
                        1, "test", new InetSocketAddress(0), List.of(), Path.of("unused"));
        return new RaftServerConfig(
                some.id(),
                some.version(),
                some.cluster(),
                some.listen(),
                some.members(),
                some.directory(),
                raft,
                some.storage(),
                some.tick(),
                some.requestTimeout(),
                some.lease(),
                some.snapshotBytes(),
                some.snapshotAge(),
                some.maxConnections(),
                100,
                PortSecurity.NONE);
    }

    @Test
    void wholeTicksAreCountedAndTheRestIsKept() {
        assertEquals(0, clock.passed(TICK - 1));
        assertEquals(1, clock.passed(TICK + 1));
        assertEquals(1, clock.passed(2 * TICK));
        assertEquals(2, clock.passed(4 * TICK));
    }

    @Test
    void aPauseIsNotTheOthersSilence() {
        assertEquals(TickClock.MAX_AT_ONCE, clock.passed(60 * TICK));
        assertEquals(0, clock.passed(60 * TICK));
        assertEquals(1, clock.passed(61 * TICK));
    }

    @Test
    void aLeaseRunsOnWhileTheServerPauses() {
        RaftConfig leased =
                new RaftConfig(
                        15,
                        5,
                        1 << 20,
                        64,
                        64L << 20,
                        100_000,
                        256 << 10,
                        10_000,
                        RaftConfig.ReadMode.LEASE);
        assertEquals(60, new TickClock(config(leased), 0).passed(60 * TICK));
    }
}

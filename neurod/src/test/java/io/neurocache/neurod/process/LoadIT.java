package io.neurocache.neurod.process;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link LoadSoak} does, scaled down. */
class LoadIT {
    @TempDir Path folder;

    @Test
    void tenTimesTheSlabInObjectsLeavesTheMemoryAsItWas() throws Exception {
        Churn.run(folder, "64m", 640L << 20);
    }

    @Test
    void aThousandIdleConnectionsAreCheap() throws Exception {
        IdleConnections.run(folder, 1_000);
    }
}

package io.neurocache.neurod.process;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Load of full size, run by hand; the connections need {@code ulimit -n 12000}:
 *
 * <pre>
 * ./mvnw -pl neurod -am verify -Dneurocache.soak=true -Dit.test=LoadSoak -Dtest=NONE
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
 * </pre>
 */
@EnabledIfSystemProperty(named = "neurocache.soak", matches = "true")
class LoadSoak {
    @TempDir Path folder;

    @Test
    void tenGigabytesThroughASlabOfOneLeaveTheMemoryAsItWas() throws Exception {
        Churn.run(folder, "1g", 10L << 30);
    }

    @Test
    void tenThousandIdleConnectionsAreCheap() throws Exception {
        IdleConnections.run(folder, 10_000);
    }
}

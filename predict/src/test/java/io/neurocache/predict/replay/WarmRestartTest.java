package io.neurocache.predict.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.LearningPolicy;
import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.PolicyKind;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.model.ValueTablesFile;
import io.neurocache.predict.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy does that begins with what one before it had learnt. */
class WarmRestartTest {
    private static final int CAPACITY = 300;
    private static final int REQUESTS = 20_000;

    @TempDir Path folder = Path.of("");

    private static LearningPolicy policy() {
        PolicyConfig config = new PolicyConfig(CAPACITY, true, Objective.OBJECTS, 1);
        return (LearningPolicy) PolicyKind.LEARNED.create(config);
    }

    private static BitSet hits(LearningPolicy policy, Trace trace) {
        Simulation cache = new PolicySimulation(trace, policy, CAPACITY);
        BitSet hits = new BitSet();
        for (int i = 0; i < trace.requests(); i++) {
            hits.set(i, cache.request(trace.key(i)));
        }
        return hits;
    }

    private static ValueTables learnt(SyntheticLoad load) {
        LearningPolicy policy = policy();
        hits(policy, load.trace(100_000, 1));
        return policy.tables().orElseThrow();
    }

    @Test
    void whatWasInAFileDecidesAsItDidBefore() throws IOException {
        ValueTables learnt = learnt(SyntheticLoad.DRIFT);
        Path file = folder.resolve("values");
        ValueTablesFile.write(file, learnt);
        LearningPolicy before = policy();
        before.restore(learnt);
        LearningPolicy after = policy();
        after.restore(ValueTablesFile.read(file));
        Trace trace = SyntheticLoad.BROKEN_PROMISES.trace(REQUESTS, 2);
        BitSet hits = hits(after, trace);
        assertEquals(hits(before, trace), hits);
        assertNotEquals(hits(policy(), trace), hits, "what was learnt makes a difference");
        assertEquals(100_000 + REQUESTS, after.tables().orElseThrow().requests());
    }

    @Test
    void aWarmStartHitsMoreThanAColdOne() {
        // Other keys come, of the same two kinds. Measured: 19,070 hits of 20,000 after 18,274.
        Trace trace = SyntheticLoad.DECOYS.trace(REQUESTS, 2);
        LearningPolicy warm = policy();
        warm.restore(learnt(SyntheticLoad.DECOYS));
        int gained = hits(warm, trace).cardinality() - hits(policy(), trace).cardinality();
        assertTrue(gained >= 600, "gained " + gained);
    }
}

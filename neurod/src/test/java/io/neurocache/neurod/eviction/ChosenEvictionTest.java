package io.neurocache.neurod.eviction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.neurod.config.Eviction;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.model.ValueTablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What eviction keeps over the lives of a node. */
class ChosenEvictionTest {
    private static final long SLAB_BYTES = 10_000;

    @TempDir Path folder = Path.of("");

    private ChosenEviction chosen(Eviction eviction) {
        return new ChosenEviction(eviction, SLAB_BYTES, folder.resolve("values"));
    }

    private static void load(EvictionPolicy policy, int requests) {
        for (int i = 0; i < requests; i++) {
            policy.admit((i % 50) * 0x9E3779B97F4A7C15L, 100);
        }
    }

    private ValueTables saved() throws IOException {
        return ValueTablesFile.read(folder.resolve("values"));
    }

    @Test
    void whatWasLearntIsGoneOnFromInTheNextLife() throws IOException {
        ChosenEviction first = chosen(Eviction.PPO);
        load(first.open(new MapWords()), 3_000);
        first.save();
        ValueTables learnt = saved();
        assertEquals(3_000, learnt.requests());
        ChosenEviction second = chosen(Eviction.PPO);
        EvictionPolicy policy = second.open(new MapWords());
        second.save();
        assertArrayEquals(learnt.weights(), saved().weights());
        load(policy, 10);
        second.save();
        assertEquals(3_010, saved().requests());
    }

    @Test
    void itLearnsAnewWhereTheFileIsDamaged() throws IOException {
        Files.writeString(folder.resolve("values"), "NEUROTAB, or what is left of it by now");
        ChosenEviction chosen = chosen(Eviction.PPO);
        load(chosen.open(new MapWords()), 100);
        chosen.save();
        assertEquals(100, saved().requests());
    }

    @Test
    void nothingIsKeptOfWhatDoesNotLearn() {
        for (Eviction eviction : new Eviction[] {Eviction.LRU, Eviction.SIEVE}) {
            ChosenEviction chosen = chosen(eviction);
            chosen.save();
            chosen.open(new MapWords());
            chosen.save();
        }
        assertFalse(Files.exists(folder.resolve("values")));
    }

    @Test
    void whereNothingCanBeWrittenEvictionGoesOn() {
        ChosenEviction chosen =
                new ChosenEviction(Eviction.PPO, SLAB_BYTES, folder.resolve("none/values"));
        EvictionPolicy policy = chosen.open(new MapWords());
        chosen.save();
        load(policy, 100);
    }
}

package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void aCommandCountsItsBytes() {
        assertEquals(5, MemoryLog.command("hello").sizeBytes());
        assertEquals(0, new Payload.Noop().sizeBytes());
    }

    @Test
    void aConfigurationCountsEachMemberOnce() {
        Configuration members =
                new Configuration(
                        new TreeSet<>(List.of(1, 2, 3)),
                        new TreeSet<>(List.of(1, 2, 4)),
                        new TreeSet<>(List.of(5)));
        assertEquals(5 * 8, new Payload.Reconfigure(members).sizeBytes());
    }

    @Test
    void anEntryCostsMoreThanItsPayload() {
        assertEquals(32 + 5, new Entry(1, 1, MemoryLog.command("hello")).sizeBytes());
    }
}

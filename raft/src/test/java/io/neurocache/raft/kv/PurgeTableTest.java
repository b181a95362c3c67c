package io.neurocache.raft.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class PurgeTableTest {
    private static KvPurge purge(long index, String name) {
        return new KvPurge(
                index,
                new Request.Purge(1, Request.Purge.Target.TAGS, List.of(Bytes.utf8(name)), false));
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        PurgeTable table = new PurgeTable(1000);
        for (int i = 1; i <= 50; i++) {
            table.add(purge(2L * i, "tag-" + i));
        }
        List<KvPurge> left = table.list();
        assertTrue(left.size() > 5 && left.size() < 20, "left " + left.size());
        assertEquals(100, left.getLast().index());
        assertEquals(left.getFirst().index() - 2, table.forgotten());
    }

    @Test
    void oneThatIsLargerThanTheTableIsForgottenAtOnce() {
        PurgeTable table = new PurgeTable(1000);
        table.add(purge(7, "x".repeat(2000)));
        assertEquals(List.of(), table.list());
        assertEquals(7, table.forgotten());
    }

    @Test
    void theyComeInTheOrderOfTheLog() {
        PurgeTable table = new PurgeTable(1000);
        table.clear(5);
        assertThrows(IllegalArgumentException.class, () -> table.add(purge(5, "a")));
        table.add(purge(6, "a"));
        assertThrows(IllegalArgumentException.class, () -> table.add(purge(6, "b")));
    }
}

package io.neurocache.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Found by the simulator: entries that arrive while the last piece of a snapshot is written. */
class SnapshotRaceTest {
    private static final Configuration THREE = Configuration.of(List.of(1, 2, 3));

    private final SimStorage disk = new SimStorage();
    private final RaftNode follower =
            new RaftNode(2, RaftConfig.DEFAULT, HardState.INITIAL, disk, THREE, new SimRandom(1));

    @Test
    void aLogThatHasCaughtUpIsNotCutForASnapshot() {
        SnapshotMeta snapshot = new SnapshotMeta(2, 1, THREE);
        step(
                new Event.Received(
                        new Message.InstallSnapshot(
                                1, 2, 1, snapshot, 0, Bytes.utf8("state"), true, 1)));
        step(new Event.Received(new Message.AppendEntries(1, 2, 1, 0, 0, entries(4), 0, 1)));
        disk.begin(false);
        List<Event> done = new ArrayList<>();
        disk.finish(done::add);
        List<Effect> effects = new ArrayList<>();
        done.forEach(event -> effects.addAll(step(event)));
        assertTrue(effects.stream().noneMatch(Effect.Restore.class::isInstance), effects::toString);
        assertEquals(4, follower.lastIndex());
        assertEquals(2, follower.commitIndex());
    }

    private List<Effect> step(Event event) {
        List<Effect> effects = follower.step(event);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist persist) {
                disk.persist(persist);
            } else if (effect instanceof Effect.WriteSnapshot piece) {
                disk.write(piece);
            }
        }
        return effects;
    }

    private static List<Entry> entries(long last) {
        List<Entry> entries = new ArrayList<>();
        for (long index = 1; index <= last; index++) {
            entries.add(new Entry(1, index, new Payload.Noop()));
        }
        return entries;
    }
}

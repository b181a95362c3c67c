package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.kv.KvResult;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.slab.Check;
import java.util.List;

/**
 * The state machine in use, and who hears of what it applies. A restored snapshot puts another one
 * in its place. Event loop only.
 */
final class Machine {
    private final Writes writes;
    private final MemberChanges changes;
    private final Snapshots snapshots;
    private KvStateMachine kv;

    Machine(KvStateMachine kv, Writes writes, MemberChanges changes, Snapshots snapshots) {
        this.kv = kv;
        this.writes = writes;
        this.changes = changes;
        this.snapshots = snapshots;
    }

    KvStateMachine kv() {
        return kv;
    }

    /** A received snapshot has been loaded: this one counts from now on. */
    void restored(KvStateMachine loaded) {
        kv = loaded;
    }

    void apply(List<Entry> entries) {
        for (Entry entry : entries) {
            KvResult result = null;
            switch (entry.payload()) {
                case Payload.Command(Bytes command) -> result = kv.apply(entry.index(), command);
                case Payload.Noop() -> kv.pass(entry.index());
                case Payload.Reconfigure(var configuration) -> {
                    kv.pass(entry.index());
                    changes.applied(entry.index(), configuration);
                }
            }
            snapshots.applied(entry.sizeBytes());
            writes.applied(entry.index(), entry.term(), result, Refusals.LOST);
        }
    }

    /** Begins a snapshot of what has been applied, unless one is under way. */
    void takeSnapshot(SnapshotMeta meta, long now) {
        if (snapshots.isUnderWay()) {
            return;
        }
        Check.invariant(
                meta.lastIncludedIndex() == kv.appliedIndex(),
                "core and state machine stand at different entries",
                kv.appliedIndex());
        snapshots.take(meta, kv, now);
    }
}

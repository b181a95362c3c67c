package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.SnapshotMeta;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** State machines in memory that forget purges early, for simulations. Stateless. */
public final class SmallMachines {
    private SmallMachines() {}

    /**
     * A machine at a snapshot.
     *
     * @param purgeBytes what the purges that it remembers may cost
     * @param snapshot as {@link #snapshot} gave it; empty for none
     */
    public static KvStateMachine at(long purgeBytes, Bytes snapshot) {
        KvStateMachine machine =
                new KvStateMachine(
                        new HeapTable(),
                        new SessionTable(SessionTable.MAX_BYTES),
                        new PurgeTable(purgeBytes),
                        Catalog.MAX_ENTRIES);
        if (snapshot.length() > 0) {
            try {
                machine.restore(new ByteArrayInputStream(snapshot.array()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return machine;
    }

    /** A snapshot of a machine. */
    public static Bytes snapshot(KvStateMachine machine, SnapshotMeta meta) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (KvSnapshot frozen = machine.freeze()) {
            SnapshotWriter.write(frozen, meta, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.wrap(out.toByteArray());
    }
}

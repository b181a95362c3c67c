package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.WireException;
import io.neurocache.raft.wire.WireText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** A state machine that is talked to in JSON, as a server with no other members would be. */
final class Rig {
    static final Configuration THREE = Configuration.of(List.of(1, 2, 3));

    final KvStateMachine machine;

    Rig() {
        this(SessionTable.MAX_BYTES);
    }

    Rig(long sessionBytes) {
        machine =
                new KvStateMachine(
                        new HeapTable(),
                        new SessionTable(sessionBytes),
                        new PurgeTable(PurgeTable.MAX_BYTES),
                        Catalog.MAX_ENTRIES);
    }

    /** The answer to a request, word for word. A write takes the next index. */
    String ask(String json) {
        try {
            return WireText.text(answer(WireText.request(json), Bytes.utf8(json)));
        } catch (WireException e) {
            return WireText.text(e.reply());
        }
    }

    private Reply answer(Request request, Bytes command) {
        return switch (request) {
            case Request.Write write ->
                    machine.apply(machine.appliedIndex() + 1, command).reply(write.id());
            case Request.Get get -> machine.get(get, machine.appliedIndex());
            case Request.Scan scan -> machine.scan(scan, machine.appliedIndex());
            case Request other ->
                    throw new IllegalArgumentException("not for the machine: " + other);
        };
    }

    KvResult apply(Request.Write write) {
        return machine.apply(machine.appliedIndex() + 1, WireText.command(write));
    }

    byte[] snapshot() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (KvSnapshot snapshot = machine.freeze()) {
            SnapshotWriter.write(snapshot, meta(), out);
        }
        return out.toByteArray();
    }

    SnapshotMeta meta() {
        return new SnapshotMeta(machine.appliedIndex(), 3, THREE);
    }

    static Rig restored(byte[] snapshot) throws IOException {
        Rig rig = new Rig();
        rig.machine.restore(new ByteArrayInputStream(snapshot));
        return rig;
    }
}

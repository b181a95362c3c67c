package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Payload;
import io.neurocache.raft.sim.check.History;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A small map with sessions: a client's write is applied once, however often it is in the log.
 *
 * <p>Keeps a digest of everything applied, so that two servers at one index can be compared at a
 * glance. One thread.
 */
final class SimStateMachine {
    /** The answer to a write that is older than the session's latest: nobody waits for it. */
    static final long STALE = -1;

    private static final long OK = 1L << 32;

    private final int[] values;
    private final int[] seqs;
    private final long[] answers;
    private long lastApplied;
    private long digest;

    SimStateMachine(int keys, int clients) {
        values = new int[keys];
        seqs = new int[clients];
        answers = new long[clients];
    }

    long lastApplied() {
        return lastApplied;
    }

    long digest() {
        return digest;
    }

    int value(int key) {
        return values[key];
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(values, Command.ABSENT);
        Arrays.fill(seqs, 0);
        Arrays.fill(answers, 0);
        lastApplied = 0;
        digest = 0;
    }

    /** Applies the next entry; the answer for its client, or {@link #STALE}. */
    long apply(Entry entry) {
        lastApplied = entry.index();
        if (!(entry.payload() instanceof Payload.Command command)) {
            digest = SimRandom.mix(digest + entry.term());
            return STALE;
        }
        Bytes bytes = command.bytes();
        if (bytes.length() != Command.LENGTH) {
            // The application's: it is applied by whoever proposed it.
            digest = SimRandom.mix(digest + entry.term() + bytes.hashCode());
            return STALE;
        }
        int client = Command.client(bytes);
        int seq = Command.seq(bytes);
        digest = SimRandom.mix(digest + entry.term() + ((long) client << 40) + ((long) seq << 8));
        if (seq <= seqs[client]) {
            return seq == seqs[client] ? answers[client] : STALE;
        }
        seqs[client] = seq;
        answers[client] = write(bytes);
        digest += answers[client];
        return answers[client];
    }

    private long write(Bytes command) {
        int key = Command.key(command);
        int before = values[key];
        switch (Command.kind(command)) {
            case History.PUT -> values[key] = Command.argument(command);
            case History.DELETE -> {
                if (before == Command.ABSENT) {
                    return before;
                }
                values[key] = Command.ABSENT;
            }
            case History.CAS -> {
                if (before != Command.expect(command)) {
                    return before;
                }
                values[key] = Command.argument(command);
            }
            default -> throw new IllegalArgumentException("a read is no command");
        }
        return OK | before;
    }

    /** Whether an answer says that the write took place. */
    static boolean isOk(long answer) {
        return (answer & OK) != 0;
    }

    /** The value an answer names: what was there before. */
    static int seen(long answer) {
        return (int) answer;
    }

    /** What a snapshot of this takes. */
    int sizeBytes() {
        return 16 + 4 * values.length + 12 * seqs.length;
    }

    /**
     * A snapshot, with something else behind it.
     *
     * @param rest not read by {@link #restore}
     */
    Bytes snapshot(Bytes rest) {
        ByteBuffer buffer = ByteBuffer.allocate(sizeBytes() + rest.length());
        buffer.putLong(lastApplied).putLong(digest);
        for (int value : values) {
            buffer.putInt(value);
        }
        for (int client = 0; client < seqs.length; client++) {
            buffer.putInt(seqs[client]).putLong(answers[client]);
        }
        buffer.put(rest.buffer());
        return Bytes.wrap(buffer.array());
    }

    void restore(Bytes snapshot) {
        ByteBuffer buffer = snapshot.buffer();
        lastApplied = buffer.getLong();
        digest = buffer.getLong();
        for (int key = 0; key < values.length; key++) {
            values[key] = buffer.getInt();
        }
        for (int client = 0; client < seqs.length; client++) {
            seqs[client] = buffer.getInt();
            answers[client] = buffer.getLong();
        }
    }
}

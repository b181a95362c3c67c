package io.neurocache.raft;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Linearizable reads that wait for their leader (§6.4 of the dissertation).
 *
 * <p>Reads gather while a round of heartbeats is out for those before them; when it is answered,
 * the next round goes out for all that have gathered. So one round is out at a time, however many
 * read, and an answered read waits only for its index to be applied.
 *
 * <p>Bounded by {@link RaftConfig#maxWaitingReads}. Confined to the thread that drives the core.
 */
final class ReadQueue {
    /** Reads that share one round and one index. */
    private static final class Batch {
        long[] ids = new long[8];
        int count;
        long readIndex;
        long round;

        void add(long id) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            ids[count++] = id;
        }
    }

    private final Server server;
    private Batch gathering = new Batch();
    private @Nullable Batch asking;
    private final Deque<Batch> confirmed = new ArrayDeque<>();
    private int waiting;

    ReadQueue(Server server) {
        this.server = server;
    }

    boolean isFull() {
        return waiting >= server.config.maxWaitingReads();
    }

    void add(long readId) {
        gathering.add(readId);
        waiting++;
    }

    /** Whether a round should go out now. */
    boolean needsRound() {
        return asking == null && gathering.count > 0;
    }

    /** All that have gathered ask with this round, for what is committed now. */
    void ask(long round) {
        asking = gather();
        asking.round = round;
    }

    /** All that have gathered are answered without a round: a lease holds. */
    void confirmByLease() {
        confirmed.add(gather());
    }

    private Batch gather() {
        Batch batch = gathering;
        batch.readIndex = server.log.commitIndex();
        gathering = new Batch();
        return batch;
    }

    /** Moves on the batch whose round has been answered. */
    void confirm(Rounds rounds) {
        if (asking != null && rounds.isAnswered(asking.round)) {
            confirmed.add(asking);
            asking = null;
        }
    }

    /** Answers what the state machine, as it will stand after this step, can answer. */
    void answer() {
        while (!confirmed.isEmpty() && confirmed.getFirst().readIndex <= server.log.lastApplied()) {
            Batch batch = confirmed.removeFirst();
            for (int i = 0; i < batch.count; i++) {
                server.add(new Effect.ReadReady(batch.ids[i], batch.readIndex));
            }
            waiting -= batch.count;
        }
    }

    /** The server leads no longer, and nobody else answers these reads: the end of the queue. */
    void refuseAll(Refusal reason, int leader) {
        confirmed.forEach(batch -> refuse(batch, reason, leader));
        if (asking != null) {
            refuse(asking, reason, leader);
        }
        refuse(gathering, reason, leader);
    }

    private void refuse(Batch batch, Refusal reason, int leader) {
        for (int i = 0; i < batch.count; i++) {
            server.add(new Effect.Refused(batch.ids[i], reason, leader));
        }
    }
}

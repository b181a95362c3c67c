package io.neurocache.neurod.sim;

import io.neurocache.raft.sim.check.History;
import io.neurocache.raft.sim.check.LinearizabilityChecker;
import io.neurocache.raft.sim.check.LinearizabilityChecker.Result;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What is put is one register a key over the whole cluster, linearizable; to find nothing is
 * allowed at any time, so such reads say nothing. A delete is a put of nothing.
 *
 * <p>No two puts have the same content. So whatever a read has seen took place before that read
 * returned, and what nobody has seen and nobody was told of need not have taken place: with that no
 * operation is left open, which would make the search long. One thread.
 */
final class PutRule {
    private final History history = new History();

    /** By content: the operation that put it. */
    private final List<Integer> puts = new ArrayList<>(List.of(-1));

    private final BitSet open = new BitSet();

    /** A content that was never put before. */
    int nextContent() {
        puts.add(-1);
        return puts.size() - 1;
    }

    /** Somebody puts something, or removes what there is; the operation's name. */
    int put(Key key, int content) {
        int operation = history.call(History.PUT, key.number(), content, 0);
        open.set(operation);
        if (content != History.ABSENT) {
            puts.set(content, operation);
        }
        return operation;
    }

    /** Whoever put something is told that it is in force. */
    void done(int operation) {
        if (open.get(operation)) {
            open.clear(operation);
            history.done(operation, History.ABSENT);
        }
    }

    /** Somebody reads; the operation's name. */
    int read(Key key) {
        return history.call(History.GET, key.number(), 0, 0);
    }

    /** A reader gets this. */
    void served(int read, int content) {
        done(puts.get(content));
        history.done(read, content);
    }

    /** At the end: whether there is an order that explains everything. */
    Result check(LinearizabilityChecker checker, int keys) {
        open.stream().forEach(history::never);
        open.clear();
        return checker.check(history, keys);
    }
}

package io.neurocache.neurod.process;

import io.neurocache.raft.sim.check.History;
import io.neurocache.raft.sim.check.LinearizabilityChecker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients asked and were told, by key, and what is to be made of it.
 *
 * <p>A search over a history takes time that grows with it, and with what is of unknown outcome. So
 * only a few keys are in use at a time, and one that has seen enough gives way to a new one; it is
 * read once more at the very end. Safe from any thread.
 */
final class TortureHistories {
    private static final int KEYS_IN_USE = 16;
    private static final int MAX_CALLS = 120;
    private static final int MAX_UNKNOWN = 6;

    /** The one key of a history that has one register. */
    private static final int THE_KEY = 0;

    private final List<Key> all = new ArrayList<>();
    private final Key[] inUse = new Key[KEYS_IN_USE];
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger never = new AtomicInteger();

    /** A key with its history; guarded by the histories' lock. */
    private static final class Key {
        private final String name;
        private final History history = new History();
        private int lastValue;
        private int lastSeen;
        private int unknown;

        Key(String name) {
            this.name = name;
        }

        boolean hasSeenEnough() {
            return history.size() >= MAX_CALLS || unknown >= MAX_UNKNOWN;
        }
    }

    /**
     * An operation that has been called.
     *
     * @param kind as in {@link History}
     * @param argument the value to set, if any
     * @param expect the value a cas expects
     */
    record Call(Key of, int operation, int kind, int argument, int expect) {
        String key() {
            return of.name;
        }
    }

    TortureHistories() {
        for (int slot = 0; slot < KEYS_IN_USE; slot++) {
            renew(slot);
        }
    }

    private void renew(int slot) {
        Key key = new Key("torture/" + all.size());
        all.add(key);
        inUse[slot] = key;
    }

    /** A client is about to ask something. */
    synchronized Call call(SplittableRandom random) {
        int slot = random.nextInt(KEYS_IN_USE);
        if (inUse[slot].hasSeenEnough()) {
            renew(slot);
        }
        Key key = inUse[slot];
        int draw = random.nextInt(10);
        int kind =
                draw < 3
                        ? History.GET
                        : draw < 6 ? History.PUT : draw < 7 ? History.DELETE : History.CAS;
        int argument = kind == History.PUT || kind == History.CAS ? ++key.lastValue : 0;
        int expect = kind == History.CAS ? key.lastSeen : History.ABSENT;
        calls.incrementAndGet();
        int operation = key.history.call(kind, THE_KEY, argument, expect);
        return new Call(key, operation, kind, argument, expect);
    }

    /** It took place; a read saw this value. */
    synchronized void done(Call call, int seen) {
        acknowledged.incrementAndGet();
        call.of.history.done(call.operation, seen);
        call.of.lastSeen = call.kind == History.GET ? seen : call.argument;
    }

    /** It was refused, as the value was this one. */
    synchronized void refused(Call call, int seen) {
        refused.incrementAndGet();
        call.of.history.refused(call.operation, seen);
        call.of.lastSeen = seen;
    }

    /** There was no answer: it may take effect at any later time, or never. */
    synchronized void unknown(Call call) {
        unknown.incrementAndGet();
        call.of.unknown++;
    }

    /** There was no answer but the promise that it did not take place. */
    synchronized void never(Call call) {
        never.incrementAndGet();
        call.of.history.never(call.operation);
    }

    /** Every key is about to be read; {@link #readAll} must follow. */
    synchronized Map<String, Call> callAll() {
        Map<String, Call> reads = new LinkedHashMap<>();
        for (Key key : all) {
            int operation = key.history.call(History.GET, THE_KEY, 0, 0);
            reads.put(key.name, new Call(key, operation, History.GET, 0, 0));
        }
        return reads;
    }

    /** Every key has been read; where a key has no value there was none. */
    synchronized void readAll(Map<String, Call> reads, Map<String, Integer> values) {
        reads.forEach((name, read) ->
                read.of.history.done(read.operation, values.getOrDefault(name, History.ABSENT)));
    }

    /** Checks every key; returns the stories of those that no order explains. */
    synchronized Verdict check() {
        LinearizabilityChecker checker = new LinearizabilityChecker();
        StringBuilder wrong = new StringBuilder();
        int undecided = 0;
        for (Key key : all) {
            switch (checker.checkKey(key.history, THE_KEY)) {
                case LINEARIZABLE -> {}
                case UNDECIDED -> undecided++;
                case NOT_LINEARIZABLE ->
                        wrong.append(key.name).append(":\n").append(key.history.describe());
            }
        }
        return new Verdict(all.size(), undecided, wrong.toString());
    }

    /**
     * What came of the check.
     *
     * @param wrong empty when every history that was decided is linearizable
     */
    record Verdict(int keys, int undecided, String wrong) {}

    /** The counts, in words. */
    String counts() {
        return "%d operations: %d acknowledged, %d refused, %d unknown, %d said not to have happened"
                .formatted(
                        calls.get(), acknowledged.get(), refused.get(), unknown.get(), never.get());
    }

    int acknowledgedCount() {
        return acknowledged.get();
    }
}

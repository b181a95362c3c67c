package io.neurocache.neurod.process;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.CasResult;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.sim.check.History;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One client: asks one thing at a time, thinks a moment in between, and has everything written into
 * the histories. Values are numbers. For one thread.
 */
final class TortureClient {
    private static final int MAX_THINK_MILLIS = 40;

    /** After a failure, so that a cluster that is not there is not asked a thousand times. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RaftClient client;
    private final TortureHistories histories;
    private final Recovery recovery;
    private final SplittableRandom random;

    TortureClient(
            RaftClient client,
            TortureHistories histories,
            Recovery recovery,
            SplittableRandom random) {
        this.client = client;
        this.histories = histories;
        this.recovery = recovery;
        this.random = random;
    }

    /** Asks until it is over; returns how many calls failed. */
    int run(BooleanSupplier isOver) throws IOException {
        int failed = 0;
        try (client) {
            while (!isOver.getAsBoolean()) {
                failed += operate() ? 0 : 1;
                long millis = random.nextInt(MAX_THINK_MILLIS + 1);
                LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
            }
        }
        return failed;
    }

    private boolean operate() {
        long called = System.nanoTime();
        TortureHistories.Call call = histories.call(random);
        try {
            ask(call);
        } catch (RaftClientException e) {
            if (e.mayHaveHappened() || call.kind() == History.GET) {
                histories.unknown(call);
            } else {
                histories.never(call);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            return false;
        } catch (IOException e) {
            throw new AssertionError("a client fails with a RaftClientException", e);
        }
        if (call.kind() != History.GET) {
            recovery.acknowledged(called, System.nanoTime());
        }
        return true;
    }

    private void ask(TortureHistories.Call call) throws IOException {
        Bytes key = Bytes.utf8(call.key());
        switch (call.kind()) {
            case History.GET -> {
                Optional<Reply.Found> found = client.get(key, Consistency.LINEARIZABLE);
                histories.done(call, found.map(f -> number(f.value())).orElse(History.ABSENT));
            }
            case History.PUT -> {
                client.put(key, text(call.argument()));
                histories.done(call, History.ABSENT);
            }
            case History.DELETE -> {
                if (client.del(key)) {
                    histories.done(call, History.ABSENT);
                } else {
                    histories.refused(call, History.ABSENT);
                }
            }
            default -> {
                CasResult result = client.cas(key, content(call.expect()), text(call.argument()));
                switch (result) {
                    case CasResult.Swapped _ -> histories.done(call, History.ABSENT);
                    case CasResult.Different(Content actual) ->
                            histories.refused(call, number(actual));
                    case CasResult.DifferentUnknown() ->
                            throw new AssertionError("values are short enough to be remembered");
                }
            }
        }
    }

    private static Content content(int value) {
        return value == History.ABSENT ? new Content.Absent() : new Content.Value(text(value));
    }

    private static int number(Content content) {
        return switch (content) {
            case Content.Absent() -> History.ABSENT;
            case Content.Value(Bytes value) -> number(value);
        };
    }

    private static Bytes text(int value) {
        return Bytes.utf8(Integer.toString(value));
    }

    /** The number that a value is. */
    static int number(Bytes value) {
        return Integer.parseInt(new String(value.array(), StandardCharsets.UTF_8));
    }
}

package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Content;
import io.neurocache.slab.Check;
import org.jspecify.annotations.Nullable;

/**
 * What one client's latest writes came to: a ring of the last {@link #WINDOW} sequence numbers.
 *
 * <p>A result is one number: its kind in the lowest bits, the log's index above them. Only what a
 * failed cas found is kept beside it, if it is short. Confined to the thread that applies.
 */
final class ClientSession {
    /** How many writes a client may have under way, in any order. */
    static final int WINDOW = 64;

    /** The longest value that a failed cas is remembered with. */
    static final int MAX_ACTUAL_BYTES = 1024;

    private static final int NONE = 0;
    private static final int WRITTEN = 1;
    private static final int DELETED = 2;
    private static final int NOT_FOUND = 3;
    private static final int CAS_FAILED = 4;
    private static final int CAS_FAILED_ABSENT = 5;
    private static final int CAS_FAILED_BEFORE = 6;
    private static final int KIND_BITS = 3;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;

    /** What a session costs besides the client's name and the values kept, about. */
    static final int OVERHEAD_BYTES = 640;

    private final long[] results = new long[WINDOW];
    private @Nullable Bytes @Nullable [] actuals;
    private long lastSeq;
    private int actualBytes;

    /** The highest number so far; 0 before the first. */
    long lastSeq() {
        return lastSeq;
    }

    /** What the values kept weigh. */
    int actualBytes() {
        return actualBytes;
    }

    /** Whether the number lies before the window: what became of it is not known any more. */
    boolean isForgotten(long seq) {
        return seq <= lastSeq - WINDOW;
    }

    /** What the write of this number came to; null if it was not done yet. */
    @Nullable KvResult result(long seq) {
        Check.argument(!isForgotten(seq), "before the window", seq);
        if (seq > lastSeq) {
            return null;
        }
        long result = results[slot(seq)];
        long index = result >>> KIND_BITS;
        return switch ((int) result & KIND_MASK) {
            case NONE -> null;
            case WRITTEN -> new KvResult.Written(index);
            case DELETED -> new KvResult.Deleted();
            case NOT_FOUND -> new KvResult.NotFound();
            case CAS_FAILED -> new KvResult.CasFailed(new Content.Value(actual(seq)));
            case CAS_FAILED_ABSENT -> new KvResult.CasFailed(new Content.Absent());
            default -> new KvResult.CasFailedBefore();
        };
    }

    /** Remembers what a write came to. */
    void remember(long seq, KvResult result) {
        Check.argument(result(seq) == null, "a write is done once only", seq);
        // The numbers in between may still come: their slots must not tell of earlier writes.
        for (long i = Math.max(lastSeq + 1, seq - WINDOW + 1); i <= seq; i++) {
            clear(i);
        }
        lastSeq = Math.max(lastSeq, seq);
        results[slot(seq)] =
                switch (result) {
                    case KvResult.Written(long index) -> index << KIND_BITS | WRITTEN;
                    case KvResult.Deleted() -> DELETED;
                    case KvResult.NotFound() -> NOT_FOUND;
                    case KvResult.CasFailed(Content.Absent()) -> CAS_FAILED_ABSENT;
                    case KvResult.CasFailed(Content.Value(Bytes actual)) -> keep(seq, actual);
                    case KvResult.CasFailedBefore() -> CAS_FAILED_BEFORE;
                    case KvResult.Purged _, KvResult.Announced _, KvResult.Preload _ ->
                            throw new IllegalArgumentException(
                                    "what may be done twice has no session");
                    case KvResult.Rejected _ ->
                            throw new IllegalArgumentException("what was not done leaves no trace");
                };
    }

    private void clear(long seq) {
        results[slot(seq)] = NONE;
        if (actuals != null) {
            Bytes gone = actuals[slot(seq)];
            actualBytes -= gone == null ? 0 : gone.length();
            actuals[slot(seq)] = null;
        }
    }

    private int keep(long seq, Bytes actual) {
        if (actual.length() > MAX_ACTUAL_BYTES) {
            return CAS_FAILED_BEFORE;
        }
        if (actuals == null) {
            actuals = new @Nullable Bytes[WINDOW];
        }
        actuals[slot(seq)] = actual;
        actualBytes += actual.length();
        return CAS_FAILED;
    }

    private Bytes actual(long seq) {
        Bytes actual = actuals == null ? null : actuals[slot(seq)];
        if (actual == null) {
            throw new IllegalStateException("a failed cas without its value");
        }
        return actual;
    }

    private static int slot(long seq) {
        return (int) (seq % WINDOW);
    }

    /** A copy that stands still. */
    ClientSession copy() {
        ClientSession copy = new ClientSession();
        System.arraycopy(results, 0, copy.results, 0, WINDOW);
        copy.actuals = actuals == null ? null : actuals.clone();
        copy.lastSeq = lastSeq;
        copy.actualBytes = actualBytes;
        return copy;
    }
}

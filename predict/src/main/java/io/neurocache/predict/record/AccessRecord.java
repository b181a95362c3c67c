package io.neurocache.predict.record;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * A client was answered.
 *
 * @param millis when, since the epoch
 * @param client a salted hash of who asked: it cannot be led back to an address, and the same
 *     client has another one after the salt has changed
 * @param key what was asked for
 * @param bytes of the whole object's body, or {@link #UNKNOWN_BYTES}
 * @param how the answer came about
 * @param waitedMicros how long the cache waited for an origin or another edge, 0 where it did not
 */
public record AccessRecord(
        long millis, int client, String key, long bytes, Answer how, int waitedMicros) {
    /** The size of an object whose end was not known when its head was sent. */
    public static final long UNKNOWN_BYTES = -1;

    /** Checks the ranges. */
    public AccessRecord {
        Check.argument(bytes >= UNKNOWN_BYTES, "a size below nothing", bytes);
        Check.argument(waitedMicros >= 0, "a wait below nothing", waitedMicros);
    }

    /** How an answer comes about. */
    public enum Answer {
        /** From the cache, unasked. */
        HIT(0),
        /** Fetched, and kept if the policy saw fit. */
        FETCHED(1),
        /** From the cache, after the origin had been asked whether it has changed. */
        REVALIDATED(2),
        /** Fetched, and not for keeping. */
        NOT_STORED(3);

        /** As it is stored; never changed, never used again for another. */
        final int code;

        Answer(int code) {
            this.code = code;
        }

        static boolean isCode(int code) {
            return Arrays.stream(values()).anyMatch(each -> each.code == code);
        }

        static Answer ofCode(int code) {
            for (Answer each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            throw new IllegalArgumentException("no answer has the code " + code);
        }
    }
}

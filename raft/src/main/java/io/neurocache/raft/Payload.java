package io.neurocache.raft;

/**
 * What an entry says.
 *
 * <p>Immutable; safe from any thread.
 */
public sealed interface Payload {

    /** The payload's length, in bytes; what limits on bytes count. */
    int sizeBytes();

    /** Nothing: a new leader's first entry, which commits those of earlier terms (§8). */
    record Noop() implements Payload {
        @Override
        public int sizeBytes() {
            return 0;
        }
    }

    /**
     * A command of the state machine, opaque to the core.
     *
     * @param bytes owned by the entry from now on: nobody writes them, and nobody needs to copy
     *     them
     */
    record Command(Bytes bytes) implements Payload {
        @Override
        public int sizeBytes() {
            return bytes.length();
        }
    }

    /** A configuration that is in force from the moment it is in a server's log (§6). */
    record Reconfigure(Configuration configuration) implements Payload {
        private static final int BYTES_OF_A_MEMBER = 8;

        @Override
        public int sizeBytes() {
            return BYTES_OF_A_MEMBER * configuration.all().size();
        }
    }
}

package io.neurocache.raft.kv;

import java.io.IOException;

/** A file that is no sound snapshot; the message says what is wrong. Safe from any thread. */
public final class SnapshotException extends IOException {
    private static final long serialVersionUID = 1;

    SnapshotException(String message) {
        super(message);
    }

    SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.neurocache.raft.store;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * Storage cannot do what it was asked to. The message is one sentence with file and offset where
 * there are any; {@link #kind} is for whoever decides what to do about it.
 */
public final class StorageException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {
        /**
         * Bytes that were acknowledged are not what was written. Never repaired by guessing: the
         * node has to be given its data again by the others, with an empty directory and as a new
         * member.
         */
        CORRUPT,
        /** A file that must be there is not. */
        MISSING_FILE,
        /** A file belongs to another node or another program. */
        FOREIGN_FILE,
        /** A file has a format that this program does not know. */
        OTHER_VERSION,
        /** Another process, or this one, has the directory open. */
        IN_USE,
        /** There is no room now; heals when there is. */
        DISK_FULL,
        /** More bytes than a limit allows. */
        TOO_LARGE,
        /** The disk has not answered within a limit of time. */
        STALLED,
        /** Storage was closed meanwhile. */
        CLOSED
    }

    private final Kind kind;

    StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    private StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static StorageException corrupt(Path file, long offset, String what) {
        return new StorageException(
                Kind.CORRUPT, file + " is corrupt at byte " + offset + ": " + what);
    }

    static StorageException diskFull(Path file, long wantedBytes, Throwable cause) {
        return new StorageException(Kind.DISK_FULL, noRoom(file, wantedBytes), cause);
    }

    static StorageException diskFull(Path file, long wantedBytes) {
        return new StorageException(Kind.DISK_FULL, noRoom(file, wantedBytes));
    }

    private static String noRoom(Path file, long wantedBytes) {
        return "no room on the disk for " + wantedBytes + " more bytes of " + file;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}

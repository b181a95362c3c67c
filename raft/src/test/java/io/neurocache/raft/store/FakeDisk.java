package io.neurocache.raft.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** A {@link MemoryDisk} for the tests of whoever uses storage. Safe from any thread. */
public final class FakeDisk {
    private final MemoryDisk disk = new MemoryDisk();

    /** Opens storage with what this disk holds; only the lock is in the real directory. */
    public RaftStorage open(
            Path directory, StorageConfig config, StorageListener listener, LongSupplier nanoClock)
            throws IOException {
        return RaftStorage.open(disk, directory, config, listener, nanoClock);
    }

    /** Takes all that is free. */
    public void fill() {
        disk.setCapacity(disk.usedBytes());
    }

    /** Has room again. */
    public void empty() {
        disk.setCapacity(Long.MAX_VALUE);
    }

    /** Writes wait from now on, or go on. */
    public void setSilent(boolean silent) {
        disk.setSilent(silent);
    }
}

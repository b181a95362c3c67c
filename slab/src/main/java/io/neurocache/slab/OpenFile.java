package io.neurocache.slab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * A slab file with its blocks, mapped, with a superblock that fits; its objects are not recovered
 * yet.
 *
 * <p>Owned by the slab, which closes it. Confined to the thread that opens or closes the slab.
 *
 * @param file the locked file
 * @param arena the life of the mapping
 * @param store the objects, as the file has them
 * @param report whether the file was new, kept or made anew, and why
 */
record OpenFile(SlabFile file, Arena arena, ObjectStore store, RecoveryReport report) {

    /** See {@link Slab#open(SlabConfig, Reclaimer)}. */
    // The arena lives as long as the slab, which closes it.
    @SuppressWarnings("MustBeClosedChecker")
    static OpenFile of(SlabConfig config, Function<MemorySegment, Memory> memoryOf)
            throws IOException {
        Geometry geometry = Geometry.of(config.sizeBytes());
        SlabFile file = SlabFile.open(config.file());
        Arena arena = Arena.ofShared();
        OpenFile open = null;
        try {
            RecoveryReport report = RecoveryReport.empty(RecoveryReport.Outcome.CREATED, "");
            Superblock.Reading.Valid superblock = null;
            if (file.channel().size() > 0) {
                switch (Superblock.read(file, geometry)) {
                    case Superblock.Reading.Valid valid -> {
                        superblock = valid;
                        report = RecoveryReport.empty(RecoveryReport.Outcome.RECOVERED, "");
                    }
                    case Superblock.Reading.Unusable(String reason) -> {
                        file.truncate();
                        if (!reason.isEmpty()) {
                            report = RecoveryReport.empty(RecoveryReport.Outcome.RECREATED, reason);
                        }
                    }
                }
            }
            file.allocate(geometry.sizeBytes);
            Memory memory = memoryOf.apply(file.map(geometry.sizeBytes, arena));
            if (superblock == null) {
                superblock = Superblock.create(memory, geometry);
            }
            ObjectStore store = new ObjectStore(memory, geometry, superblock);
            open = new OpenFile(file, arena, store, report);
            return open;
        } finally {
            if (open == null) {
                arena.close();
                file.close();
            }
        }
    }

    /**
     * Unmaps and closes.
     *
     * @throws IllegalStateException when native code is reading the mapping; it is still open then
     */
    void close() throws IOException {
        arena.close();
        file.close();
    }
}

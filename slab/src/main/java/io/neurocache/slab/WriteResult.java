package io.neurocache.slab;

/** What became of bytes given to a {@link SlabWriter}. */
public enum WriteResult {
    /** All bytes were taken. */
    OK,
    /** There is no room, even after evicting; nothing or only a part was taken, so abort. */
    FULL,
    /** The object would exceed a quarter of the slab; nothing was taken, so abort. */
    TOO_LARGE
}

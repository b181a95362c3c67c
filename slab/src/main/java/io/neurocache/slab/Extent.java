package io.neurocache.slab;

/**
 * A run of body bytes in one slot.
 *
 * @param offset file offset of the first byte; the slot starts {@link
 *     SizeClasses#SLOT_HEADER_BYTES} before it
 * @param length number of bytes
 * @param crc their CRC-32C
 */
record Extent(long offset, int length, int crc) {
    long slot() {
        return offset - SizeClasses.SLOT_HEADER_BYTES;
    }
}

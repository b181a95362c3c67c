package io.neurocache.slab;

/**
 * What a head slot and a descriptor say of an object. Its arrays are never written after
 * construction; only identity is compared.
 *
 * @param key the key
 * @param meta the meta bytes
 * @param table the body's extents; empty when the body lies in the head slot
 * @param bodyLength bytes of the body
 * @param inlineBodyCrc CRC-32C of a body in the head slot, else 0
 */
// A record for its shape; nobody compares descriptions.
@SuppressWarnings("ArrayRecordComponent")
record Description(byte[] key, byte[] meta, Extent[] table, long bodyLength, int inlineBodyCrc) {

    /** Bytes in the head slot besides its header. */
    long headBytes() {
        return Heads.tableBytes(table.length)
                + (long) key.length
                + meta.length
                + (table.length == 0 ? bodyLength : 0);
    }
}

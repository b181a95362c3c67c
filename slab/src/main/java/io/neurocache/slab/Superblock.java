package io.neurocache.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.SecureRandom;
import java.util.zip.CRC32C;

/**
 * The first 4 KiB of the file: what it is, how it is laid out, and the seed of its hashes.
 *
 * <pre>
 *    0 magic          written last when a file is made: until then the file reads as unfinished
 *    8 format version
 *   12 page size
 *   16 file size
 *   24 hash seed, 16 bytes
 *   40 first data page
 *   44 CRC-32C of bytes 0 to 44
 *  128 epoch          openings of this file; the upper bits of sequence numbers
 *  136 clean          1 while closed properly
 *  144 code over epoch and clean
 * </pre>
 *
 * <p>Confined to the thread that opens or closes the slab.
 */
final class Superblock {
    static final int FORMAT_VERSION = 1;

    /** "NEUROSLB" read as a little-endian long. */
    static final long MAGIC = 0x424c534f5255454eL;

    private static final int CRC_OFFSET = 44;

    /** Zeros that make a file without the magic one of ours. */
    private static final int UNFINISHED_BYTES = 1 << 20;

    private static final long EPOCH = 128;
    private static final long CLEAN = 136;
    private static final long STATE_CODE = 144;
    private static final int STATE_WORDS = 2;

    /** What the file's first bytes say. */
    sealed interface Reading {
        /** Ours, of the wanted size: recover it. */
        record Valid(long seed0, long seed1) implements Reading {}

        /** Ours, but not to be kept, for this reason; empty for a file that was never finished. */
        record Unusable(String reason) implements Reading {}
    }

    private Superblock() {}

    /** Reads and judges the start of a file that is not empty. */
    static Reading read(SlabFile file, Geometry geometry) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CRC_OFFSET + 4).order(ByteOrder.LITTLE_ENDIAN);
        FileChannel channel = file.channel();
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
        if (bytes.getLong(0) == 0 && isZeroBehind(channel)) {
            return new Reading.Unusable("");
        }
        if (bytes.getLong(0) != MAGIC) {
            throw new SlabException(file.path() + " is not a slab file; it was left untouched");
        }
        int version = bytes.getInt(8);
        if (version != FORMAT_VERSION) {
            throw new SlabException(
                    file.path()
                            + " has slab format version "
                            + version
                            + ", supported is "
                            + FORMAT_VERSION
                            + "; delete the file to start empty");
        }
        if (bytes.getInt(CRC_OFFSET) != crc(bytes)) {
            return new Reading.Unusable("the superblock's checksum is wrong");
        }
        long size = bytes.getLong(16);
        if (size != geometry.sizeBytes) {
            return new Reading.Unusable(
                    "the size changed from " + size + " to " + geometry.sizeBytes + " bytes");
        }
        if (channel.size() != size
                || bytes.getInt(12) != geometry.pageBytes
                || bytes.getInt(40) != geometry.firstDataPage) {
            return new Reading.Unusable(
                    "the file's length or layout is not that of its superblock");
        }
        return new Reading.Valid(bytes.getLong(24), bytes.getLong(32));
    }

    /**
     * True for a file whose making was cut short: nothing but the fields here was written yet. Disk
     * images of other programs start with zeros too, but do not go on like that.
     */
    private static boolean isZeroBehind(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(UNFINISHED_BYTES);
        int from = CRC_OFFSET + 4;
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {}
        bytes.flip();
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                return false;
            }
        }
        return true;
    }

    /** Writes a superblock with a fresh seed, the magic last. */
    static Reading.Valid create(Memory memory, Geometry geometry) {
        SecureRandom random = new SecureRandom();
        ByteBuffer bytes = ByteBuffer.allocate(CRC_OFFSET + 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC);
        bytes.putInt(8, FORMAT_VERSION);
        bytes.putInt(12, geometry.pageBytes);
        bytes.putLong(16, geometry.sizeBytes);
        bytes.putLong(24, random.nextLong());
        bytes.putLong(32, random.nextLong());
        bytes.putInt(40, geometry.firstDataPage);
        bytes.putInt(CRC_OFFSET, crc(bytes));
        for (int i = 8; i < CRC_OFFSET + 4; i += 8) {
            memory.putLong(i, bytes.getLong(i));
        }
        memory.putLongRelease(0, MAGIC);
        // After a power loss a file with objects must not look like one of another program.
        memory.segment().asSlice(0, Geometry.SUPERBLOCK_BYTES).force();
        return new Reading.Valid(bytes.getLong(24), bytes.getLong(32));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_OFFSET));
        return (int) crc.getValue();
    }

    /** True when the last user closed the slab. */
    static boolean wasClean(Memory memory, SipHash hash) {
        return isStateIntact(memory, hash) && memory.getLong(CLEAN) == 1;
    }

    /** The number of this opening: one more than the last, or than any the objects know. */
    static long nextEpoch(Memory memory, SipHash hash, long epochOfObjects) {
        long stored = isStateIntact(memory, hash) ? memory.getLong(EPOCH) : 0;
        return Math.max(stored, epochOfObjects) + 1;
    }

    static void writeState(Memory memory, SipHash hash, long epoch, boolean clean) {
        memory.putLong(EPOCH, epoch);
        memory.putLong(CLEAN, clean ? 1 : 0);
        memory.putLong(STATE_CODE, hash.code(memory, EPOCH, STATE_WORDS));
    }

    private static boolean isStateIntact(Memory memory, SipHash hash) {
        return memory.getLong(STATE_CODE) == hash.code(memory, EPOCH, STATE_WORDS);
    }
}

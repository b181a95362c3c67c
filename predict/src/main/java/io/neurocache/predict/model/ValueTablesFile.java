package io.neurocache.predict.model;

import io.neurocache.predict.eviction.ValueTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a value model has learnt, in a file of 36 KB.
 *
 * <pre>
 *  0  8  magic "NEUROTAB"
 *  8  4  version, 1          12  4  what the numbers mean (ValueTables.MEANING)
 * 16  8  requests it was learnt from
 * 24  4  numbers of each kind
 * 28     weights, then sums of squares, 4 bytes each
 * end 4  CRC-32C of all before it
 * </pre>
 *
 * <p>Numbers are big-endian. A file of another length, version or meaning, with another checksum or
 * with numbers out of range is refused as a whole: better a policy that learns anew than one that
 * believes half of something. Stateless: safe from any thread, but two writers of one file must not
 * run at once.
 */
public final class ValueTablesFile {
    private static final byte[] MAGIC = "NEUROTAB".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 28;
    private static final int BYTES =
            HEADER_BYTES + 2 * ValueTables.LENGTH * Float.BYTES + Integer.BYTES;

    private ValueTablesFile() {}

    /** Writes a file beside the one meant, to disk, and then renames it. */
    public static void write(Path file, ValueTables tables) throws IOException {
        WholeFile.write(file, toByteArray(tables));
    }

    /**
     * Reads a file.
     *
     * @throws ModelException when it is no such file, of another version, or damaged
     * @throws IOException when it cannot be read
     */
    public static ValueTables read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(BYTES + 1));
        }
    }

    /** The bytes of a file. */
    static byte[] toByteArray(ValueTables tables) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.put(MAGIC).putInt(VERSION).putInt(ValueTables.MEANING);
        bytes.putLong(tables.requests()).putInt(ValueTables.LENGTH);
        put(tables.weights(), bytes);
        put(tables.squares(), bytes);
        return bytes.putInt(checksum(bytes.array())).array();
    }

    /** The tables from the bytes of a file, which stay the caller's. */
    static ValueTables parse(byte[] file) throws ModelException {
        require(file.length >= HEADER_BYTES, "it ends in its header");
        ByteBuffer bytes = ByteBuffer.wrap(file);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        require(Arrays.equals(magic, MAGIC), "it does not begin as such");
        int version = bytes.getInt();
        require(version == VERSION, "it is of version " + version + ", not " + VERSION);
        int meaning = bytes.getInt();
        require(meaning == ValueTables.MEANING, "it is of meaning " + meaning);
        long requests = bytes.getLong();
        int length = bytes.getInt();
        require(length == ValueTables.LENGTH, "it has " + length + " numbers");
        require(file.length == BYTES, "it is not " + BYTES + " bytes long");
        require(checksum(file) == bytes.getInt(BYTES - Integer.BYTES), "its checksum is wrong");
        try {
            return new ValueTables(take(bytes), take(bytes), requests);
        } catch (IllegalArgumentException e) {
            throw new ModelException("not value tables: " + e.getMessage(), e);
        }
    }

    private static void put(float[] numbers, ByteBuffer bytes) {
        bytes.asFloatBuffer().put(numbers);
        bytes.position(bytes.position() + numbers.length * Float.BYTES);
    }

    private static float[] take(ByteBuffer bytes) {
        float[] numbers = new float[ValueTables.LENGTH];
        bytes.asFloatBuffer().get(numbers);
        bytes.position(bytes.position() + numbers.length * Float.BYTES);
        return numbers;
    }

    private static int checksum(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static void require(boolean holds, String fault) throws ModelException {
        if (!holds) {
            throw new ModelException("not value tables: " + fault);
        }
    }
}

package io.neurocache.predict.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of access records. Each stands by itself:
 *
 * <pre>
 * head    magic 8, milliseconds since the epoch at its start 8
 * then    keys and answers in any order, each answer behind its key, all little-endian
 * key     type 1 = {@value #KEY}, spare 1, length 2, check 4, the key in UTF-8; the first is number 0
 * answer  type 1 = {@value #ANSWER}, how 1, bytes above 2^32 2, check 4, key's number 4, client 4,
 *         milliseconds since the start 4, bytes 4, waited microseconds 4, spare 4
 * </pre>
 *
 * The check is a hash of the rest of the entry: what a crash left of the last one ends the file.
 */
final class RecordFormat {
    static final long MAGIC = 0x3130_5345_4343_414EL;
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    static final int HEAD_BYTES = 16;
    static final byte KEY = 1;
    static final byte ANSWER = 2;
    static final int KEY_HEAD_BYTES = 8;
    static final int ANSWER_BYTES = 32;
    static final int CHECK_AT = 4;
    static final int MAX_KEY_BYTES = 8 << 10;

    /** In the place of a size that is not known. */
    static final long UNKNOWN_BYTES = (1L << 48) - 1;

    private static final Pattern NAME = Pattern.compile("(\\d{10})\\.access");

    private RecordFormat() {}

    static Path file(Path directory, long number) {
        return directory.resolve("%010d.access".formatted(number));
    }

    /** The files there are, by number; others in the directory are passed over. */
    static NavigableMap<Long, Path> files(Path directory) throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path each : all) {
                Matcher name = NAME.matcher(each.getFileName().toString());
                if (name.matches()) {
                    found.put(Long.parseLong(name.group(1)), each);
                }
            }
        }
        return found;
    }

    /** The check of an entry: of its bytes but those of the check itself. */
    static int check(ByteBuffer entry, int at, int length) {
        int hash = length * 0x9E3779B9;
        for (int i = 0; i < length; i++) {
            if (i < CHECK_AT || i >= CHECK_AT + Integer.BYTES) {
                hash = (hash ^ entry.get(at + i)) * 0x01000193;
                hash ^= hash >>> 15;
            }
        }
        return hash;
    }
}

package io.neurocache.predict.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what clients were answered to a bounded row of files.
 *
 * <p>Records gather in memory and are written when there are enough of them, or by {@link #flush}:
 * a kill loses those of the last moments, and nothing that was in a file. No file is synced: after
 * a power failure the newest may end early. When a file cannot be written, what was to be in it is
 * lost and counted, and the next record begins another file: a full disk costs records, nothing
 * else.
 *
 * <p>Confined to one thread; the directory belongs to one recorder at a time. Readers need not ask.
 */
public final class AccessRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRecorder.class);
    private static final int BUFFER_BYTES = 64 << 10;

    /** In a file; a full table begins another one. */
    private static final int MAX_KEYS = 1 << 15;

    /** Answers that are lost before a file is tried again that could not be written. */
    private static final int PASSED_OVER_AFTER_FAILURE = 10_000;

    private final Path directory;
    private final RecordLimits limits;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(RecordFormat.ORDER);
    private final Map<String, Integer> numbers = new HashMap<>();

    private @Nullable FileChannel file;
    private long number;
    private long startMillis;
    private long fileBytes;
    private int toPassOver;
    private int unwritten;

    private long appended;
    private long lost;

    private AccessRecorder(Path directory, RecordLimits limits, long number) {
        this.directory = directory;
        this.limits = limits;
        this.number = number;
    }

    /**
     * Opens a directory, which is made if there is none, and goes on behind the files in it.
     *
     * @throws IOException when it cannot be made or read
     */
    public static AccessRecorder open(Path directory, RecordLimits limits) throws IOException {
        Files.createDirectories(directory);
        NavigableMap<Long, Path> found = RecordFormat.files(directory);
        long last = found.isEmpty() ? 0 : found.lastKey();
        return new AccessRecorder(directory, limits, last);
    }

    /** Appends one; one whose key is over 8 KiB is counted as lost. */
    public void append(AccessRecord access) {
        if (toPassOver > 0) {
            toPassOver--;
            lost++;
            return;
        }
        try {
            write(access);
        } catch (IOException e) {
            LOG.warn("access records cannot be written, some are lost: {}", e.toString());
            lost += unwritten + 1L;
            toPassOver = PASSED_OVER_AFTER_FAILURE;
            abandon();
        }
    }

    private void write(AccessRecord access) throws IOException {
        Integer keyNumber = numbers.get(access.key());
        byte[] key = keyNumber == null ? access.key().getBytes(UTF_8) : new byte[0];
        if (key.length > RecordFormat.MAX_KEY_BYTES) {
            lost++;
            return;
        }
        long millis = access.millis() - startMillis;
        int most = RecordFormat.KEY_HEAD_BYTES + key.length + RecordFormat.ANSWER_BYTES;
        if (file == null
                || fileBytes + most > limits.fileBytes()
                || numbers.size() == MAX_KEYS
                || millis > Integer.MAX_VALUE
                || millis < 0) {
            begin(access.millis());
            millis = 0;
            keyNumber = null;
            key = access.key().getBytes(UTF_8);
            most = RecordFormat.KEY_HEAD_BYTES + key.length + RecordFormat.ANSWER_BYTES;
        }
        if (buffer.remaining() < most) {
            empty();
        }
        fileBytes += most;
        int reference = keyNumber == null ? define(access.key(), key) : keyNumber;
        putAnswer(access, reference, (int) millis);
        unwritten++;
        appended++;
    }

    private int define(String key, byte[] utf8) {
        int at = buffer.position();
        buffer.put(RecordFormat.KEY).put((byte) 0).putShort((short) utf8.length).putInt(0);
        buffer.put(utf8);
        seal(at);
        int reference = numbers.size();
        numbers.put(key, reference);
        return reference;
    }

    private void putAnswer(AccessRecord access, int reference, int millis) {
        int at = buffer.position();
        long bytes =
                access.bytes() == AccessRecord.UNKNOWN_BYTES
                        ? RecordFormat.UNKNOWN_BYTES
                        : Math.min(access.bytes(), RecordFormat.UNKNOWN_BYTES - 1);
        buffer.put(RecordFormat.ANSWER).put((byte) access.how().code);
        buffer.putShort((short) (bytes >>> 32)).putInt(0).putInt(reference);
        buffer.putInt(access.client()).putInt(millis).putInt((int) bytes);
        buffer.putInt(access.waitedMicros()).putInt(0);
        seal(at);
    }

    private void seal(int at) {
        int check = RecordFormat.check(buffer, at, buffer.position() - at);
        buffer.putInt(at + RecordFormat.CHECK_AT, check);
    }

    /** Ends the file and begins another; the oldest makes room. */
    private void begin(long millis) throws IOException {
        flushAndClose();
        Map<Long, Path> found = RecordFormat.files(directory);
        Iterator<Path> oldest = found.values().iterator();
        for (int surplus = found.size() - limits.files() + 1; surplus > 0; surplus--) {
            Files.deleteIfExists(oldest.next());
        }
        number++;
        file =
                FileChannel.open(
                        RecordFormat.file(directory, number),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
        numbers.clear();
        startMillis = millis;
        fileBytes = RecordFormat.HEAD_BYTES;
        buffer.putLong(RecordFormat.MAGIC).putLong(millis);
    }

    private void flushAndClose() throws IOException {
        if (file != null) {
            empty();
            file.close();
            file = null;
        }
    }

    private void empty() throws IOException {
        FileChannel open = Objects.requireNonNull(file, "no file is open");
        buffer.flip();
        while (buffer.hasRemaining()) {
            Check.invariant(open.write(buffer) > 0, "a file that takes nothing");
        }
        buffer.clear();
        unwritten = 0;
    }

    /** Brings what has been appended into the file, where it may be read. */
    public void flush() {
        if (file == null || buffer.position() == 0) {
            return;
        }
        try {
            empty();
        } catch (IOException e) {
            LOG.warn("access records cannot be written, some are lost: {}", e.toString());
            lost += unwritten;
            toPassOver = PASSED_OVER_AFTER_FAILURE;
            abandon();
        }
    }

    /** Gives up a file that cannot be written. */
    private void abandon() {
        buffer.clear();
        unwritten = 0;
        FileChannel broken = file;
        file = null;
        numbers.clear();
        if (broken != null) {
            try {
                broken.close();
            } catch (IOException e) {
                LOG.debug("a file of access records cannot be closed", e);
            }
        }
    }

    /** How many have been appended. */
    public long appended() {
        return appended;
    }

    /** How many were lost. */
    public long lost() {
        return lost;
    }

    @Override
    public void close() {
        flush();
        abandon();
    }
}

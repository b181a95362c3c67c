package io.neurocache.predict.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what an {@link AccessRecorder} has written, while it goes on writing or afterwards, in this
 * process or another. Stateless; safe from any thread.
 *
 * <p>Nothing in the files is taken on trust: an entry that is torn, or refers to a key that is not
 * there, ends its file.
 */
public final class AccessRecords {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRecords.class);

    private AccessRecords() {}

    /**
     * Hands over all that can be read, the oldest first.
     *
     * @return how many there were
     * @throws IOException when a file cannot be read; one that has just made room is passed over
     */
    public static long read(Path directory, Consumer<AccessRecord> to) throws IOException {
        long count = 0;
        for (Path each : RecordFormat.files(directory).values()) {
            try {
                if (Files.size(each) <= RecordLimits.MAX_FILE_BYTES) {
                    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(each));
                    count += new Reader(content.order(RecordFormat.ORDER), to).read();
                }
            } catch (NoSuchFileException e) {
                LOG.debug("{} has made room meanwhile", each, e);
            }
        }
        return count;
    }

    /** Reads one file. */
    private static final class Reader {
        private final ByteBuffer content;
        private final Consumer<AccessRecord> to;
        private final List<String> keys = new ArrayList<>();
        private long startMillis;

        Reader(ByteBuffer content, Consumer<AccessRecord> to) {
            this.content = content;
            this.to = to;
        }

        long read() {
            if (content.remaining() < RecordFormat.HEAD_BYTES
                    || content.getLong() != RecordFormat.MAGIC) {
                return 0;
            }
            startMillis = content.getLong();
            long count = 0;
            while (content.hasRemaining()) {
                int at = content.position();
                int length = length(at);
                if (length == 0
                        || content.remaining() < length
                        || content.getInt(at + RecordFormat.CHECK_AT)
                                != RecordFormat.check(content, at, length)) {
                    return count;
                }
                if (content.get(at) == RecordFormat.KEY) {
                    keys.add(key(at, length));
                } else if (answer(at)) {
                    count++;
                } else {
                    return count;
                }
                content.position(at + length);
            }
            return count;
        }

        /** Of the entry in bytes, or 0 where there is none. */
        private int length(int at) {
            if (content.remaining() < RecordFormat.KEY_HEAD_BYTES) {
                return 0;
            }
            return switch (content.get(at)) {
                case RecordFormat.KEY ->
                        RecordFormat.KEY_HEAD_BYTES + Short.toUnsignedInt(content.getShort(at + 2));
                case RecordFormat.ANSWER -> RecordFormat.ANSWER_BYTES;
                default -> 0;
            };
        }

        private String key(int at, int length) {
            byte[] utf8 = new byte[length - RecordFormat.KEY_HEAD_BYTES];
            content.get(at + RecordFormat.KEY_HEAD_BYTES, utf8);
            return new String(utf8, UTF_8);
        }

        private boolean answer(int at) {
            int reference = content.getInt(at + 8);
            int how = content.get(at + 1);
            int waited = content.getInt(at + 24);
            if (reference < 0
                    || reference >= keys.size()
                    || !AccessRecord.Answer.isCode(how)
                    || waited < 0) {
                return false;
            }
            long bytes =
                    (long) Short.toUnsignedInt(content.getShort(at + 2)) << 32
                            | Integer.toUnsignedLong(content.getInt(at + 20));
            to.accept(
                    new AccessRecord(
                            startMillis + Integer.toUnsignedLong(content.getInt(at + 16)),
                            content.getInt(at + 12),
                            keys.get(reference),
                            bytes == RecordFormat.UNKNOWN_BYTES
                                    ? AccessRecord.UNKNOWN_BYTES
                                    : bytes,
                            AccessRecord.Answer.ofCode(how),
                            waited));
            return true;
        }
    }
}

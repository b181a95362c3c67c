package io.neurocache.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.slab.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on disk, numbered without gap: files of lines, each named after the first number in it.
 * Each file begins with a snapshot, so that it can be understood without those before it.
 *
 * <p>What is appended is gathered, and readable once it is {@linkplain #flush written}; it is not
 * forced to the disk, so it survives the end of the process and not that of the machine. A line
 * that was torn off is dropped when the journal is opened. A write that fails loses what was
 * gathered, and its numbers are given again: no reader has seen them.
 *
 * <p>A new journal begins at the time in milliseconds times 1000, above all that an earlier one in
 * this place can have given. Confined to one thread.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String SUFFIX = ".ndjson";
    private static final int IDS_A_MILLISECOND = 1_000;

    /** Of files that are its own; others are left alone. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** Gathered at most before it is written. */
    private static final int WRITE_BYTES = 256 << 10;

    private final Path directory;
    private final JournalLimits limits;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final NavigableMap<Long, Part> parts = new TreeMap<>();
    private Part last;
    private FileChannel channel;
    private long nextId;
    private long writtenId;

    /** Is shown lines in the order of their numbers. */
    @FunctionalInterface
    interface Visitor {
        /** Shows one; false to be shown no more now, and this one again the next time. */
        boolean visit(Line line);
    }

    /** Makes the event that a file begins with. */
    @FunctionalInterface
    interface Opening {
        /** The state as of all that was appended. */
        Event snapshot();
    }

    /** A file: the number of its first line, and how many bytes of it are good. */
    private static final class Part {
        final long firstId;
        final Path path;
        long bytes;

        Part(long firstId, Path path, long bytes) {
            this.firstId = firstId;
            this.path = path;
            this.bytes = bytes;
        }
    }

    /** Where somebody reads: before the line of this number. */
    static final class Place {
        private long id;
        private long part;
        private long offset;

        private Place(long id, long part, long offset) {
            this.id = id;
            this.part = part;
            this.offset = offset;
        }

        long id() {
            return id;
        }
    }

    private Journal(Path directory, JournalLimits limits, Part last, long nextId)
            throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.last = last;
        this.nextId = nextId;
        this.writtenId = nextId - 1;
        this.channel = FileChannel.open(last.path, StandardOpenOption.WRITE);
        channel.truncate(last.bytes);
    }

    /**
     * Opens the journal of a directory, which is made where it is missing.
     *
     * @param found is shown every line of the last file that has any
     */
    static Journal open(Path directory, JournalLimits limits, long nowMillis, Visitor found)
            throws IOException {
        Files.createDirectories(directory);
        NavigableMap<Long, Part> parts = list(directory);
        if (parts.isEmpty()) {
            long first = nowMillis * IDS_A_MILLISECOND;
            Part part = create(directory, first);
            Journal empty = new Journal(directory, limits, part, first);
            empty.parts.put(first, part);
            return empty;
        }
        Part last = parts.lastEntry().getValue();
        Map.Entry<Long, Part> before = parts.lowerEntry(last.firstId);
        if (before != null && !beginsWell(last)) {
            // The process ended before the snapshot was written that says what was until then.
            check(before.getValue(), found);
        }
        long nextId = check(last, found);
        Journal journal = new Journal(directory, limits, last, nextId);
        journal.parts.putAll(parts);
        return journal;
    }

    private static NavigableMap<Long, Part> list(Path directory) throws IOException {
        NavigableMap<Long, Part> parts = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String number = name.substring(0, name.length() - SUFFIX.length());
                if (NUMBER.matcher(number).matches()) {
                    long first = Long.parseLong(number);
                    parts.put(first, new Part(first, file, Files.size(file)));
                }
            }
        }
        return parts;
    }

    private static Part create(Path directory, long firstId) throws IOException {
        Path path = directory.resolve(firstId + SUFFIX);
        // It may be there, empty, where it was made and then could not be opened.
        Files.write(path, new byte[0]);
        return new Part(firstId, path, 0);
    }

    private static boolean beginsWell(Part part) throws IOException {
        byte[] bytes = Files.readAllBytes(part.path);
        int end = indexOfEnd(bytes, 0);
        try {
            return end >= 0 && Line.parse(bytes, 0, end).id() == part.firstId;
        } catch (IOException e) {
            return false;
        }
    }

    /** Finds the end of what is good of a file; the number behind it. */
    private static long check(Part part, Visitor found) throws IOException {
        byte[] bytes = Files.readAllBytes(part.path);
        long expected = part.firstId;
        int start = 0;
        for (int end = indexOfEnd(bytes, start); end >= 0; end = indexOfEnd(bytes, start)) {
            Line line;
            try {
                line = Line.parse(bytes, start, end - start);
            } catch (IOException e) {
                LOG.warn("{} is damaged behind byte {}: {}", part.path, start, e.getMessage());
                break;
            }
            if (line.id() != expected) {
                LOG.warn("{} is damaged behind byte {}: a number is missing", part.path, start);
                break;
            }
            found.visit(line);
            expected++;
            start = end + 1;
        }
        part.bytes = start;
        return expected;
    }

    private static int indexOfEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /**
     * The number of the oldest event that can be read; above {@link #newest} when there is none.
     */
    long oldest() {
        return parts.firstKey();
    }

    /** The number of the newest event that can be read. */
    long newest() {
        return writtenId;
    }

    /** Whether the next event had better be preceded by a snapshot in a file of its own. */
    private boolean isFull() {
        return last.bytes + gathered.size() >= limits.fileBytes();
    }

    /** Takes an event; its number. */
    long append(Event event, Opening opening) throws IOException {
        if (isFull()) {
            flush();
            begin();
        }
        if (last.bytes + gathered.size() == 0) {
            add(opening.snapshot());
        }
        long id = add(event);
        if (gathered.size() >= WRITE_BYTES) {
            flush();
        }
        return id;
    }

    private long add(Event event) {
        long id = nextId++;
        gathered.writeBytes(event.line(id).getBytes(UTF_8));
        gathered.write('\n');
        return id;
    }

    private void begin() throws IOException {
        Part next = create(directory, nextId);
        FileChannel opened = FileChannel.open(next.path, StandardOpenOption.WRITE);
        channel.close();
        channel = opened;
        last = next;
        parts.put(next.firstId, next);
        while (parts.size() > limits.files()) {
            Files.deleteIfExists(parts.pollFirstEntry().getValue().path);
        }
    }

    /**
     * Writes what was gathered.
     *
     * @throws IOException when it could not be: it is lost then
     */
    void flush() throws IOException {
        if (gathered.size() == 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(gathered.toByteArray());
        gathered.reset();
        int length = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, last.bytes + bytes.position());
            }
        } catch (IOException e) {
            nextId = writtenId + 1;
            try {
                channel.truncate(last.bytes);
            } catch (IOException more) {
                // What is left of it is written over the next time.
                e.addSuppressed(more);
            }
            throw e;
        }
        last.bytes += length;
        writtenId = nextId - 1;
    }

    /**
     * The place before the line of a number, of those that there are or the next one; before a
     * later one where a file is damaged there.
     */
    Place place(long id) throws IOException {
        Check.argument(id >= oldest() && id <= newest() + 1, "not in the journal", id);
        Part part = parts.floorEntry(id).getValue();
        Place place = new Place(part.firstId, part.firstId, 0);
        boolean hasMore = true;
        while (place.id < id && hasMore) {
            hasMore = read(place, limits.fileBytes(), line -> line.id() < id);
        }
        return place;
    }

    /** The number of the snapshot from which what happens at a number can be replayed. */
    long snapshotBefore(long id) {
        return parts.floorKey(Math.max(id, oldest()));
    }

    /** Whether what is read there next has been deleted. */
    boolean isBehind(Place place) {
        return place.id < oldest();
    }

    /**
     * Reads on, through at most so many bytes, but at least one line where there is one. What is
     * damaged of an earlier file, and what follows in it, is passed over: loss of power may have
     * torn it, as nothing is forced to the disk.
     *
     * @return whether there may be more
     */
    boolean read(Place place, int mostBytes, Visitor visitor) throws IOException {
        Check.argument(!isBehind(place), "what is read has been deleted", place.id);
        Part part = part(place);
        if (place.offset >= part.bytes) {
            return false;
        }
        int length = (int) Math.min(mostBytes, part.bytes - place.offset);
        byte[] bytes = load(part, place.offset, length);
        if (indexOfEnd(bytes, 0) < 0) {
            bytes = load(part, place.offset, (int) (part.bytes - place.offset));
        }
        int start = 0;
        int end = indexOfEnd(bytes, 0);
        if (end < 0) {
            return passOver(part, place);
        }
        for (; end >= 0; end = indexOfEnd(bytes, start)) {
            Line line;
            try {
                line = Line.parse(bytes, start, end - start);
            } catch (IOException e) {
                return passOver(part, place);
            }
            if (line.id() != place.id) {
                return passOver(part, place);
            }
            if (!visitor.visit(line)) {
                return false;
            }
            place.offset += end + 1 - start;
            place.id++;
            start = end + 1;
        }
        return true;
    }

    /** Ends a file where it is damaged. */
    private boolean passOver(Part part, Place place) throws IOException {
        if (part == last) {
            throw new IOException(part.path + " is damaged behind byte " + place.offset);
        }
        LOG.warn("{} is damaged behind byte {}: the rest is left out", part.path, place.offset);
        part.bytes = place.offset;
        return true;
    }

    /** The file in which a place is, or the next one that has any where it has come to its end. */
    private Part part(Place place) {
        Part part = parts.get(place.part);
        if (part == null) {
            // It stood at the end of a file that is gone: what is the oldest now goes on there.
            part = move(place, parts.firstEntry());
        }
        Map.Entry<Long, Part> next = parts.higherEntry(place.part);
        while (place.offset >= part.bytes && next != null) {
            part = move(place, next);
            next = parts.higherEntry(place.part);
        }
        return part;
    }

    /** To the beginning of a file: the same number, unless something is damaged or taken away. */
    private static Part move(Place place, Map.Entry<Long, Part> to) {
        place.id = to.getKey();
        place.part = to.getKey();
        place.offset = 0;
        return to.getValue();
    }

    private static byte[] load(Part part, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel file = FileChannel.open(part.path, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {
                // Goes on until all is there.
            }
        }
        if (bytes.hasRemaining()) {
            throw new IOException(part.path + " is shorter than it was");
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        try {
            flush();
        } finally {
            channel.close();
        }
    }
}

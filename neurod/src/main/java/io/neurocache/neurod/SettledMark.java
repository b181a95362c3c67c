package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.edge.tls.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where the log's purges have been carried out in the slab, kept beside it for the next
 * start.
 *
 * <p>The slab lies in the kernel's memory until it is closed: what a killed process has removed
 * stays removed, but not what a machine did that lost its power. So a mark counts when the slab was
 * closed after it was written, or the machine has not been started anew since. Confined to one
 * thread.
 */
final class SettledMark {
    private static final Logger LOG = LoggerFactory.getLogger(SettledMark.class);
    private static final String FILE = "settled";
    private static final String CLOSED = "closed";
    private static final int MAX_BYTES = 128;

    private final Place place;
    private final String boot;
    private long written = -1;

    /** Where a mark is kept, over the ends of processes and machines. */
    interface Place {
        /** What was written last; null where nothing ever was. */
        @Nullable String read() throws IOException;

        /** Writes something in its place, whole or not at all, and returns when it stays there. */
        void write(String text) throws IOException;
    }

    private record InFile(Path file) implements Place {
        @Override
        public @Nullable String read() throws IOException {
            if (!Files.exists(file)) {
                return null;
            }
            return Files.size(file) > MAX_BYTES ? "" : Files.readString(file, US_ASCII);
        }

        @Override
        public void write(String text) throws IOException {
            AtomicFiles.writePublic(file, text.getBytes(US_ASCII));
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * The mark of a slab.
     *
     * @param boot names the time since the machine was started; empty where nobody knows
     */
    SettledMark(Place place, String boot) {
        this.place = place;
        this.boot = boot;
    }

    /** The mark of the slab in a folder. */
    static SettledMark in(Path folder, String boot) {
        return new SettledMark(new InFile(folder.resolve(FILE)), boot);
    }

    /** What the kernel calls the time since it was started; empty where it does not say. */
    static String boot(Path bootId) {
        try {
            return Files.readString(bootId, US_ASCII).strip();
        } catch (IOException e) {
            // Not Linux, or a container that hides it: then only an orderly end counts.
            return "";
        }
    }

    /**
     * The index at the start; 0 where none can be trusted. From then on an earlier orderly end does
     * not count any more.
     */
    long take() throws IOException {
        long index = read();
        write(boot, index);
        return index;
    }

    private long read() throws IOException {
        String text = place.read();
        if (text == null) {
            return 0;
        }
        String[] words = text.strip().split(" ", -1);
        if (words.length != 2 || !words[1].matches("[0-9]{1,18}")) {
            LOG.warn("{} says nothing of use: what is cached is validated before use", place);
            return 0;
        }
        boolean counts = words[0].equals(CLOSED) || (!boot.isEmpty() && words[0].equals(boot));
        return counts ? Long.parseLong(words[1]) : 0;
    }

    /** Notes that purges up to here are not needed any more; does nothing where that is known. */
    void note(long index) throws IOException {
        if (index > written) {
            write(boot, index);
        }
    }

    /**
     * Notes the same once the slab has been closed. What was known before stays so: early after a
     * start the edge knows less than the mark that it found.
     */
    void closed(long index) throws IOException {
        write(CLOSED, Math.max(index, written));
    }

    private void write(String when, long index) throws IOException {
        String name = when.isEmpty() ? "unknown" : when;
        place.write(name + " " + index + "\n");
        written = index;
    }
}

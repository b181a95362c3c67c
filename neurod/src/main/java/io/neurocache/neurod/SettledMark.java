package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.edge.tls.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Path file;
    private final String boot;
    private long written = -1;

    /**
     * The mark of a slab.
     *
     * @param folder of the slab
     * @param boot names the time since the machine was started; empty where nobody knows
     */
    SettledMark(Path folder, String boot) {
        this.file = folder.resolve(FILE);
        this.boot = boot;
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
        if (!Files.exists(file)) {
            return 0;
        }
        String[] words =
                Files.size(file) > MAX_BYTES
                        ? new String[0]
                        : Files.readString(file, US_ASCII).strip().split(" ");
        if (words.length != 2 || !words[1].matches("[0-9]{1,18}")) {
            LOG.warn("{} says nothing of use: what is cached is validated before use", file);
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
        AtomicFiles.writePublic(file, (name + " " + index + "\n").getBytes(US_ASCII));
        written = index;
    }
}

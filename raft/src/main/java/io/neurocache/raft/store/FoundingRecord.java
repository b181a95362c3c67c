package io.neurocache.raft.store;

import io.neurocache.raft.Configuration;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * Of which cluster a server's directory is, and who belonged to it when it was founded: the file
 * {@code founded}, written before the first entry of the log and never again.
 *
 * <p>Until the log says who the members are, the server goes by what it was told at its start. Were
 * it told something else at the next one, two clusters could come of one, and one of them overwrite
 * what the other has acknowledged. This record is what makes that a refusal. It is text, a line for
 * each fact and a CRC-32C of all before it. A cluster without learners is written as it was before
 * there could be any.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param cluster the cluster's name
 * @param voters the ids of those that voted
 * @param learners the ids of those that did not
 */
public record FoundingRecord(
        String cluster, SortedSet<Integer> voters, SortedSet<Integer> learners) {
    private static final String NAME = "founded";
    private static final String HEAD = "neurocache founding record 1\ncluster ";
    private static final String MEMBERS = "\nmembers ";
    private static final String LEARNERS = "\nlearners ";
    private static final String CRC = "\ncrc32c ";
    private static final int MAX_BYTES = 64 << 10;

    /** Copies the members. */
    public FoundingRecord {
        voters = new TreeSet<>(voters);
        learners = new TreeSet<>(learners);
        Check.argument(cluster.indexOf('\n') < 0, "a cluster's name is one line");
    }

    /**
     * Checks what a server is told against the record, or makes the record where there is none and
     * the log is empty.
     *
     * @param directory the server's, which exists
     * @param cluster the cluster's name
     * @param told the founders that the server is told of; empty where it waits to be added
     * @param present the members that the log says there are; empty while it says nothing
     * @throws StorageException when the record is another cluster's, or says who belongs to it
     *     otherwise and the log does not agree with what the server is told
     */
    public static void check(
            Path directory,
            String cluster,
            Configuration told,
            Configuration present,
            boolean isLogEmpty)
            throws IOException {
        Path file = directory.resolve(NAME);
        FoundingRecord record = new FoundingRecord(cluster, told.voters(), told.learners());
        boolean isTold = !told.voters().isEmpty();
        if (!Files.exists(file)) {
            if (isLogEmpty && isTold) {
                record.write(directory, file);
            }
            return;
        }
        FoundingRecord found = read(file);
        if (!found.cluster.equals(cluster)) {
            throw new StorageException(
                    StorageException.Kind.FOREIGN_FILE,
                    directory + " belongs to cluster " + found.cluster + ", not to " + cluster);
        }
        // Who votes is the log's to say once it says anything: only a cluster's beginning is told.
        boolean agrees = !isTold || record.equals(found) || told.all().equals(present.all());
        if (!agrees) {
            throw new StorageException(
                    StorageException.Kind.FOREIGN_FILE,
                    directory
                            + " was founded by "
                            + found.names()
                            + (present.all().isEmpty()
                                    ? ""
                                    : " and its members are " + names(present.all(), ""))
                            + ", but this start names "
                            + record.names());
        }
    }

    private String names() {
        String both = learners.isEmpty() ? "" : ", ";
        return names(voters, "") + both + names(learners, " (learner)");
    }

    private static String names(Collection<Integer> ids, String note) {
        return ids.stream().sorted().map(id -> "n" + id + note).collect(Collectors.joining(", "));
    }

    private static String ids(Collection<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private void write(Path directory, Path file) throws IOException {
        String text = HEAD + cluster + MEMBERS + ids(voters);
        if (!learners.isEmpty()) {
            text += LEARNERS + ids(learners);
        }
        byte[] bytes = (text + CRC + crc(text) + "\n").getBytes(StandardCharsets.UTF_8);
        Path made = directory.resolve(NAME + ".tmp");
        try (FileChannel channel =
                FileChannel.open(
                        made,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                Check.invariant(channel.write(buffer) > 0, "a write takes something");
            }
            channel.force(true);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        RealDisk.INSTANCE.syncDirectory(directory);
    }

    private static FoundingRecord read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw StorageException.corrupt(file, MAX_BYTES, "it is too long");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int crcAt = text.lastIndexOf(CRC);
        int membersAt = text.lastIndexOf(MEMBERS);
        boolean isWhole =
                text.startsWith(HEAD)
                        && membersAt >= HEAD.length()
                        && crcAt > membersAt
                        && text.substring(crcAt).equals(CRC + crc(latin(text, crcAt)) + "\n");
        if (!isWhole) {
            throw StorageException.corrupt(file, 0, "its checksum differs");
        }
        String utf8 =
                new String(
                        text.substring(HEAD.length(), membersAt)
                                .getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8);
        int learnersAt = text.lastIndexOf(LEARNERS);
        boolean hasLearners = learnersAt > membersAt;
        int votersEnd = hasLearners ? learnersAt : crcAt;
        SortedSet<Integer> voters = parse(text.substring(membersAt + MEMBERS.length(), votersEnd));
        SortedSet<Integer> learners =
                hasLearners
                        ? parse(text.substring(learnersAt + LEARNERS.length(), crcAt))
                        : Collections.emptySortedSet();
        return new FoundingRecord(utf8, voters, learners);
    }

    private static SortedSet<Integer> parse(String text) {
        SortedSet<Integer> ids = new TreeSet<>();
        for (String id : text.split(" ", -1)) {
            ids.add(Integer.valueOf(id));
        }
        return ids;
    }

    private static byte[] latin(String text, int end) {
        return text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String crc(String text) {
        return crc(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return "%08x".formatted(crc.getValue());
    }
}

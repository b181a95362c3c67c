package io.neurocache.raft.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the log's files. No state; safe from any thread. */
final class Segments {
    private static final Pattern SEGMENT = Pattern.compile("log-(\\d{10})\\.seg");
    private static final Pattern SPARE = Pattern.compile("spare-(\\d{1,9})\\.seg");

    private Segments() {}

    static Path path(Path directory, int generation) {
        return directory.resolve(String.format(java.util.Locale.ROOT, "log-%010d.seg", generation));
    }

    static Path spare(Path directory, int number) {
        return directory.resolve("spare-" + number + ".seg");
    }

    /** The generations there are, in order. */
    static List<Integer> generations(Disk disk, Path directory) throws IOException {
        return numbers(SEGMENT, disk, directory);
    }

    /** The numbers of the spare files, in order. */
    static List<Integer> spares(Disk disk, Path directory) throws IOException {
        return numbers(SPARE, disk, directory);
    }

    private static List<Integer> numbers(Pattern pattern, Disk disk, Path directory)
            throws IOException {
        return disk.names(directory).stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(name -> Long.parseLong(name.group(1)))
                .filter(number -> number <= Integer.MAX_VALUE)
                .map(Long::intValue)
                .sorted()
                .toList();
    }
}

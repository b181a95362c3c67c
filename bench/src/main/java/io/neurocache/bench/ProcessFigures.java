package io.neurocache.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What processes have cost so far, as /proc tells it.
 *
 * @param cpuMicros user and system time of all of them
 * @param rssAnonKib memory of their own that is resident, of all of them
 */
record ProcessFigures(long cpuMicros, long rssAnonKib) {
    /** Linux has used this unit towards programs on every platform for decades. */
    private static final long MICROS_A_TICK = 10_000;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    static ProcessFigures of(List<Long> pids) throws IOException {
        long ticks = 0;
        long kib = 0;
        for (long pid : pids) {
            Path process = Path.of("/proc", Long.toString(pid));
            String stat = Files.readString(process.resolve("stat"));
            // The name may hold blanks: the fields begin behind its bracket.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
            for (String line : Files.readAllLines(process.resolve("status"))) {
                if (line.startsWith("RssAnon:")) {
                    kib += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return new ProcessFigures(ticks * MICROS_A_TICK, kib);
    }
}

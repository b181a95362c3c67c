package io.neurocache.edge.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever is put, evicted and removed, and whatever the directory refuses, answers late or loses:
 * in the end it believes what the slab holds.
 */
class ReporterProperties {
    private static final int KEYS = 12;

    /** Bodies of up to 3 MB: a few fill the slab, and the next evicts. */
    private static final int BODY_STEP = 300_000;

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void inTheEndTheDirectoryBelievesWhatTheSlabHolds(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 999) Integer> steps)
            throws IOException {
        Path folder = Files.createTempDirectory("reporter");
        try {
            FakeDirectory directory = new FakeDirectory();
            ReporterRig rig = ReporterRig.open(folder, directory);
            try {
                for (int step : steps) {
                    rig = take(rig, folder, step);
                }
                directory.goOn();
                // A batch whose answer was lost is given up after 30 s.
                rig.pass(Duration.ofMinutes(17));
                assertEquals(rig.held(), rig.believed());
            } finally {
                rig.close();
            }
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static ReporterRig take(ReporterRig rig, Path folder, int step) throws IOException {
        String key = "k" + step % KEYS;
        switch (step / 100) {
            case 0, 1, 2 -> rig.put(key, new byte[step % 10 * BODY_STEP]);
            case 3, 4 -> rig.remove(key);
            case 5, 6 -> rig.pass(Duration.ofMillis(step % 100 * 10L));
            case 7 ->
                    rig.directory.from(
                            step % 2 == 0
                                    ? FakeDirectory.Manner.REFUSES
                                    : FakeDirectory.Manner.HOLDS);
            case 8 -> rig.directory.goOn();
            default -> {
                if (step % 2 == 0) {
                    rig.directory.lose();
                } else {
                    rig.close();
                    return ReporterRig.open(folder, rig.directory);
                }
            }
        }
        return rig;
    }
}

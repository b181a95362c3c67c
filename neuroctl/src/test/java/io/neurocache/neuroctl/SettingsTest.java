package io.neurocache.neuroctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SettingsTest {
    @Test
    void aSnapshotMayTakeLongerThanAReadUnlessSomebodySaysOtherwise() throws IOException {
        assertEquals(Duration.ofSeconds(5), timeout(new Get(), Map.of(), "alpha"));
        assertEquals(Duration.ofMinutes(5), timeout(new SnapshotSave(), Map.of()));
        assertEquals(
                Duration.ofSeconds(2),
                timeout(new SnapshotSave(), Map.of("NEURO_TIMEOUT", "9s"), "--timeout", "2s"));
        assertEquals(
                Duration.ofSeconds(9), timeout(new SnapshotSave(), Map.of("NEURO_TIMEOUT", "9s")));
    }

    private static Duration timeout(
            Command<?> command, Map<String, String> environment, String... args)
            throws IOException {
        CommandLine line = new CommandLine(Globals.spec(command));
        return new Settings(line.parseArgs(args), environment, command.timeout())
                .client()
                .timeout();
    }
}

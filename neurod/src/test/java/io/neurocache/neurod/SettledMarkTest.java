package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettledMarkTest {
    @TempDir Path folder = Path.of("");

    private long next(String boot) throws IOException {
        return SettledMark.in(folder, boot).take();
    }

    @Test
    void thereIsNoneAtFirst() throws IOException {
        assertEquals(0, next("boot-1"));
    }

    @Test
    void aKilledProcessLeavesWhatItNoted() throws IOException {
        SettledMark mark = SettledMark.in(folder, "boot-1");
        mark.take();
        mark.note(7);
        mark.note(5);
        assertEquals(7, next("boot-1"));
        assertEquals(7, next("boot-1"));
    }

    @Test
    void aMachineThatWasStartedAnewTrustsAnOrderlyEndAlone() throws IOException {
        SettledMark mark = SettledMark.in(folder, "boot-1");
        mark.take();
        mark.note(7);
        assertEquals(0, next("boot-2"));
        SettledMark.in(folder, "boot-2").closed(9);
        assertEquals(9, next("boot-3"));
        // That one has begun to change the slab.
        assertEquals(0, next("boot-4"));
    }

    @Test
    void anEndSoonAfterTheStartForgetsNothing() throws IOException {
        SettledMark.in(folder, "boot-1").closed(9);
        SettledMark mark = SettledMark.in(folder, "boot-1");
        assertEquals(9, mark.take());
        mark.closed(0);
        assertEquals(9, next("boot-2"));
    }

    @Test
    void whereNobodyKnowsOfStartsAnOrderlyEndAloneCounts() throws IOException {
        SettledMark mark = SettledMark.in(folder, "");
        mark.take();
        mark.note(7);
        assertEquals(0, next(""));
        SettledMark.in(folder, "").closed(9);
        assertEquals(9, next(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "boot-1",
                "boot-1 x",
                "boot-1 -1",
                "boot-1 1 2",
                "boot-1 99999999999999999999"
            })
    void whatIsNoMarkIsNone(String text) throws IOException {
        Files.writeString(folder.resolve("settled"), text);
        assertEquals(0, next("boot-1"));
    }

    @Test
    void theKernelNamesItsStart() {
        assertEquals("", SettledMark.boot(folder.resolve("none")));
    }
}

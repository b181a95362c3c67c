package io.neurocache.predict.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {
    private static final List<String> HEADER = List.of("trace", "top_1");
    private static final List<List<String>> ROWS =
            List.of(List.of("a, \"b\"", "0.25"), List.of("c", "10"));

    private static String written(ReplayOutput form) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Cells.write(form, HEADER, ROWS, new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8);
    }

    @Test
    void aTableHasItsNumbersAtTheRight() {
        assertEquals(
                """
                TRACE   TOP 1
                a, "b"   0.25
                c          10
                """,
                written(ReplayOutput.TABLE));
    }

    @Test
    void csvQuotesWhatItMust() {
        assertEquals("trace,top_1\r\n\"a, \"\"b\"\"\",0.25\r\nc,10\r\n", written(ReplayOutput.CSV));
    }

    @Test
    void jsonHasNumbersAndTexts() {
        assertEquals(
                """
                [
                  {"trace":"a, \\"b\\"","top_1":0.25},
                  {"trace":"c","top_1":10}
                ]
                """,
                written(ReplayOutput.JSON));
    }
}

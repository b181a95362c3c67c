package io.neurocache.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
    @Test
    void aLineHasNumberAndTypeBeforeWhatAStreamGives() {
        Event event = new Event("leader", 7, 2, 0, "\"id\":3");
        assertEquals("{\"t\":7,\"node\":2,\"id\":3}", event.data());
        assertEquals(
                "{\"seq\":42,\"type\":\"leader\",\"t\":7,\"node\":2,\"id\":3}", event.line(42));
    }

    @Test
    void anEventOfAnotherNodeNamesItsNumberThere() {
        assertEquals("{\"t\":7,\"node\":2,\"src\":41}", new Event("leader", 7, 2, 41, "").data());
    }

    @Test
    void aLineOfAnotherNodeIsTakenOverWithItsNumber() throws IOException {
        Event event = new Event("alert", 7, 2, 0, "\"text\":\"a, \\\"b\\\"\",\"hint\":\"\"");
        assertEquals(new Event("alert", 7, 2, 42, event.members()), Event.of(event.line(42)));
        assertEquals(new Event("x", 7, 2, 42, ""), Event.of(new Event("x", 7, 2, 0, "").line(42)));
    }

    @Test
    void aLineIsReadAsItWasWritten() throws IOException {
        Event event = new Event("alert", 7, 12, 0, "\"text\":\",\\\"node\\\":3\"");
        byte[] bytes = event.line(42).getBytes(UTF_8);
        Line line = Line.parse(bytes, 0, bytes.length);
        assertEquals(42, line.id());
        assertEquals("alert", line.type());
        assertEquals(12, line.node());
        assertEquals(event.data(), line.data());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "{\"seq\":1}",
                "{\"seq\":1,\"type\":\"x\",\"t\":1}",
                "{\"seq\":1,\"type\":\"x\",\"node\":1,\"t\":1}",
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"node\":1",
                "{\"seq\":1,\"type\":\"x\",\"t\":,\"node\":1}",
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"node\":}",
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"node\":99999999999}",
                "{\"seq\":x,\"type\":\"x\",\"t\":1,\"node\":1}",
                "{\"seq\":99999999999999999999,\"type\":\"x\",\"t\":1,\"node\":1}",
                "{\"type\":\"x\",\"seq\":1,\"t\":1,\"node\":1}",
            })
    void whatIsNoLineOfAJournalIsRefused(String line) {
        assertThrows(IOException.class, () -> Event.of(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Of nobody, of no number, without a type.
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"node\":0}",
                "{\"seq\":-1,\"type\":\"x\",\"t\":1,\"node\":1}",
                "{\"seq\":1,\"type\":\"\",\"t\":1,\"node\":1}",
                // It has it from somebody else.
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"node\":3,\"src\":9}",
                // Two lines of the journal, or two of a stream, in one.
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"node\":1,\"a\":\n1}",
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"node\":1,\"a\":\r1}",
                // The name of who tells it stands in a text.
                "{\"seq\":1,\"type\":\"x\",\"t\":1,\"a\":\",\"node\":1}",
            })
    void whatNoOtherNodeMayTellIsRefused(String line) {
        assertThrows(IOException.class, () -> Event.of(line));
    }

    @Test
    void anEventThatCannotBeIsNotMade() {
        assertThrows(IllegalArgumentException.class, () -> new Event("", 1, 1, 0, ""));
        assertThrows(IllegalArgumentException.class, () -> new Event("x", 1, 0, 0, ""));
        assertThrows(IllegalArgumentException.class, () -> new Event("x", 1, 1, -1, ""));
    }

    @Test
    void limitsOfAJournalHaveARange() {
        assertThrows(IllegalArgumentException.class, () -> new JournalLimits(4095, 3));
        assertThrows(IllegalArgumentException.class, () -> new JournalLimits((64 << 20) + 1, 3));
        assertThrows(IllegalArgumentException.class, () -> new JournalLimits(4096, 1));
        assertThrows(IllegalArgumentException.class, () -> new JournalLimits(4096, 4097));
    }
}

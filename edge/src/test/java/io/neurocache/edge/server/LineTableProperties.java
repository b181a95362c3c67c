package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A table may forget any line, and must never take one for another. */
final class LineTableProperties {
    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> line =
                Arbitraries.strings().ofMinLength(0).ofMaxLength(220).withCharRange('a', 'c');
        return line.list().ofMaxSize(600);
    }

    @Property(tries = 200)
    void whatIsFoundWasMadeOfTheSameBytes(@ForAll("lines") List<String> lines) {
        LineTable<String> table = new LineTable<>();
        for (String line : lines) {
            byte[] bytes = ("<" + line + ">").getBytes(StandardCharsets.ISO_8859_1);
            String found = table.find(bytes, 1, bytes.length - 1);
            if (found == null) {
                table.add(bytes, 1, bytes.length - 1, line);
            } else {
                assertEquals(line, found);
            }
        }
    }

    @Example
    void aLineThatComesAgainIsTheSameObject() {
        LineTable<Object> table = new LineTable<>();
        byte[] line = "Host: a".getBytes(StandardCharsets.ISO_8859_1);
        Object made = new Object();
        table.add(line, 0, line.length, made);
        assertSame(made, table.find(line, 0, line.length));
        assertNull(table.find(line, 0, line.length - 1));
    }

    @Example
    void aLineLongerThanItsBoundIsNotKept() {
        LineTable<Object> table = new LineTable<>();
        byte[] line = new byte[LineTable.MAX_LINE_BYTES + 1];
        table.add(line, 0, line.length, new Object());
        assertNull(table.find(line, 0, line.length));
    }
}

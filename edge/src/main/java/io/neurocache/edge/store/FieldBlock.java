package io.neurocache.edge.store;

import io.neurocache.edge.rules.Fields;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Field lines as bytes in the syntax of HTTP/1.1, each line ended by CR LF, without the empty line
 * that ends a head. Stored so, they go to an HTTP/1.1 client as they lie.
 *
 * <p>Safe from any thread.
 */
public final class FieldBlock {
    private FieldBlock() {}

    /** Writes field lines; their values hold no CR or LF, as every head was checked to. */
    static byte[] encode(Fields fields) {
        StringBuilder text = new StringBuilder(512);
        for (int i = 0; i < fields.count(); i++) {
            text.append(fields.name(i)).append(": ").append(fields.value(i)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads field lines that {@link #encode} wrote. */
    static Fields decode(MemorySegment block) {
        byte[] bytes = block.toArray(ValueLayout.JAVA_BYTE);
        Fields.Builder fields = Fields.builder();
        int start = 0;
        while (start < bytes.length) {
            int colon = indexOf(bytes, (byte) ':', start);
            int end = indexOf(bytes, (byte) '\r', colon);
            fields.add(text(bytes, start, colon), text(bytes, colon + 2, end));
            start = end + 2;
        }
        return fields.build();
    }

    private static int indexOf(byte[] bytes, byte wanted, int from) {
        int at = from;
        while (bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}

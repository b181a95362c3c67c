package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import io.neurocache.edge.rules.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Makes the names and values of an HTTP/2 or HTTP/3 field section out of field lines: names in
 * lower case, nothing that belongs to an HTTP/1.1 connection. Event loop only: one for each.
 *
 * <p>Stored lines are looked up by their bytes. Those of hot objects are then the same objects in
 * each answer, with the hash that HPACK and QPACK ask for computed once.
 */
final class SectionWriter {
    private static final int FIRST_BYTES = 1024;

    /** Room for a larger block is given up again: blocks of that size are rare. */
    private static final int MAX_KEPT_BYTES = 64 << 10;

    private static final FastThreadLocal<SectionWriter> OF_LOOP =
            new FastThreadLocal<>() {
                @Override
                protected SectionWriter initialValue() {
                    return new SectionWriter();
                }
            };
    private static final AsciiString AGE = AsciiString.cached("age");
    private static final AsciiString CACHE_STATUS = AsciiString.cached("cache-status");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");

    private final LineTable<Line> known = new LineTable<>();
    private byte[] bytes = new byte[FIRST_BYTES];
    private AsciiString[] namesAndValues = new AsciiString[64];
    private int size;

    private SectionWriter() {}

    /** A stored line; without effect when it must not be sent. */
    private record Line(AsciiString name, AsciiString value, boolean sent) {}

    static SectionWriter ofThisLoop() {
        return OF_LOOP.get();
    }

    /** Returns name, value, name, value of some lines and of a block of stored ones. */
    AsciiString[] section(Fields fields, ByteBuf block) {
        size = 0;
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i);
            if (!Http1Head.isConnectionSpecific(name)) {
                add(lowerCase(name), new AsciiString(FieldBlock.oneLine(fields.value(i))));
            }
        }
        stored(block);
        AsciiString[] section = Arrays.copyOf(namesAndValues, size);
        Arrays.fill(namesAndValues, 0, size, null);
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
        return section;
    }

    private void stored(ByteBuf block) {
        int length = block.readableBytes();
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, 2 * bytes.length)];
        }
        block.getBytes(block.readerIndex(), bytes, 0, length);
        int from = 0;
        while (from < length) {
            int to = from;
            while (to < length && bytes[to] != '\n') {
                to++;
            }
            line(from, to);
            from = to + 1;
        }
    }

    private void line(int from, int to) {
        Line line = known.find(bytes, from, to);
        if (line == null) {
            line = read(from, to);
            known.add(bytes, from, to, line);
        }
        if (line.sent()) {
            add(line.name(), line.value());
        }
    }

    private Line read(int from, int to) {
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        if (colon == from || colon == to) {
            return new Line(AsciiString.EMPTY_STRING, AsciiString.EMPTY_STRING, false);
        }
        String name = new String(bytes, from, colon - from, StandardCharsets.ISO_8859_1);
        String value = new String(bytes, colon + 1, to - colon - 1, StandardCharsets.ISO_8859_1);
        return new Line(
                lowerCase(name),
                new AsciiString(FieldBlock.oneLine(value.trim())),
                !Http1Head.isConnectionSpecific(name));
    }

    private static AsciiString lowerCase(String name) {
        return switch (name) {
            case "Age" -> AGE;
            case "Cache-Status" -> CACHE_STATUS;
            case "Content-Length" -> CONTENT_LENGTH;
            default -> new AsciiString(name.toLowerCase(Locale.ROOT));
        };
    }

    private void add(AsciiString name, AsciiString value) {
        if (size == namesAndValues.length) {
            namesAndValues = Arrays.copyOf(namesAndValues, 2 * size);
        }
        namesAndValues[size++] = name;
        namesAndValues[size++] = value;
    }
}

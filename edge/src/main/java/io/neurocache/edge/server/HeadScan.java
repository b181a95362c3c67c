package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.server.Http1Message.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of an HTTP/1.x request head, line by line as they come, by the letter of RFC 9112
 * §2 to §5. Event loop only.
 *
 * <p>Everything that two implementations have been seen to read differently is refused rather than
 * interpreted: lone CR or LF, a folded line, space before the colon, tabs in the request line,
 * control characters. Request smuggling lives on such differences.
 */
final class HeadScan {
    /** Method, two spaces, version. */
    private static final int MAX_LINE_BESIDE_TARGET = 64;

    private static final int MAX_METHOD = 32;
    private static final int MAX_EMPTY_LINES = 2;
    private static final byte[] HTTP_SLASH = "HTTP/".getBytes(StandardCharsets.ISO_8859_1);
    private static final FastThreadLocal<byte[]> SCRATCH =
            new FastThreadLocal<>() {
                @Override
                protected byte[] initialValue() {
                    return new byte[1024];
                }
            };

    private static final FastThreadLocal<LineTable<Field>> KNOWN =
            new FastThreadLocal<>() {
                @Override
                protected LineTable<Field> initialValue() {
                    return new LineTable<>();
                }
            };

    /** A field line of good syntax. */
    private record Field(String name, String value) {}

    private final ServerLimits limits;
    private final Fields.Builder fields = Fields.builder();
    private String method = "";
    private String target = "";
    private boolean version11;
    private int fieldCount;
    private int emptyLines;
    private boolean lineSeen;
    private int headStart;
    private int lineStart;
    private int scanned;
    private @Nullable Refused refused;

    HeadScan(ServerLimits limits) {
        this.limits = limits;
    }

    /** What the bytes so far are. */
    enum Progress {
        /** The head goes on. */
        MORE,
        /** The head is complete and {@link #length} bytes long. */
        COMPLETE,
        /** The head cannot be accepted: see {@link #refused}. */
        REFUSED
    }

    /** Forgets the head, for the next. */
    void reset() {
        fields.clear();
        fieldCount = 0;
        emptyLines = 0;
        lineSeen = false;
        headStart = 0;
        lineStart = 0;
        scanned = 0;
    }

    /** Looks at the bytes from the reader index on, which must not move until the head is done. */
    Progress scan(ByteBuf in) {
        int base = in.readerIndex();
        while (refused == null) {
            int from = base + scanned;
            int lf = in.indexOf(from, in.writerIndex(), (byte) '\n');
            if (lf < 0) {
                scanned = in.readableBytes();
                checkLength(scanned - lineStart);
                break;
            }
            int length = lf - base - lineStart;
            scanned = lf - base + 1;
            if (length == 0 || in.getByte(lf - 1) != '\r') {
                refuse(400, "a line ends with a lone LF");
                break;
            }
            checkLength(length - 1);
            if (refused == null && line(in, base + lineStart, length - 1)) {
                return Progress.COMPLETE;
            }
            lineStart = scanned;
        }
        return refused == null ? Progress.MORE : Progress.REFUSED;
    }

    /** Bytes of the complete head, the empty lines before it included. */
    int length() {
        return scanned;
    }

    /** Bytes of empty lines before the head. */
    int headStart() {
        return headStart;
    }

    /** Whether any byte of the request line has been seen. */
    boolean started() {
        return lineSeen || scanned > headStart;
    }

    Refused refused() {
        return Objects.requireNonNull(refused);
    }

    String method() {
        return method;
    }

    String target() {
        return target;
    }

    boolean version11() {
        return version11;
    }

    Fields fields() {
        return fields.build();
    }

    private void refuse(int status, String reason) {
        refused = new Refused(status, reason);
    }

    private void checkLength(int lineLength) {
        if (!lineSeen) {
            if (lineLength > limits.uriBytes() + MAX_LINE_BESIDE_TARGET) {
                refuse(414, "the request target is too long");
            }
        } else if (lineLength > limits.headerBytes()
                || scanned - headStart > limits.headerBytes() + limits.uriBytes()) {
            refuse(431, "the field section is too large");
        }
    }

    /** Takes a line without its CRLF; true when it ends the head. */
    private boolean line(ByteBuf in, int start, int length) {
        if (length == 0) {
            return emptyLine();
        }
        byte[] line = SCRATCH.get();
        if (line.length < length) {
            line = new byte[Math.max(length, 2 * line.length)];
            SCRATCH.set(line);
        }
        in.getBytes(start, line, 0, length);
        if (lineSeen) {
            fieldLine(line, length);
        } else {
            lineSeen = true;
            requestLine(line, length);
        }
        return false;
    }

    /** RFC 9112 §2.2: at least one empty line before the request line is ignored. */
    private boolean emptyLine() {
        if (lineSeen) {
            return true;
        }
        headStart = scanned;
        emptyLines++;
        if (emptyLines > MAX_EMPTY_LINES) {
            refuse(400, "too many empty lines before the request");
        }
        return false;
    }

    private void requestLine(byte[] line, int length) {
        int methodEnd = 0;
        while (methodEnd < length && HttpBytes.isToken(line[methodEnd])) {
            methodEnd++;
        }
        int targetEnd = methodEnd + 1;
        while (targetEnd < length && HttpBytes.isVisible(line[targetEnd])) {
            targetEnd++;
        }
        if (methodEnd == 0
                || targetEnd == methodEnd + 1
                || targetEnd >= length
                || line[methodEnd] != ' '
                || line[targetEnd] != ' ') {
            refuse(400, "the request line is malformed");
            return;
        }
        if (methodEnd > MAX_METHOD) {
            refuse(501, "the method is not known");
            return;
        }
        method = method(line, methodEnd);
        target = text(line, methodEnd + 1, targetEnd - methodEnd - 1);
        if (target.length() > limits.uriBytes()) {
            refuse(414, "the request target is too long");
            return;
        }
        version(line, targetEnd + 1, length - targetEnd - 1);
    }

    private static String method(byte[] line, int length) {
        boolean get = length == 3 && line[0] == 'G' && line[1] == 'E' && line[2] == 'T';
        return get ? "GET" : text(line, 0, length);
    }

    private void version(byte[] line, int start, int length) {
        boolean shape =
                length == 8
                        && Arrays.equals(line, start, start + 5, HTTP_SLASH, 0, 5)
                        && HttpBytes.isDigit(line[start + 5])
                        && line[start + 6] == '.'
                        && HttpBytes.isDigit(line[start + 7]);
        if (!shape) {
            refuse(400, "the request line is malformed");
        } else if (line[start + 5] != '1') {
            refuse(505, "HTTP/1.1 is spoken here");
        } else {
            // RFC 9112 §2.3: a higher minor version is answered as the highest one known.
            version11 = line[start + 7] != '0';
        }
    }

    private void fieldLine(byte[] line, int length) {
        LineTable<Field> known = KNOWN.get();
        Field field = known.find(line, 0, length);
        if (field == null) {
            field = parsed(line, length);
            if (field == null) {
                return;
            }
            if (!isPersonal(field.name())) {
                known.add(line, 0, length, field);
            }
        }
        fieldCount++;
        if (fieldCount > limits.fields()) {
            refuse(431, "there are too many fields");
            return;
        }
        fields.add(field.name(), field.value());
    }

    /** Credentials are nobody else's, so nothing is gained by keeping them. */
    private static boolean isPersonal(String name) {
        return name.equalsIgnoreCase("Cookie")
                || name.equalsIgnoreCase("Authorization")
                || name.equalsIgnoreCase("Proxy-Authorization");
    }

    /** A field line of good syntax; null after it was refused. */
    private @Nullable Field parsed(byte[] line, int length) {
        int nameEnd = 0;
        while (nameEnd < length && HttpBytes.isToken(line[nameEnd])) {
            nameEnd++;
        }
        if (nameEnd == 0 || nameEnd == length || line[nameEnd] != ':') {
            refuse(400, "a field line is malformed");
            return null;
        }
        int start = nameEnd + 1;
        int end = length;
        while (start < end && HttpBytes.isBlank(line[start])) {
            start++;
        }
        while (end > start && HttpBytes.isBlank(line[end - 1])) {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (!HttpBytes.isFieldByte(line[i])) {
                refuse(400, "a field value has a control character");
                return null;
            }
        }
        return new Field(text(line, 0, nameEnd), text(line, start, end - start));
    }

    private static String text(byte[] line, int start, int length) {
        return new String(line, start, length, StandardCharsets.ISO_8859_1);
    }
}

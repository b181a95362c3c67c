package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes JSON's strings. Safe from any thread; the sink is the caller's. */
public final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** Writes a string with its quotes. */
    public static void string(ByteSink sink, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        string(sink, bytes, 0, bytes.length);
    }

    /** Writes bytes that are UTF-8 as a string with its quotes. */
    public static void string(ByteSink sink, Bytes text) {
        string(sink, text.backing(), text.offset(), text.offset() + text.length());
    }

    private static void string(ByteSink sink, byte[] bytes, int start, int stop) {
        sink.write('"');
        int from = start;
        while (from < stop) {
            int end = Utf8.endOfPlain(bytes, from, stop);
            sink.write(bytes, from, end - from);
            if (end < stop) {
                escape(sink, bytes[end]);
            }
            from = end + 1;
        }
        sink.write('"');
    }

    private static void escape(ByteSink sink, byte b) {
        switch (b) {
            case '"' -> sink.ascii("\\\"");
            case '\\' -> sink.ascii("\\\\");
            case '\n' -> sink.ascii("\\n");
            case '\r' -> sink.ascii("\\r");
            case '\t' -> sink.ascii("\\t");
            default -> sink.ascii("\\u00").write(HEX[b >> 4]).write(HEX[b & 0xF]);
        }
    }

    /**
     * Writes {@code ,"name":value}, as text where the bytes are UTF-8, else in base64 with {@code
     * ,"encodingName":"base64"} behind it.
     */
    public static void value(ByteSink sink, String name, String encodingName, Bytes value) {
        sink.ascii(",\"").ascii(name).ascii("\":");
        if (Utf8.isValid(value.backing(), value.offset(), value.offset() + value.length())) {
            string(sink, value);
        } else {
            base64(sink, value);
            sink.ascii(",\"").ascii(encodingName).ascii("\":\"base64\"");
        }
    }

    /** Writes bytes in base64, with quotes. */
    public static void base64(ByteSink sink, Bytes bytes) {
        byte[] encoded = Base64.getEncoder().encode(bytes.array());
        sink.write('"').write(encoded, 0, encoded.length).write('"');
    }
}

package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.neurocache.raft.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's streaming parser, bound to what this protocol allows: one object in UTF-8, nested at
 * most {@link #MAX_DEPTH} deep.
 *
 * <p>Safe from any thread; each parser belongs to its caller.
 */
final class Json {
    /** How deep objects and arrays may nest, the frame's object being the first. */
    static final int MAX_DEPTH = 32;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    // Names come from outside: interning them would fill a table of the JVM.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(Frames.MAX_BYTES)
                                    .maxDocumentLength(Frames.MAX_BYTES)
                                    .build())
                    .build();

    private Json() {}

    /**
     * Begins to read a frame.
     *
     * @throws IOException if the bytes are not UTF-8 or do not begin like an object. Jackson alone
     *     would guess UTF-16 and UTF-32 and let overlong forms pass
     */
    static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int first = offset;
        while (first < end && isSpace(bytes[first])) {
            first++;
        }
        // Two bytes behind the first tell UTF-16 and UTF-32 from UTF-8.
        boolean plain =
                first < end
                        && bytes[first] == '{'
                        && (first + 1 == end || zeroFree(bytes, first, end));
        if (!plain || !Utf8.isValid(bytes, offset, end)) {
            throw new IOException("not a JSON object in UTF-8");
        }
        return FACTORY.createParser(bytes, first, end - first);
    }

    /**
     * Begins to read a frame of a peer, of which the caller has seen that it begins like an object:
     * what it carries was checked when it came in, so that is not done again.
     */
    static JsonParser peerParser(byte[] bytes, int offset, int length) throws IOException {
        return FACTORY.createParser(bytes, offset, length);
    }

    private static boolean zeroFree(byte[] bytes, int from, int end) {
        for (int i = from; i < Math.min(from + 4, end); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /**
     * Whether each surrogate of the text has its other half: a JSON string can escape half a
     * character, which has no bytes in UTF-8.
     */
    static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The bytes, or null where the text is not base64. */
    static @Nullable Bytes decodeBase64(String text) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

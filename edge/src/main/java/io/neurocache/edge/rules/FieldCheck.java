package io.neurocache.edge.rules;

import org.jspecify.annotations.Nullable;

/**
 * What must hold for the fields of every message, whoever sent it (RFC 9110 §5, §8.6, RFC 9112 §6,
 * RFC 9113 §8.2). Stateless: safe from any thread.
 *
 * <p>Each method returns what is wrong, or null. Two readers that understand one message
 * differently are how requests are smuggled: whatever could be read in two ways is refused here.
 */
final class FieldCheck {

    /** There is no Content-Length. */
    static final long NO_LENGTH = -1;

    /** The Content-Length is no number, or contradicts itself. */
    static final long BAD_LENGTH = -2;

    private static final long MAX_LENGTH_DIGITS = 18;

    private FieldCheck() {}

    static @Nullable String syntax(Protocol protocol, Fields fields) {
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i);
            String value = fields.value(i);
            if (!Tokens.isToken(name)) {
                return "a field name is not a token";
            }
            if (!isValue(value)) {
                return "a field value has control characters";
            }
            if (protocol.isMultiplexed()) {
                String wrong = multiplexed(name, value);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return null;
    }

    /** RFC 9110 §5.5: visible chars, bytes above ASCII, and white space between them. */
    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean control = (c < 0x20 && c != '\t') || c == 0x7f;
            if (control || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** RFC 9113 §8.2.1 and §8.2.2, the same in RFC 9114 §4.2. */
    private static @Nullable String multiplexed(String name, String value) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return "a field name has upper-case letters";
            }
        }
        boolean padded =
                !value.isEmpty()
                        && (Tokens.isBlank(value.charAt(0))
                                || Tokens.isBlank(value.charAt(value.length() - 1)));
        if (padded) {
            return "a field value begins or ends with white space";
        }
        return switch (name) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
                    "a field of the connection is not allowed here";
            case "te" -> value.equalsIgnoreCase("trailers") ? null : "TE may only say trailers";
            default -> null;
        };
    }

    /**
     * Returns the one length that all Content-Length values agree on, or {@link #NO_LENGTH} or
     * {@link #BAD_LENGTH}.
     */
    static long contentLength(Fields fields) {
        long length = NO_LENGTH;
        for (String line : fields.all("Content-Length")) {
            int from = 0;
            while (from <= line.length()) {
                int comma = line.indexOf(',', from);
                int to = comma < 0 ? line.length() : comma;
                long next = oneLength(Tokens.trim(line.substring(from, to)));
                if (next == BAD_LENGTH || (length != NO_LENGTH && next != length)) {
                    return BAD_LENGTH;
                }
                length = next;
                from = to + 1;
            }
        }
        return length;
    }

    private static long oneLength(String text) {
        long length = text.length() > MAX_LENGTH_DIGITS ? -1 : Tokens.digits(text, Long.MAX_VALUE);
        return length < 0 ? BAD_LENGTH : length;
    }

    /** Says whether Content-Length is one line with one number. */
    static boolean isPlainLength(Fields fields) {
        String line = fields.first("Content-Length");
        return line != null
                && fields.count("Content-Length") == 1
                && Tokens.digits(line, Long.MAX_VALUE) != Tokens.NOT_A_NUMBER;
    }

    /** Says whether Transfer-Encoding is exactly chunked. */
    static boolean isChunked(Fields fields) {
        String coding = fields.first("Transfer-Encoding");
        return coding != null
                && fields.count("Transfer-Encoding") == 1
                && Tokens.trim(coding).equalsIgnoreCase("chunked");
    }
}

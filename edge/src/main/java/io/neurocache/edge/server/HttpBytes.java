package io.neurocache.edge.server;

/** The character classes of RFC 9110 §5.6. Stateless. */
final class HttpBytes {
    private static final byte TOKEN = 1;
    private static final byte VISIBLE = 2;
    private static final byte FIELD = 4;
    private static final byte[] CLASSES = classes();

    private HttpBytes() {}

    /** A byte of a token. */
    static boolean isToken(byte b) {
        return (CLASSES[b & 0xff] & TOKEN) != 0;
    }

    /** A visible ASCII character: no space, no control, nothing above 0x7E. */
    static boolean isVisible(byte b) {
        return (CLASSES[b & 0xff] & VISIBLE) != 0;
    }

    /** A byte of a field value: visible, space, tab, or above 0x7F. */
    static boolean isFieldByte(byte b) {
        return (CLASSES[b & 0xff] & FIELD) != 0;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int i = 0x21; i < 0x7f; i++) {
            classes[i] = VISIBLE | FIELD;
            if (Character.isLetterOrDigit(i) || "!#$%&'*+-.^_`|~".indexOf(i) >= 0) {
                classes[i] |= TOKEN;
            }
        }
        for (int i = 0x80; i < 0x100; i++) {
            classes[i] = FIELD;
        }
        classes[' '] = FIELD;
        classes['\t'] = FIELD;
        return classes;
    }
}

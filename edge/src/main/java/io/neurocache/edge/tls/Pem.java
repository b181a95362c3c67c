package io.neurocache.edge.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The textual encoding of keys and certificates (RFC 7468): labelled blocks of Base64, with any
 * text between them.
 *
 * <p>Safe from any thread.
 */
final class Pem {
    /** No chain or key comes near it; it keeps a wrong file name from filling the heap. */
    static final int MAX_FILE_BYTES = 1 << 20;

    private static final int LINE_CHARS = 64;
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");

    private Pem() {}

    /** One block; nobody writes its content. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and gone once it is decoded.
    record Block(String label, byte[] content) {}

    /**
     * Reads all blocks of a file, in order.
     *
     * @throws InvalidCertificateException when the file is too large or a block is malformed
     */
    static List<Block> read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new InvalidCertificateException(file + ": no such file", e);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw new InvalidCertificateException(
                    file + ": larger than " + MAX_FILE_BYTES + " bytes, not a PEM file");
        }
        return parse(file, new String(bytes, US_ASCII));
    }

    /** Encodes one block, ending in a line end. */
    static String encode(String label, byte[] content) {
        String body = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static List<Block> parse(Path file, String text) throws InvalidCertificateException {
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int from = 0;
        while (begin.find(from)) {
            String label = begin.group(1);
            String end = "-----END " + label + "-----";
            int stop = text.indexOf(end, begin.end());
            if (stop < 0) {
                throw new InvalidCertificateException(
                        file + ": the block \"" + label + "\" has no end; the file may be cut off");
            }
            blocks.add(new Block(label, decode(file, label, text.substring(begin.end(), stop))));
            from = stop + end.length();
        }
        return blocks;
    }

    private static byte[] decode(Path file, String label, String body)
            throws InvalidCertificateException {
        if (body.contains("Proc-Type: 4,ENCRYPTED")) {
            throw encrypted(file);
        }
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new InvalidCertificateException(
                    file + ": the block \"" + label + "\" is not Base64", e);
        }
    }

    static InvalidCertificateException encrypted(Path file) {
        return new InvalidCertificateException(
                file
                        + ": the key is encrypted; write it without a passphrase, mode 0600:"
                        + " openssl pkey -in "
                        + file.getFileName()
                        + " -out plain.pem");
    }
}

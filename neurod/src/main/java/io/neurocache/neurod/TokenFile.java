package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.edge.AccessToken;
import io.neurocache.edge.tls.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the secret that requests from elsewhere must carry to write: 256 random bits in
 * base64url, readable by its owner alone. An operator may put a token of their own there.
 *
 * <p>Safe from any thread, but a file must have one user at a time.
 */
final class TokenFile {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

    private static final int SECRET_BYTES = 32;

    private static final Set<PosixFilePermission> NOT_FOR_OTHERS =
            EnumSet.complementOf(
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));

    private TokenFile() {}

    /**
     * Reads the token, or makes one at first start.
     *
     * @throws StartException when the file can be read by others, holds no token, or cannot be read
     *     or written
     */
    static AccessToken ensure(Path file, SecureRandom random) throws StartException {
        try {
            if (!Files.exists(file)) {
                make(file, random);
            }
            return read(file);
        } catch (IOException e) {
            throw new StartException(
                    "cannot use the token file " + file + ": " + DataDirectory.reason(e),
                    "give the user running neurod the right to read and write it",
                    e);
        }
    }

    private static void make(Path file, SecureRandom random) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        AtomicFiles.writeSecret(file, (text + "\n").getBytes(US_ASCII));
        LOG.info("wrote a new token for requests from elsewhere, {}", file);
    }

    private static AccessToken read(Path file) throws IOException, StartException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(NOT_FOR_OTHERS::contains)) {
            throw new StartException(
                    "the token file " + file + " is open to other users",
                    "chmod 600 " + file + "; delete it for a new token if others may have read it");
        }
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(AccessToken.MAX_CHARS + 2), US_ASCII).strip();
        }
        try {
            return AccessToken.of(text);
        } catch (IllegalArgumentException e) {
            throw new StartException(
                    "the token file " + file + " holds no token: " + e.getMessage(),
                    "delete it, and the next start writes a new one",
                    e);
        }
    }
}

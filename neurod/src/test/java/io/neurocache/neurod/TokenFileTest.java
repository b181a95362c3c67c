package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.AccessToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenFileTest {
    @TempDir Path directory;

    private Path file = Path.of("token");

    @BeforeEach
    void placeFile() {
        file = directory.resolve("token");
    }

    private AccessToken ensure() throws StartException {
        return TokenFile.ensure(file, new SecureRandom());
    }

    private void write(String text, String permissions) throws Exception {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void theFirstStartWritesATokenForItsOwnerAlone() throws Exception {
        AccessToken token = ensure();
        String text = Files.readString(file);

        assertTrue(text.matches("[A-Za-z0-9_-]{43}\n"), "256 bits in base64url");
        assertTrue(token.matches(text.strip()));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void laterStartsKeepIt() throws Exception {
        assertEquals(ensure(), ensure());
    }

    @Test
    void eachNodeHasItsOwn() throws Exception {
        AccessToken first = ensure();
        Files.delete(file);

        assertNotEquals(first, ensure());
    }

    @Test
    void anOperatorsOwnTokenIsTaken() throws Exception {
        write("correct-horse-battery-staple\n", "r--------");

        assertTrue(ensure().matches("correct-horse-battery-staple"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void aTokenThatOthersMayReadOrWriteIsRefused(String permissions) throws Exception {
        write("correct-horse-battery-staple\n", permissions);
        StartException refusal = assertThrows(StartException.class, this::ensure);

        assertEquals("the token file " + file + " is open to other users", refusal.getMessage());
        assertTrue(refusal.hint().startsWith("chmod 600 " + file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "correct horse battery staple", "correct-horse-bättery-staple"})
    void whatIsNoTokenIsRefusedAndNotShown(String text) throws Exception {
        write(text, "rw-------");
        String message =
                String.valueOf(assertThrows(StartException.class, this::ensure).getMessage());

        assertTrue(message.contains("holds no token"), message);
        assertTrue(text.isEmpty() || !message.contains(text), message);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        Files.createDirectory(file);

        assertThrows(StartException.class, this::ensure);
    }
}

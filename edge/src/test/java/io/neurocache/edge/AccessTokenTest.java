package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AccessTokenTest {
    private static final String SECRET = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_";

    @Test
    void onlyTheSecretItselfMatches() {
        AccessToken token = AccessToken.of(SECRET);

        assertTrue(token.matches(SECRET));
        assertFalse(token.matches(""));
        assertFalse(token.matches(SECRET + "a"));
        assertFalse(token.matches(SECRET.substring(1)));
        assertFalse(token.matches("x".repeat(100_000)));
    }

    @Test
    void weakAndUnsendableSecretsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> AccessToken.of("short"));
        assertThrows(IllegalArgumentException.class, () -> AccessToken.of("a".repeat(513)));
        assertThrows(IllegalArgumentException.class, () -> AccessToken.of(SECRET + " "));
        assertThrows(IllegalArgumentException.class, () -> AccessToken.of(SECRET + "é"));
    }

    @Test
    void theSecretIsNotShown() {
        assertEquals("AccessToken[hidden]", AccessToken.of(SECRET).toString());
        assertEquals(AccessToken.of(SECRET), AccessToken.of(SECRET));
        assertEquals(AccessToken.of(SECRET).hashCode(), AccessToken.of(SECRET).hashCode());
    }
}

package io.neurocache.edge.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digest fields. */
class Rfc9530Test {
    private static final String HASH = "RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=";

    @Test
    @DisplayName("appendix B.1: the SHA-256 of {\"hello\": \"world\"} and LF")
    void theFieldOfTheExample() throws NoSuchAlgorithmException {
        byte[] body = "{\"hello\": \"world\"}\n".getBytes(StandardCharsets.US_ASCII);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
        assertEquals("sha-256=:" + HASH + ":", ReprDigest.ofSha256(hash).fieldValue());
    }

    @Test
    @DisplayName("§3: a dictionary of one or more digests")
    void theMemberThatIsKnownIsTaken() {
        String others = "md5=:AAAA:, sha-256=:" + HASH + ":;p=1, unixsum=3";
        assertEquals(new ReprDigest(HASH), read("Repr-Digest", others));
        Fields lines =
                Fields.of("repr-digest", "md5=:AAAA:", "Repr-Digest", "sha-256=:" + HASH + ":");
        assertEquals(new ReprDigest(HASH), ReprDigest.of(lines));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha-512=:AAAA:",
                "sha-256",
                "sha-256=abc",
                "sha-256=:AAAA:",
                "sha-256=::",
                "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=",
                "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, ?",
                "SHA-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
            })
    @DisplayName("RFC 9651 §4.2: what is no dictionary, or has no SHA-256, says nothing")
    void whatCannotBeReadIsNoDigest(String value) {
        assertNull(read("Repr-Digest", value));
    }

    @Test
    void anotherSpellingOfTheSameHashIsTheSame() {
        assertEquals(
                new ReprDigest("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
                read("Repr-Digest", "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:"));
        assertThrows(IllegalArgumentException.class, () -> new ReprDigest("AAAA"));
    }

    private static ReprDigest read(String name, String value) {
        return ReprDigest.of(Fields.of(name, value));
    }
}

package io.neurocache.edge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFingerprintTest {
    @Test
    void itIsTheHashOfThePublicKeyOfTheLeaf() throws GeneralSecurityException {
        CertificateFixtures.Pair pair = CertificateFixtures.pair();
        ServerCertificate shown =
                new ServerCertificate(
                        pair.keys().getPrivate(), List.of(pair.leaf(), pair.authority()));
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(pair.keys().getPublic().getEncoded());
        String text = Base64.getEncoder().encodeToString(hash);
        assertEquals(new KeyFingerprint(text), shown.fingerprint());
        assertEquals(text, shown.publicKeySha256());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*="
            })
    void whatIsNoHashOrHasAnotherSpellingIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> new KeyFingerprint(text));
    }
}

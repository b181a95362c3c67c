package io.neurocache.edge.tls;

import static io.neurocache.edge.tls.CertificateFixtures.NOW;
import static io.neurocache.edge.tls.CertificateFixtures.at;
import static io.neurocache.edge.tls.CertificateFixtures.pair;
import static io.neurocache.edge.tls.CertificateFixtures.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.neurocache.edge.tls.CertificateFixtures.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class PemFilesTest {
    @TempDir Path directory;

    @Test
    void aChainAndItsKeyAreLoaded() throws Exception {
        Pair pair = pair();
        ServerCertificate loaded = load(pair.chainText(), pair.keyText());

        assertEquals(List.of(pair.leaf(), pair.authority()), loaded.chain());
        assertEquals(pair.keys().getPrivate(), loaded.key());
    }

    @Test
    void textAroundTheBlocksIsSkipped() throws Exception {
        Pair pair = pair();
        String chain = "subject=edge\r\n" + pair.chainText().replace("\n", "\r\n");
        String key = Pem.encode("EC PARAMETERS", new byte[] {6, 0}) + pair.keyText();

        assertEquals(pair.leaf(), load(chain, key).leaf());
    }

    @Test
    void aSec1KeyIsRead() throws Exception {
        Pair pair = pair();
        // The octet string that ends a PKCS#8 key holds its SEC1 form.
        byte[] sec1 = innerKey(pair.keys());
        ServerCertificate loaded = load(pair.chainText(), Pem.encode("EC PRIVATE KEY", sec1));

        assertTrue(PrivateKeys.matches(loaded.key(), pair.keys().getPublic()));
    }

    @Test
    void anRsaKeyIsReadInBothForms() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Pair pair = pair(keys, NOW.plus(Duration.ofDays(90)));

        assertEquals(keys.getPrivate(), load(pair.chainText(), pair.keyText()).key());
        assertEquals(
                keys.getPrivate(),
                load(pair.chainText(), Pem.encode("RSA PRIVATE KEY", innerKey(keys))).key());
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        assertRefused(pair().chainText(), pair().keyText(), "not the key of the first certificate");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        Pair pair = pair();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();

        String pkcs8 = Pem.encode("PRIVATE KEY", rsa.getPrivate().getEncoded());
        assertRefused(pair.chainText(), pkcs8, "not a readable EC key");
        String pkcs1 = Pem.encode("RSA PRIVATE KEY", innerKey(rsa));
        assertRefused(pair.chainText(), pkcs1, "not a readable EC key");
    }

    @Test
    void anEncryptedKeyIsRefusedWithTheWayOut() throws Exception {
        String chain = pair().chainText();
        String modern = Pem.encode("ENCRYPTED PRIVATE KEY", new byte[] {1});
        String old =
                """
                -----BEGIN EC PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED

                AAAA
                -----END EC PRIVATE KEY-----
                """;

        assertRefused(chain, modern, "openssl pkey");
        assertRefused(chain, old, "openssl pkey");
    }

    @Test
    void filesWithoutWhatTheyShouldHoldAreRefused() throws Exception {
        Pair pair = pair();

        assertRefused("", pair.keyText(), "holds no certificate");
        assertRefused(pair.keyText(), pair.keyText(), "holds no certificate");
        assertRefused(pair.chainText(), "", "holds 0 private keys");
        assertRefused(pair.chainText(), pair.keyText() + pair.keyText(), "holds 2 private keys");
        assertRefused(pair.chainText(), Pem.encode("DSA PRIVATE KEY", new byte[1]), "not accepted");
        assertRefused(
                Pem.encode("CERTIFICATE", new byte[] {1, 2}), pair.keyText(), "cannot be read");
        assertRefused("-----BEGIN CERTIFICATE-----\nMII", pair.keyText(), "has no end");
        assertRefused(
                "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----",
                pair.keyText(),
                "not Base64");
        assertRefused("x".repeat(Pem.MAX_FILE_BYTES + 1), pair.keyText(), "larger than");
    }

    @Test
    void aChainInTheWrongOrderIsRefused() throws Exception {
        Pair pair = pair();
        String backwards =
                Pem.encode("CERTIFICATE", pair.authority().getEncoded())
                        + Pem.encode("CERTIFICATE", pair.leaf().getEncoded());

        assertRefused(backwards, pair.keyText(), "certificate 1 is not signed by certificate 2");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.pem");
        InvalidCertificateException refusal =
                assertThrows(
                        InvalidCertificateException.class,
                        () -> PemFiles.load(missing, missing, at(NOW)));
        assertEquals(missing + ": no such file", refusal.getMessage());
    }

    @Test
    void datesAndOpenKeysAreWarnedOfOnly() throws Exception {
        Pair pair =
                pair(
                        new CertificateIssuer(CertificateFixtures.RANDOM).newKeys(),
                        NOW.plusSeconds(3));
        Path chain = write(directory, "chain.pem", pair.chainText());
        Path key = write(directory, "key.pem", pair.keyText());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        assertTrue(warnings(chain, key, NOW).getFirst().contains("expires in 0 days"));
        assertTrue(warnings(chain, key, NOW.plusSeconds(4)).getFirst().contains("expired at"));
        assertTrue(
                warnings(chain, key, NOW.minus(Duration.ofDays(9))).stream()
                        .anyMatch(w -> w.contains("not valid yet")));

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(warnings(chain, key, NOW).stream().anyMatch(w -> w.contains("every user")));
    }

    private static List<String> warnings(Path chain, Path key, Instant now) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(PemFiles.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            PemFiles.load(chain, key, at(now));
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private ServerCertificate load(String chain, String key) throws Exception {
        Path keyFile = write(directory, "key.pem", key);
        return PemFiles.load(write(directory, "chain.pem", chain), keyFile, at(NOW));
    }

    private void assertRefused(String chain, String key, String reason) {
        InvalidCertificateException refusal =
                assertThrows(InvalidCertificateException.class, () -> load(chain, key));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
        assertTrue(
                String.valueOf(refusal.getMessage()).contains(directory.toString()),
                refusal.getMessage());
    }

    /** A PKCS#8 key ends in an octet string with the older form inside. */
    private static byte[] innerKey(KeyPair keys) {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        byte[] algorithm = Der.firstOf(keys.getPublic().getEncoded());
        int head = pkcs8.length > 300 ? 4 : pkcs8.length > 130 ? 3 : 2;
        int versionBytes = 3;
        int octetString = head + versionBytes + algorithm.length;
        int lengthBytes =
                (pkcs8[octetString + 1] & 0xff) < 0x80 ? 0 : pkcs8[octetString + 1] & 0x7f;
        return Arrays.copyOfRange(pkcs8, octetString + 2 + lengthBytes, pkcs8.length);
    }
}

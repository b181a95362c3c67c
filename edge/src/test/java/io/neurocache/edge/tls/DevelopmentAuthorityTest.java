package io.neurocache.edge.tls;

import static io.neurocache.edge.tls.CertificateFixtures.NOW;
import static io.neurocache.edge.tls.CertificateFixtures.RANDOM;
import static io.neurocache.edge.tls.CertificateFixtures.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DevelopmentAuthorityTest {
    private static final SubjectNames NAMES = SubjectNames.ofHost("Edge-1.example\n");

    @TempDir Path directory;

    private ServerCertificate ensureAt(Instant instant) throws IOException {
        return DevelopmentAuthority.ensure(directory, at(instant), RANDOM, NAMES);
    }

    private X509Certificate authority() throws IOException {
        return PemFiles.readChain(directory.resolve("ca.pem")).getFirst();
    }

    @Test
    void theCertificateLeadsToTheAuthority() throws Exception {
        ServerCertificate certificate = ensureAt(Instant.now());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority(), null)));
        parameters.setRevocationEnabled(false);

        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(certificate.chain()),
                        parameters);
        assertTrue(PrivateKeys.matches(certificate.key(), certificate.leaf().getPublicKey()));
    }

    @Test
    void theLeafServesTheNamesOfThisMachineAndSignsNothing() throws Exception {
        X509Certificate leaf = ensureAt(NOW).leaf();

        assertTrue(NAMES.areThoseOf(leaf));
        assertEquals(
                Set.of("localhost", "edge-1.example", "127.0.0.1", "0:0:0:0:0:0:0:1"),
                Set.copyOf(
                        leaf.getSubjectAlternativeNames().stream()
                                .map(name -> name.get(1))
                                .toList()));
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), leaf.getExtendedKeyUsage());
        assertEquals(-1, leaf.getBasicConstraints());
        assertTrue(leaf.getKeyUsage()[0]);
        assertEquals(3, leaf.getVersion());
        assertTrue(leaf.getSerialNumber().signum() > 0);
    }

    @Test
    void theAuthoritySignsLeavesOnlyAndLastsAYear() throws Exception {
        ensureAt(NOW);
        X509Certificate authority = authority();

        assertEquals(0, authority.getBasicConstraints());
        assertTrue(authority.getKeyUsage()[5], "keyCertSign");
        assertFalse(authority.getKeyUsage()[0], "digitalSignature");
        assertEquals(Duration.ofDays(365), lifetime(authority));
    }

    @Test
    void theLeafLastsLessThanFourteenDays() throws Exception {
        Duration lifetime = lifetime(ensureAt(NOW).leaf());

        assertTrue(lifetime.compareTo(Duration.ofDays(14)) < 0, lifetime::toString);
        assertTrue(lifetime.compareTo(Duration.ofDays(13)) > 0, lifetime::toString);
    }

    @Test
    void keysAreReadableByTheirOwnerAlone() throws Exception {
        ensureAt(NOW);

        for (String name : List.of("key.pem", "ca-key.pem")) {
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(directory.resolve(name)));
        }
        assertFalse(Files.exists(directory.resolve("key.pem.tmp")));
    }

    @Test
    void aNewDirectoryIsItsOwnersAlone() throws Exception {
        Path made = directory.resolve("tls");
        DevelopmentAuthority.ensure(made, at(NOW), RANDOM);

        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }

    @Test
    void aCertificateWithThreeDaysLeftIsKept() throws Exception {
        ServerCertificate first = ensureAt(NOW);
        Instant justBefore =
                first.expiresAt().minus(DevelopmentAuthority.RENEWAL_MARGIN).minusSeconds(1);

        assertEquals(first.leaf(), ensureAt(justBefore).leaf());
    }

    @Test
    void aCertificateWithLessIsRenewedOnTheSameKeyAndAuthority() throws Exception {
        ServerCertificate first = ensureAt(NOW);
        X509Certificate authority = authority();
        Instant near = first.expiresAt().minus(DevelopmentAuthority.RENEWAL_MARGIN);
        ServerCertificate renewed = ensureAt(near);

        assertTrue(renewed.expiresAt().isAfter(first.expiresAt()));
        assertEquals(first.publicKeySha256(), renewed.publicKeySha256());
        assertEquals(authority, authority());
    }

    @Test
    void anAuthorityIsReplacedBeforeItsLeavesWouldOutliveIt() throws Exception {
        ensureAt(NOW);
        X509Certificate first = authority();
        ServerCertificate later = ensureAt(NOW.plus(Duration.ofDays(352)));

        assertNotEquals(first, authority());
        assertTrue(PemFiles.isSignedBy(later.leaf(), authority()));
        assertTrue(later.expiresAt().isBefore(authority().getNotAfter().toInstant()));
    }

    @Test
    void aClockSetBackMakesTheCertificateAnew() throws Exception {
        ServerCertificate first = ensureAt(NOW);
        ServerCertificate earlier = ensureAt(NOW.minus(Duration.ofDays(30)));

        assertTrue(earlier.expiresAt().isBefore(first.expiresAt()));
    }

    @Test
    void anotherHostNameMakesTheCertificateAnew() throws Exception {
        ServerCertificate first = ensureAt(NOW);
        SubjectNames renamed = SubjectNames.ofHost("edge-2");
        ServerCertificate second = DevelopmentAuthority.ensure(directory, at(NOW), RANDOM, renamed);

        assertNotEquals(first.leaf(), second.leaf());
        assertTrue(renamed.areThoseOf(second.leaf()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "ca-key.pem", "cert.pem", "key.pem"})
    void aLostOrBrokenFileIsMadeAgain(String name) throws Exception {
        ensureAt(NOW);
        Files.delete(directory.resolve(name));
        assertTrue(PemFiles.isSignedBy(ensureAt(NOW).leaf(), authority()));

        Files.writeString(directory.resolve(name), "-----BEGIN CERTIFICATE-----\nnonsense");
        assertTrue(PemFiles.isSignedBy(ensureAt(NOW).leaf(), authority()));
    }

    @Test
    void aPairTornByACrashIsMadeAgain() throws Exception {
        ensureAt(NOW);
        String otherKey = CertificateFixtures.pair().keyText();
        CertificateFixtures.write(directory, "key.pem", otherKey);
        ServerCertificate certificate = ensureAt(NOW);

        assertTrue(PrivateKeys.matches(certificate.key(), certificate.leaf().getPublicKey()));
    }

    @Test
    void anUnwritableDirectoryIsAnError() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThrows(
                IOException.class, () -> DevelopmentAuthority.ensure(file, at(NOW), RANDOM, NAMES));
    }

    @Test
    void theHashOfTheKeyIsThatOfItsWholeEncoding() throws Exception {
        ServerCertificate certificate = ensureAt(NOW);
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(certificate.leaf().getPublicKey().getEncoded());

        assertEquals(Base64.getEncoder().encodeToString(digest), certificate.publicKeySha256());
        assertFalse(certificate.toString().contains("rivateKey"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "has space", "-a", "ümlaut"})
    void aHostNameThatCannotBeCertifiedIsLeftOut(String hostName) {
        assertEquals(List.of("localhost"), SubjectNames.ofHost(hostName).dnsNames());
    }

    private static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }
}

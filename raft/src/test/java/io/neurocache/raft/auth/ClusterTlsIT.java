package io.neurocache.raft.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of TLS: what cannot serve is named before anything listens. */
class ClusterTlsIT {
    @TempDir Path folder;

    @Test
    void filesThatBelongTogetherAreTaken() throws Exception {
        TlsFiles good = new TestAuthority(folder).member("n1");
        assertEquals("CN=n1", ClusterTls.read(good).own().getSubjectX500Principal().getName());
    }

    @Test
    void whatCannotServeIsNamed() throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("a"));
        TlsFiles good = authority.member("n1");
        TlsFiles other = authority.member("n2");
        TlsFiles foreign = new TestAuthority(folder.resolve("b")).client("n3");
        Path none = folder.resolve("none");
        Path text = Files.writeString(folder.resolve("text"), "hello");

        refused(new TlsFiles(good.certificate(), other.key(), good.authority()), "not the key");
        refused(
                new TlsFiles(good.certificate(), good.key(), foreign.authority()),
                "not signed by the authority");
        refused(new TlsFiles(none, good.key(), good.authority()), "none: no such file");
        refused(new TlsFiles(good.certificate(), text, good.authority()), "no plain PKCS#8 key");
        refused(new TlsFiles(good.certificate(), good.key(), text), "text: ");
    }

    private static void refused(TlsFiles files, String why) {
        AuthException e = assertThrows(AuthException.class, () -> ClusterTls.read(files));
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}

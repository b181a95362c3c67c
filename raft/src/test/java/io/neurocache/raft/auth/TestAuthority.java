package io.neurocache.raft.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority of the test's own, made by the JDK's keytool, and certificates that it signs for
 * 127.0.0.1 and localhost. For one thread.
 */
public final class TestAuthority {
    private static final String PASSWORD = "only-for-a-test";

    private final Path folder;
    private final Path store;
    private final Path authority;

    /** Makes an authority with its files in the folder. */
    public TestAuthority(Path folder) throws Exception {
        this.folder = folder;
        this.store = folder.resolve("store.p12");
        this.authority = folder.resolve("ca.pem");
        Files.createDirectories(folder);
        keytool("ca", "-dname", "CN=test authority", "-ext", "bc:c");
        pem(authority, "CERTIFICATE", chain("ca")[0].getEncoded());
    }

    /** A member's files: it calls and is called. */
    public TlsFiles member(String name) throws Exception {
        return files(name, "eku=serverAuth,clientAuth", "san=ip:127.0.0.1,dns:localhost");
    }

    /** An operator's files, which are good for calling alone. */
    public TlsFiles client(String name) throws Exception {
        return files(name, "eku=clientAuth", "san=dns:operator.example.com");
    }

    /** A member of another host. */
    public TlsFiles elsewhere(String name) throws Exception {
        return files(name, "eku=serverAuth,clientAuth", "san=dns:elsewhere.example.com");
    }

    private TlsFiles files(String name, String... extensions) throws Exception {
        List<String> options = new ArrayList<>(List.of("-signer", "ca", "-dname", "CN=" + name));
        for (String extension : extensions) {
            options.addAll(List.of("-ext", extension));
        }
        keytool(name, options.toArray(String[]::new));
        Path certificate = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        pem(certificate, "CERTIFICATE", chain(name)[0].getEncoded());
        pem(key, "PRIVATE KEY", key(name).getEncoded());
        return new TlsFiles(certificate, key, authority);
    }

    private void keytool(String alias, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", alias));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD.toCharArray());
        }
        return loaded;
    }

    private Certificate[] chain(String alias) throws IOException, GeneralSecurityException {
        return load().getCertificateChain(alias);
    }

    private Key key(String alias) throws IOException, GeneralSecurityException {
        return load().getKey(alias, PASSWORD.toCharArray());
    }

    private static void pem(Path file, String label, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}

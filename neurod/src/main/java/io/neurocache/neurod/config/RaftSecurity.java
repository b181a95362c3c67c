package io.neurocache.neurod.config;

import io.neurocache.neurod.config.Arguments.Given;
import io.neurocache.raft.auth.SecurityFiles;
import io.neurocache.raft.auth.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the Raft port wants proven, and tries the files, so that a fault is told at the start
 * or by --check-config. Confined to the thread that reads the configuration.
 */
final class RaftSecurity {
    private final Arguments arguments;
    private final Faults faults;

    RaftSecurity(Arguments arguments, Faults faults) {
        this.arguments = arguments;
        this.faults = faults;
    }

    SecurityFiles read() {
        Path secret = path(Option.RAFT_SECRET_FILE);
        SecurityFiles files = new SecurityFiles(secret, tls());
        try {
            files.read();
        } catch (IOException e) {
            faults.add("the Raft port's security", String.valueOf(e.getMessage()));
        }
        return files;
    }

    /** All three files or none. */
    private @Nullable TlsFiles tls() {
        Path certificate = path(Option.RAFT_TLS_CERT);
        Path key = path(Option.RAFT_TLS_KEY);
        Path authority = path(Option.RAFT_TLS_CA);
        if (certificate != null && key != null && authority != null) {
            return new TlsFiles(certificate, key, authority);
        }
        if (certificate != null || key != null || authority != null) {
            faults.add(
                    Option.RAFT_TLS_CERT.flag(),
                    "TLS on the Raft port needs --raft-tls-cert, --raft-tls-key and --raft-tls-ca,"
                            + " all three");
        }
        return null;
    }

    private @Nullable Path path(Option option) {
        Given given = arguments.given(option);
        if (given == null) {
            return null;
        }
        try {
            return SettingsReader.path(given.value());
        } catch (IllegalArgumentException e) {
            faults.add(given.place(), Faults.quoted(given.value()) + ": " + e.getMessage());
            return null;
        }
    }
}

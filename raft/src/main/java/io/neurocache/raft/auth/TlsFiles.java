package io.neurocache.raft.auth;

import java.nio.file.Path;

/**
 * The PEM files of one end. Immutable; safe from any thread.
 *
 * @param certificate its own certificate, then those that lead to the authority
 * @param key the certificate's private key, PKCS#8, not encrypted
 * @param authority the certificates of the cluster's authority: whom they signed is trusted
 */
public record TlsFiles(Path certificate, Path key, Path authority) {}

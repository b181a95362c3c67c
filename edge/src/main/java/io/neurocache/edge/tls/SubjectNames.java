package io.neurocache.edge.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names a server's certificate is good for.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param dnsNames at least one, in lower case
 * @param addresses literal addresses
 */
record SubjectNames(List<String> dnsNames, List<InetAddress> addresses) {
    private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** 64 characters are what a common name may have (RFC 5280, ub-common-name). */
    private static final int MAX_NAME_CHARS = 64;

    private static final Pattern DNS_NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    SubjectNames {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }

    /** Returns the names of this machine seen from itself: localhost, its host name, loopback. */
    static SubjectNames ofThisMachine() {
        return ofHost(hostName());
    }

    /** The same for a given host name, left out where it cannot stand in a certificate. */
    static SubjectNames ofHost(String hostName) {
        List<String> dnsNames = new ArrayList<>(List.of("localhost"));
        String lower = hostName.strip().toLowerCase(Locale.ROOT);
        boolean usable = lower.length() <= MAX_NAME_CHARS && DNS_NAME.matcher(lower).matches();
        if (usable && !dnsNames.contains(lower)) {
            dnsNames.add(lower);
        }
        return new SubjectNames(
                dnsNames,
                List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")));
    }

    /** Whether the certificate is good for exactly these names. */
    boolean areThoseOf(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> present = certificate.getSubjectAlternativeNames();
        if (present == null) {
            return false;
        }
        Set<String> found = new HashSet<>();
        for (List<?> name : present) {
            found.add(String.valueOf(name.get(1)));
        }
        Set<String> wanted = new HashSet<>(dnsNames);
        for (InetAddress address : addresses) {
            wanted.add(address.getHostAddress());
        }
        return found.equals(wanted);
    }

    /** Asks the kernel: Java's own way asks the resolver, which may block for seconds. */
    private static String hostName() {
        try {
            return Files.isReadable(KERNEL_HOST_NAME)
                    ? Files.readString(KERNEL_HOST_NAME, US_ASCII)
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException _) {
            // Without a host name the certificate still serves localhost.
            return "";
        }
    }
}

package io.neurocache.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host name or literal IP address, and a port.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param host in lower case; an IPv6 address without its brackets
 * @param port 0 to 65535; 0 asks for any free port where it is listened on
 */
public record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_HOST_CHARS = 253;
    private static final int MAX_PORT_DIGITS = 5;

    public HostPort {
        host = host.toLowerCase(Locale.ROOT);
        @Nullable String fault = hostFault(host);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
    }

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and what is accepted
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no port; write HOST:PORT, such as 127.0.0.1:8080");
        }
        String host = text.substring(0, colon);
        if (host.isEmpty() || host.equals("*")) {
            throw new IllegalArgumentException(
                    "no host; write 127.0.0.1:PORT for this machine alone, 0.0.0.0:PORT or"
                            + " [::]:PORT for every interface");
        }
        int port = parsePort(text.substring(colon + 1));
        if (host.startsWith("[") && host.endsWith("]")) {
            String literal = host.substring(1, host.length() - 1);
            if (literal.indexOf(':') < 0) {
                throw new IllegalArgumentException("[ ] must enclose an IPv6 address");
            }
            return new HostPort(literal, port);
        }
        if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address goes in brackets: [::1]:8080");
        }
        return new HostPort(host, port);
    }

    static int parsePort(String text) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= MAX_PORT_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : -1;
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "port \"" + text + "\" is not a number from 0 to 65535");
        }
        return port;
    }

    /**
     * Whether the host is this machine's loopback by its spelling: a loopback address, or {@code
     * localhost} and names below it (RFC 6761 §6.3). Asks no resolver.
     */
    public boolean isLoopback() {
        if (isLiteralAddress(host)) {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        }
        return host.equals("localhost") || host.endsWith(".localhost");
    }

    /** Whether the host stands for all addresses of this machine, where nobody can call it. */
    public boolean isWildcard() {
        return isLiteralAddress(host) && InetAddress.ofLiteral(host).isAnyLocalAddress();
    }

    /** Resolves the host, which may ask a name server and block; see whether it did resolve. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    /** Returns {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return bracketed(host) + ":" + port;
    }

    static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /**
     * Says what keeps {@code host} from being a name or literal address; null when nothing does.
     */
    static @Nullable String hostFault(String host) {
        if (host.isEmpty()) {
            return "no host";
        }
        if (host.length() > MAX_HOST_CHARS) {
            return "a host has at most " + MAX_HOST_CHARS + " characters";
        }
        if (host.indexOf(':') >= 0) {
            return isLiteralAddress(host) ? null : "\"" + host + "\" is not an IPv6 address";
        }
        if (host.chars().anyMatch(c -> c > 0x7e)) {
            return "\"" + host + "\" is not ASCII; write an international name in its xn-- form";
        }
        if (!host.chars().allMatch(HostPort::isHostCharacter)) {
            return "\"" + host + "\" is not a host name";
        }
        String last = host.substring(host.lastIndexOf('.') + 1);
        boolean numeric = !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9');
        if (numeric && !isLiteralAddress(host)) {
            return "\"" + host + "\" is not an IPv4 address";
        }
        return hasEmptyOrLongLabel(host) ? "\"" + host + "\" is not a host name" : null;
    }

    private static boolean hasEmptyOrLongLabel(String host) {
        int maxLabelChars = 63;
        for (String label : host.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > maxLabelChars) {
                return true;
            }
        }
        return false;
    }

    /** The underscore is not a host name's by RFC 952, but container networks use it. */
    private static boolean isHostCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    private static boolean isLiteralAddress(String host) {
        // ofLiteral also takes "127.1" and "0x7f.1": only four decimal numbers are meant here.
        boolean looksV4 =
                host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                        && host.chars().filter(c -> c == '.').count() == 3;
        boolean looksV6 = host.indexOf(':') >= 0 && host.indexOf('%') < 0;
        if (!looksV4 && !looksV6) {
            return false;
        }
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException _) {
            // The JDK offers no test without the exception; the caller words the refusal.
            return false;
        }
    }
}

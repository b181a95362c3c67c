package io.neurocache.neurod.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace for each node, all on one bridge of this machine, so that nodes can be cut
 * off from each other while whoever asks them reaches them all. Linux, as root.
 *
 * <p>A cut is an entry of the sender's neighbour table that sends its packets for the other node to
 * an address where nobody is. So nothing tells the sender, as with a cable that was cut, and each
 * direction can be cut by itself. Confined to one thread; {@link #close} removes everything.
 */
final class NetworkNamespaces implements Ground, AutoCloseable {
    /** From the block for benchmarks of RFC 2544, where no real network is. */
    private static final String PREFIX = "198.18.77.";

    private static final String NOBODY = "02:00:00:00:00:99";
    private static final int OUTSIDE = 254;
    private static final int SECONDS = 10;

    private final int nodes;
    private final String name = "nc" + ProcessHandle.current().pid();

    private NetworkNamespaces(int nodes) {
        this.nodes = nodes;
    }

    /** Whether this machine and this user can have them. */
    static boolean areAllowed() throws IOException {
        String probe = "ncprobe" + ProcessHandle.current().pid();
        try {
            if (exitCode(List.of("ip", "netns", "add", probe)) != 0) {
                return false;
            }
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
        return exitCode(List.of("ip", "netns", "del", probe)) == 0;
    }

    /** Makes them. */
    static NetworkNamespaces make(int nodes) throws IOException {
        NetworkNamespaces made = new NetworkNamespaces(nodes);
        boolean isWhole = false;
        try {
            made.makeAll();
            isWhole = true;
            return made;
        } finally {
            if (!isWhole) {
                made.close();
            }
        }
    }

    private void makeAll() throws IOException {
        ip("link", "add", name, "type", "bridge");
        ip("addr", "add", PREFIX + OUTSIDE + "/24", "dev", name);
        ip("link", "set", name, "up");
        for (int node = 0; node < nodes; node++) {
            String namespace = namespace(node);
            String port = name + "p" + node;
            ip("netns", "add", namespace);
            ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace);
            ip("link", "set", port, "master", name, "up");
            ip("-n", namespace, "link", "set", "lo", "up");
            ip("-n", namespace, "addr", "add", host(node) + "/24", "dev", "eth0");
            ip("-n", namespace, "link", "set", "eth0", "up");
        }
    }

    /** The address of this machine that the nodes reach. */
    String outside() {
        return PREFIX + OUTSIDE;
    }

    @Override
    public String host(int node) {
        return PREFIX + (node + 1);
    }

    @Override
    public List<String> command(int node) {
        return List.of("ip", "netns", "exec", namespace(node));
    }

    private String namespace(int node) {
        return name + "-" + node;
    }

    /** From now on nothing of what one node sends reaches another one. */
    void cut(int from, int to) throws IOException {
        List<String> entry = new ArrayList<>(neighbour(from, "replace", to));
        entry.addAll(List.of("lladdr", NOBODY, "nud", "permanent", "dev", "eth0"));
        ip(entry);
    }

    /** Undoes {@link #cut}. */
    void heal(int from, int to) throws IOException {
        List<String> entry = new ArrayList<>(neighbour(from, "del", to));
        entry.addAll(List.of("dev", "eth0"));
        ip(entry);
    }

    private List<String> neighbour(int from, String verb, int to) {
        return List.of("-n", namespace(from), "neigh", verb, host(to));
    }

    private static void ip(String... words) throws IOException {
        ip(List.of(words));
    }

    private static void ip(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(words);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (exitCode(process) != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    private static int exitCode(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return exitCode(process);
    }

    private static int exitCode(Process process) {
        return process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join().exitValue();
    }

    /** Removes what there is; what a making that failed left out is no fault. */
    @Override
    public void close() throws IOException {
        for (int node = 0; node < nodes; node++) {
            // The namespace's end of a pair takes the other one with it.
            exitCode(List.of("ip", "netns", "del", namespace(node)));
        }
        exitCode(List.of("ip", "link", "del", name));
    }
}

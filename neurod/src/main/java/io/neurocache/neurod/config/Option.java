package io.neurocache.neurod.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Every setting that has a flag, and by the same name a variable: {@code --slab-size} is {@code
 * NEURO_SLAB_SIZE}.
 *
 * <p>Immutable; safe from any thread.
 */
public enum Option {
    ID("--id", "N", Group.NODE, "This node's id. Default: 1, or the only one of --config."),
    CONFIG(
            "--config",
            "FILE",
            Group.NODE,
            "nodes.yaml: the addresses of the nodes, and limits. Default: none."),
    DATA_DIR(
            "--data-dir",
            "DIR",
            Group.NODE,
            "What the node keeps. Default: $XDG_STATE_HOME/neurocache/<id>, else"
                    + " ~/.local/state/neurocache/<id>."),
    RAFT_LISTEN(
            "--raft-listen",
            "HOST:PORT",
            Group.NODE,
            "Where clients and nodes speak Raft; beyond loopback with a secret or certificates."
                    + " Default: that of --config, else 127.0.0.1:7000."),
    RAFT_SECRET_FILE(
            "--raft-secret-file",
            "FILE",
            Group.NODE,
            "The cluster's secret, which whoever speaks on the Raft port proves. Default: none."),
    RAFT_TLS_CERT(
            "--raft-tls-cert",
            "FILE",
            Group.NODE,
            "This node's certificate for the Raft port, in PEM. Default: none, no TLS there."),
    RAFT_TLS_KEY("--raft-tls-key", "FILE", Group.NODE, "Its private key, PKCS#8 in PEM."),
    RAFT_TLS_CA(
            "--raft-tls-ca",
            "FILE",
            Group.NODE,
            "The authority that signed the cluster's certificates, in PEM."),
    ORIGINS(
            "--origins",
            "FILE",
            Group.CACHE,
            "origins.yaml: where a miss is fetched from. Default: none, only what was PUT is"
                    + " served."),
    SLAB_SIZE(
            "--slab-size",
            "SIZE",
            Group.CACHE,
            "Size of the cache on disk and in memory, 8MiB to 256GiB. Default: 1g."),
    EVICTION(
            "--eviction",
            "POLICY",
            Group.CACHE,
            "What makes room when the cache is full: " + Eviction.ACCEPTED + ". Default: ppo."),
    PRELOAD(
            "--preload",
            "HOW",
            Group.CACHE,
            "What is fetched ahead: off, thrifty or normal. Default: thrifty."),
    LEARN(
            "--learn",
            "TIME",
            Group.CACHE,
            "How often the leader trains a model: 10m to 30d, or off. Default: off."),
    EDGE_LISTEN(
            "--edge-listen",
            "HOST:PORT",
            Group.EDGE,
            "Where HTTP is served, TCP and UDP. Default: that of --config, else"
                    + " 127.0.0.1:8080."),
    TLS_CERT(
            "--tls-cert",
            "FILE",
            Group.EDGE,
            "Certificate chain in PEM. Default: a development certificate in the data"
                    + " directory."),
    TLS_KEY("--tls-key", "FILE", Group.EDGE, "Private key in PEM, not encrypted."),
    LIMIT(
            "--limit",
            "KEY=VALUE",
            Group.EDGE,
            "A bound on clients, such as idle-timeout=30s; may be given more than once. Keys: "
                    + String.join(", ", LimitValues.KEYS)
                    + "."),
    DRAIN_DELAY(
            "--drain-delay",
            "TIME",
            Group.EDGE,
            "How long a stopping node goes on accepting with /health at 503, 0s to 10m. Default:"
                    + " 0s on loopback, else 5s."),
    LOG_LEVEL(
            "--log-level",
            "LEVEL",
            Group.LOG,
            "error, warn, info, debug or trace, also for one part: info,edge=debug. Default:"
                    + " info."),
    LOG_FORMAT("--log-format", "FORMAT", Group.LOG, "plain or json. Default: plain.");

    /** Where help shows an option. */
    public enum Group {
        NODE("Node"),
        CACHE("Cache"),
        EDGE("Edge"),
        LOG("Log");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        /** Returns the words above the options. */
        public String heading() {
            return heading;
        }
    }

    private final String flag;
    private final String valueName;
    private final Group group;
    private final String help;

    Option(String flag, String valueName, Group group, String help) {
        this.flag = flag;
        this.valueName = valueName;
        this.group = group;
        this.help = help;
    }

    /** Returns the flag, dashes included. */
    public String flag() {
        return flag;
    }

    /** Returns what stands for its value in help. */
    public String valueName() {
        return valueName;
    }

    /** Returns where help shows it. */
    public Group group() {
        return group;
    }

    /** Returns its line of help. */
    public String help() {
        return help;
    }

    /** Returns the name of its environment variable. */
    public String variable() {
        return "NEURO_" + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Returns all of a group, in their order. */
    public static List<Option> of(Group group) {
        return Arrays.stream(values()).filter(option -> option.group == group).toList();
    }
}

package io.neurocache.neurod.config;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.Limit;
import io.neurocache.edge.Limits;
import io.neurocache.edge.Routes;
import io.neurocache.edge.tls.CertificateSource;
import io.neurocache.neurod.config.Arguments.Given;
import io.neurocache.raft.auth.SecurityFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings flags, environment, files and defaults together; collects every fault before it gives up.
 *
 * <p>Confined to the thread that reads the configuration.
 */
final class SettingsReader {
    private static final int DEFAULT_ID = 1;
    private static final long DEFAULT_SLAB_BYTES = 1L << 30;
    private static final HostPort DEFAULT_RAFT_LISTEN = new HostPort("127.0.0.1", 7000);
    private static final HostPort DEFAULT_LISTEN = new HostPort("127.0.0.1", 8080);
    private static final Duration REMOTE_DRAIN_DELAY = Duration.ofSeconds(5);
    private static final Duration MAX_DRAIN_DELAY = Duration.ofMinutes(10);

    /** Set by bin/neurod: where it is. */
    private static final String PROGRAM = "neurocache.program";

    private static final Duration MIN_LEARNING = Duration.ofMinutes(10);
    private static final Duration MAX_LEARNING = Duration.ofDays(30);

    private final Arguments arguments;
    private final Faults faults = new Faults();

    SettingsReader(Arguments arguments) {
        this.arguments = arguments;
    }

    Settings read() throws ConfigException {
        Path nodesFile = value(Option.CONFIG, SettingsReader::path);
        Nodes nodes =
                nodesFile == null
                        ? new Nodes(List.of(), Map.of())
                        : NodesFile.read(nodesFile, faults);
        int id = id(nodes, nodesFile);
        Path originsFile = value(Option.ORIGINS, SettingsReader::path);
        Routes routes = originsFile == null ? Routes.NONE : OriginsFile.read(originsFile, faults);
        long slabBytes = or(value(Option.SLAB_SIZE, SettingsReader::slabBytes), DEFAULT_SLAB_BYTES);
        Eviction eviction = or(value(Option.EVICTION, Eviction::parse), Eviction.PPO);
        Preloading preloading = or(value(Option.PRELOAD, Preloading::parse), Preloading.THRIFTY);
        Optional<Settings.Training> learning = training();
        SecurityFiles raftSecurity = new RaftSecurity(arguments, faults).read();
        HostPort raftListen = raftListen(nodes, id, nodesFile, raftSecurity);
        HostPort listen = listen(nodes, id);
        Path dataDirectory = dataDirectory(id);
        CertificateSource certificates = certificates(dataDirectory);
        Limits limits = limits(nodes, slabBytes);
        Duration drainDelay = drainDelay(listen);
        LogSettings log = log();
        faults.throwIfAny();
        return new Settings(
                id,
                dataDirectory,
                slabBytes,
                eviction,
                preloading,
                learning,
                raftListen,
                raftSecurity,
                nodes.list(),
                listen,
                certificates,
                limits,
                originsFile,
                routes,
                drainDelay,
                log);
    }

    private int id(Nodes nodes, @Nullable Path nodesFile) {
        Given given = arguments.given(Option.ID);
        Integer id = value(Option.ID, Nodes::parseId);
        if (nodes.list().isEmpty()) {
            return id == null ? DEFAULT_ID : id;
        }
        String ids =
                String.join(
                        ", ", nodes.list().stream().map(m -> Integer.toString(m.id())).toList());
        if (given == null && nodes.list().size() == 1) {
            return nodes.list().getFirst().id();
        }
        if (given == null) {
            faults.add("--id", "missing; " + nodesFile + " has the nodes " + ids);
        } else if (id != null && nodes.find(id) == null) {
            faults.add(given.place(), "no node " + id + " in " + nodesFile + ", which has " + ids);
        }
        return id == null ? DEFAULT_ID : id;
    }

    /** A port that cannot tell friends from strangers is for this machine alone. */
    private HostPort raftListen(
            Nodes nodes, int id, @Nullable Path nodesFile, SecurityFiles security) {
        Given flag = arguments.given(Option.RAFT_LISTEN);
        HostPort given = value(Option.RAFT_LISTEN, HostPort::parse);
        Nodes.Member member = nodes.find(id);
        HostPort listen = DEFAULT_RAFT_LISTEN;
        String place = Option.RAFT_LISTEN.flag();
        if (given != null && flag != null) {
            listen = given;
            place = flag.place();
        } else if (member != null) {
            listen = member.raft();
            place = nodesFile + ", node " + id;
        }
        if (!listen.isLoopback() && security.isNone()) {
            faults.add(
                    place,
                    Faults.quoted(listen.toString())
                            + " is not a loopback address: beyond loopback Raft needs mTLS or the"
                            + " cluster's secret; give --raft-secret-file FILE, or --raft-tls-cert,"
                            + " --raft-tls-key and --raft-tls-ca");
        }
        return listen;
    }

    private HostPort listen(Nodes nodes, int id) {
        HostPort given = value(Option.EDGE_LISTEN, HostPort::parse);
        if (given != null) {
            return given;
        }
        Nodes.Member member = nodes.find(id);
        HostPort edge = member == null ? null : member.edge();
        return edge == null ? DEFAULT_LISTEN : edge;
    }

    private Path dataDirectory(int id) {
        Path given = value(Option.DATA_DIR, SettingsReader::path);
        if (given != null) {
            return given.toAbsolutePath().normalize();
        }
        String state = arguments.environment("XDG_STATE_HOME");
        String home = arguments.environment("HOME");
        // The XDG specification: a path that is not absolute is to be ignored.
        if (!state.startsWith("/")) {
            if (!home.startsWith("/")) {
                faults.add(
                        Option.DATA_DIR.flag(),
                        "missing; neither XDG_STATE_HOME nor HOME says where to keep data");
                return Path.of("/");
            }
            state = home + "/.local/state";
        }
        return Path.of(state, "neurocache", Integer.toString(id)).normalize();
    }

    private CertificateSource certificates(Path dataDirectory) {
        Path certificate = value(Option.TLS_CERT, SettingsReader::path);
        Path key = value(Option.TLS_KEY, SettingsReader::path);
        if (certificate != null && key != null) {
            return new CertificateSource.Files(certificate, key);
        }
        if (certificate != null) {
            faults.add(Option.TLS_CERT.flag(), "needs --tls-key FILE with its private key");
        }
        if (key != null) {
            faults.add(Option.TLS_KEY.flag(), "needs --tls-cert FILE with its certificate");
        }
        return new CertificateSource.Development(dataDirectory.resolve("tls"));
    }

    private Limits limits(Nodes nodes, long slabBytes) {
        long largestObject =
                Math.min(slabBytes / Settings.LARGEST_OBJECT_DIVISOR, Limit.MAX_BODY.max());
        Map<Limit, Long> values = new EnumMap<>(Limit.class);
        values.put(Limit.MAX_BODY, largestObject);
        values.putAll(nodes.limits());
        for (Given given : arguments.all(Option.LIMIT)) {
            readLimit(given, values);
        }
        long body = values.getOrDefault(Limit.MAX_BODY, largestObject);
        if (body > largestObject) {
            faults.add(
                    Limit.MAX_BODY.key(),
                    Units.formatSize(body)
                            + " is more than a quarter of the slab, "
                            + Units.formatSize(largestObject));
        }
        return Limits.of(values);
    }

    private void readLimit(Given given, Map<Limit, Long> values) {
        int equals = given.value().indexOf('=');
        if (equals < 0) {
            faults.add(
                    given.place(),
                    Faults.quoted(given.value())
                            + ": expected KEY=VALUE, such as idle-timeout=30s");
            return;
        }
        String key = given.value().substring(0, equals).strip();
        String text = given.value().substring(equals + 1).strip();
        Limit limit = Limit.ofKey(key);
        if (limit == null) {
            String suggestion = Suggestion.of(key, LimitValues.KEYS);
            faults.add(given.place(), "unknown limit " + Faults.quoted(key) + suggestion);
            return;
        }
        try {
            values.put(limit, LimitValues.parse(limit, text));
        } catch (IllegalArgumentException e) {
            faults.add(given.place(), key + " " + Faults.quoted(text) + ": " + e.getMessage());
        }
    }

    private Duration drainDelay(HostPort listen) {
        Duration byDefault = listen.isLoopback() ? Duration.ZERO : REMOTE_DRAIN_DELAY;
        return or(value(Option.DRAIN_DELAY, SettingsReader::drainDelay), byDefault);
    }

    private static Duration drainDelay(String text) {
        Duration delay = Units.parseDuration(text);
        if (delay.compareTo(MAX_DRAIN_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "outside its range, 0s to " + Units.formatDuration(MAX_DRAIN_DELAY));
        }
        return delay;
    }

    private Optional<Settings.Training> training() {
        Duration every = or(value(Option.LEARN, SettingsReader::learning), Duration.ZERO);
        if (every.isZero()) {
            return Optional.empty();
        }
        String program = System.getProperty(PROGRAM);
        if (program == null) {
            faults.add(
                    Option.LEARN.flag(),
                    "needs a daemon that was started with bin/neurod: that is what the learner is"
                            + " started with, too");
            return Optional.empty();
        }
        return Optional.of(new Settings.Training(every, Path.of(program)));
    }

    private static Duration learning(String text) {
        if (text.equals("off")) {
            return Duration.ZERO;
        }
        Duration every = Units.parseDuration(text);
        if (every.compareTo(MIN_LEARNING) < 0 || every.compareTo(MAX_LEARNING) > 0) {
            throw new IllegalArgumentException(
                    "outside its range, "
                            + Units.formatDuration(MIN_LEARNING)
                            + " to "
                            + Units.formatDuration(MAX_LEARNING)
                            + ", or off");
        }
        return every;
    }

    private LogSettings log() {
        LogSettings levels =
                or(value(Option.LOG_LEVEL, LogSettings::parseLevels), LogSettings.DEFAULTS);
        return levels.with(or(value(Option.LOG_FORMAT, LogSettings::parseFormat), levels.format()));
    }

    private static long slabBytes(String text) {
        long bytes = Units.parseSize(text);
        if (bytes < Settings.MIN_SLAB_BYTES || bytes > Settings.MAX_SLAB_BYTES) {
            throw new IllegalArgumentException(
                    "outside its range, "
                            + Units.formatSize(Settings.MIN_SLAB_BYTES)
                            + " to "
                            + Units.formatSize(Settings.MAX_SLAB_BYTES));
        }
        return bytes;
    }

    static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no file name");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a file name", e);
        }
    }

    /** Reads an option; null when it is not given or faulty. */
    private <T> @Nullable T value(Option option, Function<String, T> parser) {
        Given given = arguments.given(option);
        if (given == null) {
            return null;
        }
        try {
            return parser.apply(given.value());
        } catch (IllegalArgumentException e) {
            faults.add(given.place(), Faults.quoted(given.value()) + ": " + e.getMessage());
            return null;
        }
    }

    private static <T> T or(@Nullable T value, T byDefault) {
        return value == null ? byDefault : value;
    }
}

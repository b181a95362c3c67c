package io.neurocache.neurod.config;

import io.neurocache.edge.Glob;
import io.neurocache.edge.HostPort;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads origins.yaml, the list of routes.
 *
 * <p>Confined to the thread that reads the configuration.
 */
public final class OriginsFile {
    private static final List<String> ROUTE_KEYS =
            List.of(
                    "pattern",
                    "host",
                    "origin",
                    "health",
                    "default-ttl",
                    "stale-if-error",
                    "stale-if-unreachable",
                    "when-cut-off",
                    "stale-when-cut-off",
                    "connect-timeout",
                    "response-timeout");

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

    private final String name;
    private final Faults faults;

    private OriginsFile(String name, Faults faults) {
        this.name = name;
        this.faults = faults;
    }

    /**
     * Reads the routes.
     *
     * @throws ConfigException with every fault of the file
     */
    public static Routes read(Path file) throws ConfigException {
        Faults faults = new Faults();
        Routes routes = read(file, faults);
        faults.throwIfAny();
        return routes;
    }

    /** Reads the routes that have no fault, and adds the faults of the others. */
    static Routes read(Path file, Faults faults) {
        int before = faults.count();
        OriginsFile reader = new OriginsFile(file.toString(), faults);
        @Nullable Node root = YamlFile.read(file, faults);
        if (root == null) {
            if (faults.count() == before) {
                faults.add(reader.name, "empty; expected \"origins:\" and a list of routes");
            }
            return Routes.NONE;
        }
        return reader.routes(root);
    }

    private Routes routes(Node root) {
        Fields fields = Fields.of(name, faults, root, "the file", List.of("origins"));
        if (fields == null) {
            return Routes.NONE;
        }
        fields.require("origins");
        Node list = fields.node("origins");
        if (list == null) {
            return Routes.NONE;
        }
        if (!(list instanceof SequenceNode sequence)) {
            fields.addAtValue(
                    "origins", "origins must be a list of routes, not " + Fields.describe(list));
            return Routes.NONE;
        }
        if (sequence.getValue().size() > Routes.MAX_ROUTES) {
            fields.addAtValue("origins", "more than " + Routes.MAX_ROUTES + " routes");
            return Routes.NONE;
        }
        List<Route> routes = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            Route route = route(item);
            if (route != null) {
                routes.add(route);
            }
        }
        return new Routes(routes);
    }

    private @Nullable Route route(Node node) {
        int before = faults.count();
        Fields fields = Fields.of(name, faults, node, "a route", ROUTE_KEYS);
        if (fields == null) {
            return null;
        }
        fields.require("pattern");
        fields.require("origin");
        Glob pattern = fields.string("pattern", Glob::of);
        String host = fields.string("host", OriginsFile::host);
        List<OriginAddress> origins = fields.strings("origin", OriginAddress::parse);
        if (origins.size() > Route.MAX_ORIGINS) {
            fields.addAtValue("origin", "more than " + Route.MAX_ORIGINS + " origins");
        }
        String health = fields.string("health", OriginsFile::healthPath);
        Duration defaultTtl = fields.scalar("default-ttl", OriginsFile::ttl);
        Duration staleIfError = fields.scalar("stale-if-error", OriginsFile::ttl);
        Duration staleIfUnreachable = fields.scalar("stale-if-unreachable", OriginsFile::ttl);
        Route.WhenCutOff whenCutOff = fields.string("when-cut-off", Route.WhenCutOff::parse);
        Duration staleWhenCutOff = fields.scalar("stale-when-cut-off", OriginsFile::cutOffBound);
        Duration connectTimeout = fields.scalar("connect-timeout", OriginsFile::timeout);
        Duration responseTimeout = fields.scalar("response-timeout", OriginsFile::timeout);
        if (faults.count() != before || pattern == null) {
            return null;
        }
        return new Route(
                pattern,
                host == null ? "" : host,
                origins,
                health == null ? "" : health,
                defaultTtl == null ? Duration.ZERO : defaultTtl,
                staleIfError == null ? Duration.ZERO : staleIfError,
                staleIfUnreachable == null
                        ? Route.DEFAULT_STALE_IF_UNREACHABLE
                        : staleIfUnreachable,
                whenCutOff == null ? Route.WhenCutOff.REVALIDATE : whenCutOff,
                staleWhenCutOff == null ? Route.DEFAULT_STALE_WHEN_CUT_OFF : staleWhenCutOff,
                connectTimeout == null ? Route.DEFAULT_CONNECT_TIMEOUT : connectTimeout,
                responseTimeout == null ? Route.DEFAULT_RESPONSE_TIMEOUT : responseTimeout);
    }

    private static String host(String text) {
        // One rule for host names: that of an address.
        String bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        return new HostPort(bare, 0).host().toLowerCase(Locale.ROOT);
    }

    private static String healthPath(String text) {
        boolean visible = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
        if (!text.startsWith("/") || !visible) {
            throw new IllegalArgumentException(
                    "must be a path such as /ping, of visible ASCII characters");
        }
        return text;
    }

    private static Duration ttl(String text) {
        return inRange(Units.parseDuration(text), Duration.ZERO, Route.MAX_TTL);
    }

    private static Duration cutOffBound(String text) {
        return inRange(Units.parseDuration(text), Duration.ZERO, Route.MAX_STALE_WHEN_CUT_OFF);
    }

    private static Duration timeout(String text) {
        return inRange(Units.parseDuration(text), SHORTEST_TIMEOUT, Route.MAX_TIMEOUT);
    }

    private static Duration inRange(Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "outside its range, "
                            + Units.formatDuration(min)
                            + " to "
                            + Units.formatDuration(max));
        }
        return value;
    }
}

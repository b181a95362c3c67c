package io.neurocache.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run does.
 *
 * @param target which kind of server
 * @param op what is asked of it
 * @param servers where they listen; the leader of them is asked
 * @param connections that ask
 * @param inFlight requests under way on each connection, in a closed loop
 * @param ratePerSecond offered by all connections together, in an open loop; 0 for a closed one
 * @param silent further connections that say nothing
 * @param warmupSeconds before anything is counted
 * @param warmupOps that are answered besides before anything is counted: compilers are done after a
 *     number of requests, not after a time
 * @param seconds that are counted
 * @param keys that are asked for, one after the other in an order without pattern
 * @param valueBytes of each put
 * @param pids of the servers, whose CPU time and memory are told
 */
record Plan(
        Target target,
        Op op,
        List<InetSocketAddress> servers,
        int connections,
        int inFlight,
        int ratePerSecond,
        int silent,
        int warmupSeconds,
        int warmupOps,
        int seconds,
        int keys,
        int valueBytes,
        List<Long> pids) {

    static final String USAGE =
            """
            usage: Load target=neuro|redis|etcd op=put|get servers=HOST:PORT[,HOST:PORT...]
                   [connections=16] [inflight=64] [rate=0] [silent=0] [warmup=5] [warmops=0] [seconds=8]
                   [keys=100000] [value=100] [pids=PID[,PID...]]
            rate above 0 offers so many requests a second, however many are under way\
            """;

    private static final int MAX_SECONDS = 600;
    private static final int MAX_LIST = 64;
    private static final int MAX_CONNECTIONS = 20_000;

    /** Which protocol is spoken. */
    enum Target {
        NEURO,
        REDIS,
        ETCD;

        Wire wire() {
            return switch (this) {
                case NEURO -> new JsonWire();
                case REDIS -> new RespWire();
                case ETCD -> new EtcdWire();
            };
        }
    }

    /** What is asked. */
    enum Op {
        PUT,
        GET
    }

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException when they are not as {@link #USAGE} says
     */
    static Plan of(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            if (at < 0) {
                throw new IllegalArgumentException(argument + " is not NAME=VALUE");
            }
            given.put(argument.substring(0, at), argument.substring(at + 1));
        }
        Plan plan =
                new Plan(
                        Target.valueOf(text(given, "target").toUpperCase(Locale.ROOT)),
                        Op.valueOf(text(given, "op").toUpperCase(Locale.ROOT)),
                        addresses(text(given, "servers")),
                        number(given, "connections", 16, 1, MAX_CONNECTIONS),
                        number(given, "inflight", 64, 1, Session.MAX_OPEN / 2),
                        number(given, "rate", 0, 0, 10_000_000),
                        number(given, "silent", 0, 0, MAX_CONNECTIONS),
                        number(given, "warmup", 5, 0, MAX_SECONDS),
                        number(given, "warmops", 0, 0, Integer.MAX_VALUE),
                        number(given, "seconds", 8, 1, MAX_SECONDS),
                        number(given, "keys", 100_000, 1, 100_000_000),
                        number(given, "value", 100, 0, 2048),
                        pids(given.remove("pids")));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("not known: " + given.keySet());
        }
        return plan;
    }

    private static String text(Map<String, String> given, String name) {
        String text = given.remove(name);
        if (text == null) {
            throw new IllegalArgumentException(name + "= is missing");
        }
        return text;
    }

    private static int number(
            Map<String, String> given, String name, int otherwise, int min, int max) {
        String text = given.remove(name);
        int number = text == null ? otherwise : Integer.parseInt(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException(name + "= is " + min + " to " + max);
        }
        return number;
    }

    private static List<InetSocketAddress> addresses(String text) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String address : text.split(",", MAX_LIST)) {
            int colon = address.lastIndexOf(':');
            addresses.add(
                    new InetSocketAddress(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1))));
        }
        return addresses;
    }

    private static List<Long> pids(@Nullable String text) {
        List<Long> pids = new ArrayList<>();
        if (text != null) {
            for (String pid : text.split(",", MAX_LIST)) {
                pids.add(Long.valueOf(pid));
            }
        }
        return pids;
    }
}

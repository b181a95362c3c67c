package io.neurocache.neurod;

import io.neurocache.edge.HostPort;
import io.neurocache.neurod.admin.Operations;
import io.neurocache.neurod.config.Nodes;
import io.neurocache.neurod.config.Option;
import io.neurocache.neurod.config.Settings;
import io.neurocache.neurod.wire.NodeWire;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Message;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.auth.SecurityFiles;
import io.neurocache.raft.server.KvStatistics;
import io.neurocache.raft.server.MemberAddress;
import io.neurocache.raft.server.RaftListener;
import io.neurocache.raft.server.RaftServer;
import io.neurocache.raft.server.RaftServerConfig;
import io.neurocache.raft.store.StorageException;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * This node's Raft server. {@link #start} and {@link #close} are the main thread's; the rest may be
 * called from any.
 */
final class RaftService implements AutoCloseable {
    private final RaftServer server;
    private final CompletableFuture<String> failure;

    private RaftService(RaftServer server, CompletableFuture<String> failure) {
        this.server = server;
        this.failure = failure;
    }

    /**
     * Reads what is kept and listens; a leader need not be known when it returns.
     *
     * @param directory where it keeps its own
     * @param cluster hears of purges and leases
     * @param objects asks what is cached where
     * @param roster tells how the edge is reached
     * @param wire is told what happens
     * @throws StartException when what is kept cannot be used, or the address cannot be had
     */
    static RaftService start(
            Settings settings,
            Path directory,
            RaftCluster cluster,
            RaftDirectory objects,
            Roster roster,
            NodeWire wire)
            throws StartException {
        CompletableFuture<String> failure = new CompletableFuture<>();
        RaftServerConfig config =
                RaftServerConfig.of(
                        settings.id(),
                        Version.text(),
                        settings.raftListen().resolve(),
                        founders(settings),
                        directory);
        int electionTicks = config.raft().electionTimeoutTicks();
        wire.electionTimeout(config.tick().multipliedBy(electionTicks));
        PortSecurity security = read(settings.raftSecurity());
        try {
            RaftServer server =
                    RaftServer.start(
                            config.withSecurity(security),
                            new Told(settings.id(), failure, wire),
                            cluster);
            cluster.join(server::askLeader);
            objects.join(new Objects(server));
            roster.join(server::askLeader);
            return new RaftService(server, failure);
        } catch (StorageException e) {
            throw new StartException(
                    "cannot open what Raft keeps: " + e.getMessage(),
                    "docs/raft-storage.md says which damage heals and what to do about the rest",
                    e);
        } catch (IOException e) {
            throw ListenFailure.of(settings.raftListen(), Option.RAFT_LISTEN, e);
        }
    }

    private static PortSecurity read(SecurityFiles files) throws StartException {
        try {
            return files.read();
        } catch (IOException e) {
            throw new StartException(
                    "cannot secure the Raft port: " + e.getMessage(),
                    "see --raft-secret-file and --raft-tls-cert in neurod --help",
                    e);
        }
    }

    /** Those that found the cluster; nobody as far as a node is concerned that is added later. */
    private static List<MemberAddress> founders(Settings settings) {
        int own = settings.id();
        if (settings.nodes().isEmpty()) {
            HostPort raft = settings.raftListen();
            return List.of(
                    new MemberAddress(own, raft.host(), raft.port(), settings.listen().toString()));
        }
        List<Nodes.Member> founders =
                settings.nodes().stream().filter(each -> each.role() != Nodes.Role.JOINS).toList();
        boolean isFounder = founders.stream().anyMatch(each -> each.id() == own);
        return isFounder ? founders.stream().map(RaftService::member).toList() : List.of();
    }

    private static MemberAddress member(Nodes.Member node) {
        HostPort raft = node.raft();
        HostPort edge = node.edge();
        String shownEdge = edge == null ? "" : edge.toString();
        MemberAddress.Kind kind =
                node.role() == Nodes.Role.LEARNER
                        ? MemberAddress.Kind.LEARNER
                        : MemberAddress.Kind.VOTER;
        return new MemberAddress(node.id(), raft.host(), raft.port(), shownEdge, kind);
    }

    /** The server as the directory of objects asks it. */
    private record Objects(RaftServer server) implements RaftDirectory.Server {
        @Override
        public void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer) {
            server.locate(keys, answer);
        }

        @Override
        public void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer) {
            server.list(Bytes.EMPTY, after, limit, answer);
        }

        @Override
        public void value(Bytes key, Consumer<Optional<Content>> answer) {
            server.value(key, answer);
        }

        @Override
        public void askLeader(LongFunction<Request> request, Consumer<Reply> answer) {
            server.askLeader(request, answer);
        }
    }

    /** Keeps the first failure, and passes on what others want to see. */
    private static final class Told implements RaftListener {
        private final int self;
        private final CompletableFuture<String> failure;
        private final NodeWire wire;
        private int leader = HardState.NOBODY;

        Told(int self, CompletableFuture<String> failure, NodeWire wire) {
            this.self = self;
            this.failure = failure;
            this.wire = wire;
        }

        @Override
        public void leaderChanged(long term, int newLeader) {
            leader = newLeader;
            wire.leaderChanged(term, newLeader);
        }

        @Override
        public void sent(Message message) {
            wire.sent(message);
        }

        @Override
        public void members(List<Reply.Member> members) {
            wire.members(members, leader == self);
        }

        @Override
        public void aside(int from, Bytes body) {
            wire.heard(from, body);
        }

        @Override
        public void failed(String message) {
            failure.complete(message);
        }
    }

    /** The cluster as operators ask for it. */
    Operations.Cluster forOperators(BooleanSupplier isDrained) {
        return new ForOperators(this, isDrained);
    }

    private record ForOperators(RaftService raft, BooleanSupplier drained)
            implements Operations.Cluster {
        @Override
        public boolean knowsLeader() {
            return raft.knowsLeader();
        }

        @Override
        public boolean isDrained() {
            return drained.getAsBoolean();
        }

        @Override
        public void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer) {
            raft.server.list(Bytes.EMPTY, after, limit, answer);
        }

        @Override
        public void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer) {
            raft.server.locate(keys, answer);
        }

        @Override
        public void askLeader(LongFunction<Request> request, Consumer<Reply> answer) {
            raft.server.askLeader(request, answer);
        }
    }

    /** Says something to another node; may be lost. */
    void aside(int to, Bytes body) {
        server.aside(to, body);
    }

    /** Puts another secret or certificate in force for connections made from now on. */
    void replaceSecurity(PortSecurity security) {
        server.replaceSecurity(security);
    }

    /** How the server stands, as of its last tick. */
    NodeStatus status() {
        return server.status();
    }

    /** What clients asked of it so far. */
    KvStatistics statistics() {
        return server.statistics();
    }

    /** Whether somebody leads, as far as this node knows: then a write can be served. */
    boolean knowsLeader() {
        return server.status().leader() != HardState.NOBODY;
    }

    /** Has the failure told that ended the server; at once where it has happened already. */
    void whenFailed(Consumer<String> listener) {
        var _ = failure.thenAccept(listener);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

package io.neurocache.raft.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.neurocache.raft.Address;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.transport.PeerLink;
import io.neurocache.raft.transport.PortPipelines;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other members: where they are, and a connection to each.
 *
 * <p>An address that the configuration gives wins over one from the beginning. Whoever is no member
 * (it was removed, or we do not know yet that it was added) is not connected to: it is answered on
 * the connection that it made. Event loop only.
 */
final class Peers {
    private static final Logger log = LoggerFactory.getLogger(Peers.class);

    private final RaftServerConfig config;
    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final PortPipelines pipelines;
    private final RandomGenerator random;
    private final PeerLink.Listener listener;
    private final Map<Integer, Address> first = new HashMap<>();
    private final Map<Integer, PeerLink> links = new HashMap<>();
    private Configuration configuration = Configuration.EMPTY;

    Peers(
            RaftServerConfig config,
            Bootstrap bootstrap,
            EventLoop loop,
            PortPipelines pipelines,
            RandomGenerator random,
            PeerLink.Listener listener) {
        this.config = config;
        this.bootstrap = bootstrap;
        this.loop = loop;
        this.pipelines = pipelines;
        this.random = random;
        this.listener = listener;
        for (MemberAddress member : config.members()) {
            first.put(member.id(), new Address(member.raft(), member.edge()));
        }
    }

    /** The server's own port, which is known late where any free one was asked for. */
    void listensOn(int port) {
        for (MemberAddress member : config.members()) {
            if (member.id() == config.id() && member.port() == 0) {
                MemberAddress taken =
                        new MemberAddress(
                                member.id(), member.host(), port, member.edge(), member.kind());
                first.put(member.id(), new Address(taken.raft(), taken.edge()));
            }
        }
    }

    /** Connects to the members of this configuration, and to nobody else. */
    void follow(Configuration now) {
        configuration = now;
        links.entrySet()
                .removeIf(link -> {
                    boolean isGone = !now.contains(link.getKey());
                    if (isGone) {
                        link.getValue().close();
                    }
                    return isGone;
                });
        for (int id : now.all()) {
            if (id != config.id()) {
                reach(id);
            }
        }
    }

    private void reach(int id) {
        Address address = addressOf(id);
        if (address == null) {
            log.warn("n{} does not know where n{} is", config.id(), id);
            return;
        }
        int colon = address.raft().lastIndexOf(':');
        String host = MemberAddress.withoutBrackets(address.raft().substring(0, colon));
        int port = Integer.parseInt(address.raft().substring(colon + 1));
        links.computeIfAbsent(id, this::link).reach(host, port);
    }

    private PeerLink link(int id) {
        PeerFrame.Hello hello =
                new PeerFrame.Hello(PeerFrame.PROTOCOL, config.cluster(), config.id(), id);
        return new PeerLink(bootstrap, loop, pipelines, random, hello, listener);
    }

    private @Nullable Address addressOf(int id) {
        Address told = configuration.addresses().get(id);
        return told == null ? first.get(id) : told;
    }

    /** Gathers a frame for a server; false where there is no connection to send it on. */
    boolean send(int to, PeerFrame frame) {
        PeerLink link = links.get(to);
        if (link == null || !link.isOpen()) {
            return false;
        }
        link.send(frame);
        return true;
    }

    void flush() {
        links.values().forEach(PeerLink::flush);
    }

    /** Where the members are, as far as it is known. */
    SortedMap<Integer, Address> addresses() {
        SortedMap<Integer, Address> addresses = new TreeMap<>();
        for (int id : configuration.all()) {
            Address address = addressOf(id);
            if (address != null) {
                addresses.put(id, address);
            }
        }
        return addresses;
    }

    /** The Raft address that clients are sent to; empty where it is not known. */
    String raftAddress(int id) {
        Address address = addressOf(id);
        return address == null ? "" : address.raft();
    }

    /** Who belongs to the cluster, for those who are no members. */
    List<Reply.Member> members(List<KnownEdge> edges) {
        Set<Integer> drained =
                edges.stream()
                        .filter(KnownEdge::isDrained)
                        .map(KnownEdge::member)
                        .collect(Collectors.toSet());
        List<Reply.Member> members = new ArrayList<>();
        for (int id : configuration.all()) {
            Address address = addressOf(id);
            String raft = address == null ? "" : address.raft();
            String edge = address == null ? "" : address.edge();
            members.add(new Reply.Member(id, raft, edge, kind(id), drained.contains(id)));
        }
        return members;
    }

    private Reply.MemberKind kind(int id) {
        if (configuration.voters().contains(id)) {
            return Reply.MemberKind.VOTER;
        }
        return configuration.outgoing().contains(id)
                ? Reply.MemberKind.LEAVING
                : Reply.MemberKind.LEARNER;
    }

    void close() {
        links.values().forEach(PeerLink::close);
        links.clear();
    }
}

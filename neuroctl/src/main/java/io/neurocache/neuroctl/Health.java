package io.neurocache.neuroctl;

import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * How the cluster stands, by what each member says of itself.
 *
 * <p>Immutable; safe from any thread.
 */
record Health(List<Node> nodes) {
    private static final int EDGE_TIMEOUT_MILLIS = 1000;

    /**
     * A member, and its word or the reason why there is none.
     *
     * @param votes whether it counts for a majority
     */
    record Node(
            String name,
            String address,
            boolean votes,
            Optional<NodeStatus> status,
            EdgeFigures edge,
            String error) {
        List<String> row(long commit, EdgeFigures earlier) {
            if (status.isEmpty()) {
                return List.of(name, address, "unreachable: " + error);
            }
            NodeStatus s = status.get();
            return List.of(
                    name(s),
                    address,
                    s.role(),
                    String.valueOf(s.term()),
                    String.valueOf(s.commit()),
                    String.valueOf(s.applied()),
                    String.valueOf(Math.max(0, commit - s.applied())),
                    shown(100 * edge.hitRatio(), "%"),
                    shown(edge.requestsSince(earlier), ""),
                    shown(100 * edge.usedRatio(), "%"),
                    s.uptimeSeconds() + "s",
                    s.version());
        }

        private static String name(NodeStatus status) {
            return "n" + status.node();
        }

        private static String shown(double number, String unit) {
            return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%.1f", number) + unit;
        }

        JsonObject json(EdgeFigures earlier) {
            JsonObject json = new JsonObject().put("addr", address);
            if (status.isEmpty()) {
                return json.put("node", name).put("error", error);
            }
            NodeStatus s = status.get();
            json.put("node", name(s)).put("role", s.role()).put("term", s.term());
            json.put("leader", s.leader()).put("commit", s.commit()).put("applied", s.applied());
            json.put("last", s.last()).put("snapshot", s.snapshot()).put("keys", s.keys());
            json.put("sessions", s.sessions()).put("uptime_s", s.uptimeSeconds());
            json.put("version", s.version()).put("hit_ratio", edge.hitRatio());
            json.put("requests_per_s", edge.requestsSince(earlier));
            return json.put("slab_used", edge.usedRatio());
        }
    }

    Health {
        nodes = List.copyOf(nodes);
    }

    /** Asks the members, or the endpoints where nobody tells who they are; all at once. */
    static Health ask(Io io) throws IOException {
        List<Reply.Member> members;
        try {
            members = io.client().members();
        } catch (RaftClientException e) {
            if (e.trouble() != RaftClientException.Trouble.UNREACHABLE) {
                throw e;
            }
            members = List.of();
        }
        List<Future<Node>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Reply.Member member : members) {
                asked.add(threads.submit(() -> ask(member, io)));
            }
            if (members.isEmpty()) {
                for (Endpoint endpoint : io.config().endpoints()) {
                    asked.add(threads.submit(() -> ask("-", endpoint.toString(), true, "", io)));
                }
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (Future<Node> one : asked) {
            try {
                nodes.add(one.get());
            } catch (ExecutionException e) {
                throw new IOException("the members could not be asked", e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
        }
        return new Health(nodes);
    }

    private static Node ask(Reply.Member member, Io io) throws IOException {
        boolean votes = member.kind() == Reply.MemberKind.VOTER;
        return ask("n" + member.id(), member.raft(), votes, member.edge(), io);
    }

    private static Node ask(String name, String address, boolean votes, String edge, Io io)
            throws IOException {
        ClientConfig config =
                new ClientConfig(
                        List.of(Endpoint.parse(address)),
                        io.config().timeout(),
                        io.config().security());
        try (RaftClient client = new RaftClient(config)) {
            NodeStatus status = client.status();
            EdgeFigures figures = EdgeFigures.ask(edge, EDGE_TIMEOUT_MILLIS);
            return new Node(name, address, votes, Optional.of(status), figures, "");
        } catch (RaftClientException e) {
            return new Node(
                    name, address, votes, Optional.empty(), EdgeFigures.NONE, e.getMessage());
        }
    }

    /** What the edge of a member told in this look at the cluster. */
    EdgeFigures edgeOf(String address) {
        return nodes.stream()
                .filter(node -> node.address().equals(address))
                .map(Node::edge)
                .findFirst()
                .orElse(EdgeFigures.NONE);
    }

    long reachable() {
        return nodes.stream().filter(node -> node.status().isPresent()).count();
    }

    long commit() {
        return nodes.stream()
                .flatMap(node -> node.status().stream())
                .mapToLong(NodeStatus::commit)
                .max()
                .orElse(0);
    }

    private Optional<NodeStatus> leader() {
        // Of two that think they lead, the one of the later term does.
        return nodes.stream()
                .flatMap(node -> node.status().stream())
                .filter(status -> status.role().equals("leader"))
                .max(Comparator.comparingLong(NodeStatus::term));
    }

    /** Whether a majority of those that vote answers, and so can go on without the others. */
    private boolean hasQuorum() {
        long voters = nodes.stream().filter(Node::votes).count();
        long there =
                nodes.stream().filter(node -> node.votes() && node.status().isPresent()).count();
        return there > voters / 2;
    }

    boolean isHealthy() {
        return reachable() == nodes.size() && leader().isPresent();
    }

    String sentence() {
        Optional<NodeStatus> leads = leader();
        if (leads.isEmpty()) {
            return "No leader: writes are refused, cached objects are still served";
        }
        if (nodes.size() == 1) {
            return "Single node";
        }
        NodeStatus leader = leads.get();
        if (isHealthy()) {
            return "Healthy: %d of %d nodes, leader n%d (term %d)"
                    .formatted(reachable(), nodes.size(), leader.node(), leader.term());
        }
        String gone =
                nodes.stream()
                        .filter(node -> node.status().isEmpty())
                        .map(Node::name)
                        .collect(Collectors.joining(", "));
        return "Degraded: "
                + gone
                + " unreachable, "
                + (hasQuorum() ? "quorum holds" : "no quorum can be seen from here");
    }
}

package io.neurocache.neuroctl;

import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    /** A member, and its word or the reason why there is none. */
    record Node(String name, String address, Optional<NodeStatus> status, String error) {
        List<String> row(long commit) {
            return status.map(s ->
                            List.of(
                                    "n" + s.node(),
                                    address,
                                    s.role(),
                                    String.valueOf(s.term()),
                                    String.valueOf(s.commit()),
                                    String.valueOf(s.applied()),
                                    String.valueOf(Math.max(0, commit - s.applied())),
                                    String.valueOf(s.keys()),
                                    s.uptimeSeconds() + "s",
                                    s.version()))
                    .orElseGet(() -> List.of(name, address, "unreachable: " + error));
        }

        JsonObject json() {
            JsonObject json = new JsonObject().put("addr", address);
            if (status.isEmpty()) {
                return json.put("node", name).put("error", error);
            }
            NodeStatus s = status.get();
            return json.put("node", "n" + s.node())
                    .put("role", s.role())
                    .put("term", s.term())
                    .put("leader", s.leader())
                    .put("commit", s.commit())
                    .put("applied", s.applied())
                    .put("last", s.last())
                    .put("snapshot", s.snapshot())
                    .put("keys", s.keys())
                    .put("sessions", s.sessions())
                    .put("uptime_s", s.uptimeSeconds())
                    .put("version", s.version());
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
                asked.add(threads.submit(() -> ask("n" + member.id(), member.raft(), io)));
            }
            if (members.isEmpty()) {
                for (Endpoint endpoint : io.config().endpoints()) {
                    asked.add(threads.submit(() -> ask("-", endpoint.toString(), io)));
                }
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (Future<Node> one : asked) {
            try {
                nodes.add(one.get());
            } catch (ExecutionException | InterruptedException e) {
                throw new IOException("the members could not be asked", e);
            }
        }
        return new Health(nodes);
    }

    private static Node ask(String name, String address, Io io) throws IOException {
        ClientConfig config =
                new ClientConfig(List.of(Endpoint.parse(address)), io.config().timeout());
        try (RaftClient client = new RaftClient(config)) {
            return new Node(name, address, Optional.of(client.status()), "");
        } catch (RaftClientException e) {
            return new Node(name, address, Optional.empty(), e.getMessage());
        }
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
                .max(java.util.Comparator.comparingLong(NodeStatus::term));
    }

    boolean isHealthy() {
        return reachable() == nodes.size() && leader().isPresent();
    }

    String sentence() {
        if (leader().isEmpty()) {
            return "No leader: writes are refused, cached objects are still served";
        }
        if (nodes.size() == 1) {
            return "Single node";
        }
        NodeStatus leader = leader().get();
        if (isHealthy()) {
            return "Healthy: %d of %d nodes, leader n%d (term %d)"
                    .formatted(reachable(), nodes.size(), leader.node(), leader.term());
        }
        String gone =
                nodes.stream()
                        .filter(node -> node.status().isEmpty())
                        .map(Node::name)
                        .collect(Collectors.joining(", "));
        return "Degraded: " + gone + " unreachable, quorum holds";
    }
}

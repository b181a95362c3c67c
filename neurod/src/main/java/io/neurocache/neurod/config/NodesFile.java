package io.neurocache.neurod.config;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.Limit;
import io.neurocache.raft.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads nodes.yaml: the long form, a list under {@code nodes:}, and the short one, {@code id:
 * host:port} for the Raft addresses alone, under {@code nodes:} or as the whole file.
 *
 * <p>Confined to the thread that reads the configuration.
 */
public final class NodesFile {
    private static final List<String> FILE_KEYS = List.of("nodes", "limits");
    private static final List<String> NODE_KEYS = List.of("id", "raft", "edge", "role");
    private static final int MAX_NODES = Configuration.MAX_MEMBERS;

    private final String name;
    private final Faults faults;
    private final List<Nodes.Member> members = new ArrayList<>();
    private final Map<Integer, Integer> lineOfId = new HashMap<>();
    private final Map<HostPort, Integer> lineOfAddress = new HashMap<>();

    private NodesFile(String name, Faults faults) {
        this.name = name;
        this.faults = faults;
    }

    /**
     * Reads the nodes.
     *
     * @throws ConfigException with every fault of the file
     */
    public static Nodes read(Path file) throws ConfigException {
        Faults faults = new Faults();
        Nodes nodes = read(file, faults);
        faults.throwIfAny();
        return nodes;
    }

    /** Reads what has no fault, and adds the faults of the rest. */
    static Nodes read(Path file, Faults faults) {
        int before = faults.count();
        NodesFile reader = new NodesFile(file.toString(), faults);
        @Nullable Node root = YamlFile.read(file, faults);
        if (root == null) {
            if (faults.count() == before) {
                faults.add(reader.name, "empty; expected \"nodes:\" and a list of nodes");
            }
            return new Nodes(List.of(), Map.of());
        }
        return reader.nodes(root);
    }

    private Nodes nodes(Node root) {
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        if (isShortForm(root)) {
            readShortForm(root);
            return new Nodes(members, limits);
        }
        Fields fields = Fields.of(name, faults, root, "the file", FILE_KEYS);
        if (fields != null) {
            fields.require("nodes");
            readNodes(fields);
            readLimits(fields, limits);
        }
        return new Nodes(members, limits);
    }

    private static boolean isShortForm(Node root) {
        return root instanceof MappingNode mapping
                && !mapping.getValue().isEmpty()
                && mapping.getValue().stream()
                        .allMatch(t -> Fields.describe(t.getKeyNode()).startsWith("the number"));
    }

    private void readNodes(Fields fields) {
        Node node = fields.node("nodes");
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::readNode);
        } else if (node instanceof MappingNode) {
            readShortForm(node);
        } else if (node != null) {
            fields.addAtValue(
                    "nodes", "nodes must be a list of nodes, not " + Fields.describe(node));
            return;
        }
        if (node != null && members.isEmpty() && faults.count() == 0) {
            fields.addAtValue("nodes", "at least one node is needed");
        }
        boolean onlyLearns =
                members.stream().anyMatch(each -> each.role() == Nodes.Role.LEARNER)
                        && members.stream().noneMatch(each -> each.role() == Nodes.Role.VOTER);
        if (onlyLearns && faults.count() == 0) {
            fields.addAtValue("nodes", "a cluster with learners needs a voter");
        }
        if (members.size() > MAX_NODES) {
            fields.addAtValue("nodes", "more than " + MAX_NODES + " nodes");
        }
    }

    private void readShortForm(Node node) {
        Fields fields = Fields.of(name, faults, node, "nodes", List.of());
        if (fields == null) {
            return;
        }
        for (String key : fields.names()) {
            int before = faults.count();
            int id = 0;
            try {
                id = Nodes.parseId(key);
            } catch (IllegalArgumentException e) {
                fields.addAtKey(key, Faults.quoted(key) + ": " + e.getMessage());
            }
            HostPort raft = fields.string(key, NodesFile::address);
            if (faults.count() == before && raft != null) {
                add(fields, key, key, new Nodes.Member(id, raft, null, Nodes.Role.VOTER));
            }
        }
    }

    private void readNode(Node node) {
        int before = faults.count();
        Fields fields = Fields.of(name, faults, node, "a node", NODE_KEYS);
        if (fields == null) {
            return;
        }
        fields.require("id");
        fields.require("raft");
        Integer id = fields.scalar("id", Nodes::parseId);
        HostPort raft = fields.string("raft", NodesFile::address);
        HostPort edge = fields.string("edge", NodesFile::address);
        Nodes.Role given = fields.string("role", Nodes.Role::parse);
        Nodes.Role role = given == null ? Nodes.Role.VOTER : given;
        if (faults.count() == before && id != null && raft != null) {
            add(fields, "id", "raft", new Nodes.Member(id, raft, edge, role));
        }
    }

    private void add(Fields fields, String idKey, String raftKey, Nodes.Member member) {
        int line = fields.line(idKey);
        @Nullable Integer firstId = lineOfId.putIfAbsent(member.id(), line);
        if (firstId != null) {
            fields.addAtValue(
                    idKey, "the id " + member.id() + " is already that of line " + firstId);
        }
        addAddress(fields, raftKey, member.raft());
        if (member.edge() != null) {
            addAddress(fields, "edge", member.edge());
        }
        members.add(member);
    }

    private void addAddress(Fields fields, String key, HostPort address) {
        @Nullable Integer first = lineOfAddress.putIfAbsent(address, fields.line(key));
        if (first != null) {
            fields.addAtValue(key, "the address " + address + " is already used in line " + first);
        }
    }

    private void readLimits(Fields file, Map<Limit, Long> limits) {
        Node node = file.node("limits");
        if (node == null) {
            return;
        }
        Fields fields = Fields.of(name, faults, node, "limits", LimitValues.KEYS);
        if (fields == null) {
            return;
        }
        for (Limit limit : Limit.values()) {
            Long value = fields.scalar(limit.key(), text -> LimitValues.parse(limit, text));
            if (value != null) {
                limits.put(limit, value);
            }
        }
    }

    /** Others must be able to call it, so it must be a port of its own. */
    private static HostPort address(String text) {
        HostPort address = HostPort.parse(text);
        if (address.port() == 0) {
            throw new IllegalArgumentException("port 0 cannot be called by others");
        }
        return address;
    }
}

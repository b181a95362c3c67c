package io.neurocache.neurod.wire;

import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import io.neurocache.edge.wire.Event;
import io.neurocache.edge.wire.Picture;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster as its events add up to, seen from this node.
 *
 * <p>Confined to the wire's thread, but for {@link #members} and {@link #routes}, which may be told
 * from any.
 */
final class ClusterPicture implements Picture {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterPicture.class);

    private final int self;
    private final String version;
    private final SortedMap<Integer, NodeView> views = new TreeMap<>();
    private volatile List<Reply.Member> members = List.of();
    private volatile Routes routes = Routes.NONE;

    ClusterPicture(int self, String version) {
        this.self = self;
        this.version = version;
        view(self).heard(true, version);
    }

    /** These belong to the cluster. */
    void members(List<Reply.Member> known) {
        members = List.copyOf(known);
    }

    List<Reply.Member> members() {
        return members;
    }

    /** These are in force. */
    void routes(Routes inForce) {
        routes = inForce;
    }

    /** What is known of a node. */
    NodeView view(int node) {
        return views.computeIfAbsent(node, _ -> new NodeView());
    }

    @Override
    public void appended(Event event) {
        NodeView view = view(event.node());
        view.reached(event.source());
        try {
            view.told(event.type(), event.members());
            if (event.node() == self && event.type().startsWith("node-")) {
                Map<String, Object> read = Json.object("{" + event.members() + "}");
                view((int) Json.number(read, "id", 0))
                        .heard(event.type().equals("node-up"), Json.text(read, "version"));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("n{} tells a {} that is none: {}", event.node(), event.type(), e.getMessage());
        }
    }

    @Override
    public void found(String json) {
        try {
            Map<String, Object> line = Json.object(json);
            NodeView view = view((int) Json.number(line, "node", self));
            view.reached(Json.number(line, "src", 0));
            String type = Json.text(line, "type");
            if (type.equals("snapshot")) {
                for (Map<String, Object> each : Json.objects(line, "nodes")) {
                    view((int) Json.number(each, "id", 0)).found(each);
                }
            } else {
                int from = type.equals("stats") ? json.indexOf("\"stats\":{") : 1;
                view.told(type, json.substring(from, json.length() - 1));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("a line of the journal of events says nothing: {}", e.getMessage());
        }
    }

    @Override
    public String snapshot(long oldest, long newest) {
        NodeView own = view(self);
        Members out = new Members();
        out.number("v", 1)
                .text("version", version)
                .number("oldest", oldest)
                .number("newest", newest);
        own.writeLeader(out);
        List<String> nodes = new ArrayList<>();
        boolean isMember = false;
        for (Reply.Member member : members) {
            isMember |= member.id() == self;
            nodes.add(node(member));
        }
        if (!isMember) {
            nodes.addFirst(node(stranger(self)));
        }
        if (members.isEmpty()) {
            // Raft has not said yet who belongs to it. The journal may begin a file with this: how
            // far each is known must be in it, or the next start would not know where to go on.
            List.copyOf(views.keySet()).stream()
                    .filter(id -> id > 0 && id != self)
                    .forEach(id -> nodes.add(node(stranger(id))));
        }
        out.json("nodes", "[" + String.join(",", nodes) + "]");
        out.json("origins", origins());
        return out.toString();
    }

    private static Reply.Member stranger(int id) {
        return new Reply.Member(id, "", "", Reply.MemberKind.LEARNER, false);
    }

    private String node(Reply.Member member) {
        Members out = new Members();
        out.number("id", member.id())
                .text("raft", member.raft())
                .text("edge", member.edge())
                .text("kind", member.kind().name().toLowerCase(Locale.ROOT));
        view(member.id()).write(out, member.id() == self);
        return out.object();
    }

    private String origins() {
        List<String> all = new ArrayList<>();
        for (Route route : routes.list()) {
            Members out = new Members().text("pattern", route.pattern().pattern());
            String host = route.host();
            out = host == null ? out.json("host", "null") : out.text("host", host);
            out.texts("origins", route.origins().stream().map(OriginAddress::toString).toList());
            all.add(out.object());
        }
        return "[" + String.join(",", all) + "]";
    }
}

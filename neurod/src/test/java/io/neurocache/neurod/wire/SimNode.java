package io.neurocache.neurod.wire;

import io.neurocache.edge.wire.Event;
import io.neurocache.edge.wire.Wire;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A node of a simulation: a journal in memory, that outlives the process, and neighbours, that do
 * not. What is told waits in a queue for the next tick, as it does in the wire's, and is lost when
 * the process ends before that.
 */
final class SimNode implements Neighbours.Way {
    final int id;
    private final Network network;
    private final List<Entry> journal = new ArrayList<>();
    private final Queue<Event> queue = new ArrayDeque<>();
    private List<Reply.Member> members;
    private Map<Integer, NodeView> views = new HashMap<>();
    private Neighbours neighbours;
    private long nextId;
    private int room = Integer.MAX_VALUE;
    private boolean isDiskFull;

    /** Where messages go. */
    interface Network {
        void say(int from, int to, Bytes body);
    }

    /** A line of the journal. */
    record Entry(long id, Event event) {
        String line() {
            String source = event.source() == 0 ? "" : ",\"src\":" + event.source();
            return "{\"seq\":%d,\"type\":\"%s\",\"t\":%d,\"node\":%d%s,%s}"
                    .formatted(
                            id,
                            event.type(),
                            event.millis(),
                            event.node(),
                            source,
                            event.members());
        }
    }

    SimNode(int id, List<Reply.Member> members, Network network) {
        this.id = id;
        this.members = members;
        this.network = network;
        this.nextId = id * 1_000_000L;
        this.neighbours = started();
    }

    private Neighbours started() {
        return new Neighbours(id, "v" + id, () -> members, this::view, this);
    }

    private NodeView view(int node) {
        return views.computeIfAbsent(node, _ -> new NodeView());
    }

    /** The process is killed, and a new one finds what the journal says. */
    void restart() {
        queue.clear();
        views = new HashMap<>();
        journal.forEach(each -> view(each.event.node()).reached(each.event.source()));
        neighbours = started();
    }

    /** So many events wait at most. */
    void room(int events) {
        room = events;
    }

    /** What is taken is lost from now on, or not. */
    void diskFull(boolean isFull) {
        isDiskFull = isFull;
    }

    void members(List<Reply.Member> now) {
        members = now;
    }

    void heard(int from, Bytes body) {
        neighbours.heard(from, body);
    }

    void tick(long nowNanos) {
        neighbours.tick(nowNanos);
        if (isDiskFull) {
            List<Event> lost = queue.stream().filter(each -> each.node() != id).toList();
            queue.clear();
            neighbours.lost(lost);
        }
        for (Event event = queue.poll(); event != null; event = queue.poll()) {
            journal.add(new Entry(nextId++, event));
            view(event.node()).reached(event.source());
        }
    }

    /** The numbers of this node's own events. */
    List<Long> ownIds() {
        return journal.stream().filter(each -> each.event.node() == id).map(Entry::id).toList();
    }

    /** The numbers that another node's events have there, in the order they came in. */
    List<Long> idsOf(int node) {
        return journal.stream()
                .map(Entry::event)
                .filter(each -> each.node() == node)
                .map(Event::source)
                .toList();
    }

    /** What this node itself has told. */
    List<Event> told() {
        return journal.stream().map(Entry::event).filter(each -> each.node() == id).toList();
    }

    List<Event> told(String type) {
        return told().stream().filter(each -> each.type().equals(type)).toList();
    }

    // ---- What the neighbours are given.

    @Override
    public void say(int to, Bytes body) {
        network.say(id, to, body);
    }

    @Override
    public Wire.Told ownBehind(int to, long after, int mostBytes) {
        List<String> lines = new ArrayList<>();
        long reached = Math.min(after, nextId - 1);
        int bytes = 0;
        for (Entry each : journal) {
            if (each.id <= after) {
                continue;
            }
            String line = each.line();
            if (each.event.node() == id) {
                if (bytes > 0 && bytes + line.length() > mostBytes) {
                    break;
                }
                lines.add(line);
                bytes += line.length();
            }
            reached = each.id;
        }
        return new Wire.Told(reached, lines);
    }

    @Override
    public boolean take(Event event) {
        return queue.size() < room && queue.add(event);
    }

    @Override
    public void tell(String type, String toldMembers) {
        queue.add(new Event(type, 1, id, 0, toldMembers));
    }
}

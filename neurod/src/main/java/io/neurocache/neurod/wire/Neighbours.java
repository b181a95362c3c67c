package io.neurocache.neurod.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.edge.wire.Event;
import io.neurocache.edge.wire.Wire;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of the other nodes. Each node asks every other for what it does not know yet, and the
 * asked one answers when it has something, or after a while without; so nothing is lost or doubled
 * by a connection that breaks or a node that was away: who asks knows how far it is. An answer also
 * shows that the other lives.
 *
 * <pre>
 *   n1 --{"after":41,"version":"0.1.0"}--> n2     it has up to 41
 *   n1 <--{"behind":41,"reached":44,"lines":[...]}-- n2     what there is up to 44
 * </pre>
 *
 * An answer names what it was asked: one that comes late or twice, to a question that has been
 * answered since, is of no use any more.
 *
 * <p>{@link #heard} may be called from any thread; the rest is the wire's thread's.
 */
final class Neighbours {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

    /** An answer comes by then, with events or without, where the other lives. */
    static final long ANSWER_NANOS = 500_000_000L;

    /** Asked again when there is no answer by then. */
    static final long ASK_AGAIN_NANOS = 1_000_000_000L;

    /** A node is taken for gone when nothing was heard of it for so long. */
    static final long SILENCE_NANOS = 2_000_000_000L;

    /** Less than a frame may hold, with what quoting adds. */
    private static final int MOST_BYTES = 64 << 10;

    /** Answers that wait to be read; more are dropped, and asked for again. */
    private static final int MOST_WAITING = 64;

    /** In place of a number: what happens from now on. */
    private static final long FROM_NOW = -1;

    /** What nobody asks for. */
    private static final long NOTHING = Long.MIN_VALUE;

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z-]{0,31}");

    private final int self;
    private final String version;
    private final Supplier<List<Reply.Member>> members;
    private final IntFunction<NodeView> views;
    private final Way way;
    private final BlockingQueue<Said> inbox = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Map<Integer, Neighbour> neighbours = new HashMap<>();

    /** How others are spoken to, and what becomes of their events. */
    interface Way {
        /** Says something to another node; may be lost. */
        void say(int to, Bytes body);

        /** This node's own events behind a number, for another node. */
        Wire.Told ownBehind(int to, long after, int mostBytes);

        /** Takes an event of another node; false where there is no room for it now. */
        boolean take(Event event);

        /** Tells an event of this node. */
        void tell(String type, String members);
    }

    private record Said(int from, Bytes body) {}

    /** How it stands between this node and another. */
    private static final class Neighbour {
        private String address = "";
        private long reached = FROM_NOW;
        private long askedNanos;
        private boolean isAsked;

        /** What it has asked for, and when; {@code isOwed} while it has no answer. */
        private long asksBehind;

        /** How far what it asks for has been looked through. */
        private long wanted;

        private long wantedNanos;
        private boolean isOwed;

        private final long metNanos;
        private long heardNanos;
        private boolean isHeard;
        private boolean isMissed;

        private Neighbour(long nowNanos) {
            metNanos = nowNanos;
        }
    }

    /**
     * Makes it.
     *
     * @param members who belongs to the cluster
     * @param views what is known of a node
     */
    Neighbours(
            int self,
            String version,
            Supplier<List<Reply.Member>> members,
            IntFunction<NodeView> views,
            Way way) {
        this.self = self;
        this.version = version;
        this.members = members;
        this.views = views;
        this.way = way;
    }

    /** Another node has said something. */
    void heard(int from, Bytes body) {
        if (!inbox.offer(new Said(from, body))) {
            LOG.debug("n{} says more than is read", from);
        }
    }

    /** These events of others were taken, and are gone: they are asked for again, in a while. */
    void lost(List<Event> events) {
        for (Event event : events) {
            Neighbour from = neighbours.get(event.node());
            if (from != null) {
                from.reached = Math.min(from.reached, event.source() - 1);
            }
        }
    }

    /** Reads what was said, asks, answers, and looks who is silent. */
    void tick(long nowNanos) {
        List<Reply.Member> known = members.get();
        neighbours.keySet().removeIf(id -> known.stream().noneMatch(each -> each.id() == id));
        for (Reply.Member member : known) {
            if (member.id() != self) {
                neighbours.computeIfAbsent(member.id(), id -> met(id, nowNanos)).address =
                        member.raft();
            }
        }
        List<Said> said = new ArrayList<>();
        inbox.drainTo(said);
        said.forEach(each -> read(each, nowNanos));
        neighbours.forEach((id, each) -> {
            look(id, each, nowNanos);
            answer(id, each, nowNanos);
            ask(id, each, nowNanos);
        });
    }

    private Neighbour met(int id, long nowNanos) {
        Neighbour neighbour = new Neighbour(nowNanos);
        long last = views.apply(id).last();
        neighbour.reached = last == 0 ? FROM_NOW : last;
        return neighbour;
    }

    // ---- What was said.

    private void read(Said said, long nowNanos) {
        Neighbour from = neighbours.get(said.from());
        if (from == null) {
            return;
        }
        try {
            Map<String, Object> body = Json.object(text(said.body()));
            from.heardNanos = nowNanos;
            if (body.containsKey("after")) {
                from.asksBehind = Json.number(body, "after", FROM_NOW);
                from.wanted = from.asksBehind;
                from.wantedNanos = nowNanos;
                from.isOwed = true;
                present(said.from(), from, Json.text(body, "version"));
            } else {
                take(said.from(), from, body);
            }
        } catch (IOException e) {
            LOG.warn("n{} says what is not understood: {}", said.from(), e.getMessage());
        }
    }

    private static String text(Bytes body) {
        return new String(body.backing(), body.offset(), body.length(), UTF_8);
    }

    private void present(int id, Neighbour neighbour, String itsVersion) {
        if (!neighbour.isHeard) {
            neighbour.isHeard = true;
            neighbour.isMissed = false;
            way.tell(
                    "node-up",
                    new Members()
                            .number("id", id)
                            .text("addr", neighbour.address)
                            .text("version", itsVersion)
                            .toString());
        }
    }

    private void take(int id, Neighbour from, Map<String, Object> body) throws IOException {
        if (Json.number(body, "behind", NOTHING) != from.reached) {
            return;
        }
        long reached = Json.number(body, "reached", FROM_NOW);
        if (body.get("lines") instanceof List<?> lines) {
            for (Object line : lines) {
                if (line instanceof String text && !take(id, from, text)) {
                    // It is asked again in a while, for what there was no room for.
                    return;
                }
            }
        }
        from.reached = reached;
        // Not where something was wrong with it: it is asked again in a while, not at once.
        from.isAsked = false;
    }

    private boolean take(int id, Neighbour from, String line) throws IOException {
        Event event = Event.of(line);
        if (event.source() <= from.reached) {
            return true;
        }
        if (event.node() != id || !TYPE.matcher(event.type()).matches()) {
            throw new IOException("it speaks for n" + event.node());
        }
        // What is no JSON must not get into the journal.
        Json.object("{" + event.members() + "}");
        boolean isTaken = way.take(event);
        if (isTaken) {
            from.reached = event.source();
        }
        return isTaken;
    }

    // ---- What is said.

    private void look(int id, Neighbour each, long nowNanos) {
        long since = each.heardNanos == 0 ? each.metNanos : each.heardNanos;
        if (nowNanos - since >= SILENCE_NANOS && !each.isMissed) {
            each.isMissed = true;
            each.isHeard = false;
            String reason = "not heard for " + SILENCE_NANOS / 1_000_000_000L + " s";
            way.tell("node-down", new Members().number("id", id).text("reason", reason).toString());
        }
    }

    private void answer(int id, Neighbour each, long nowNanos) {
        if (!each.isOwed) {
            return;
        }
        long after = each.wanted == FROM_NOW ? Long.MAX_VALUE - 1 : each.wanted;
        Wire.Told told = way.ownBehind(id, after, MOST_BYTES);
        boolean isOverdue = nowNanos - each.wantedNanos >= ANSWER_NANOS;
        each.wanted = told.reached();
        if (!told.lines().isEmpty() || isOverdue) {
            each.isOwed = false;
            way.say(id, answer(id, each.asksBehind, after, told));
        }
    }

    /**
     * An answer that a frame has room for. Half as many lines where quoting has made them too long;
     * an event that is too long by itself is left out, or those behind it would never be heard of.
     */
    private Bytes answer(int id, long behind, long after, Wire.Told first) {
        Wire.Told told = first;
        Bytes body = answer(behind, told.reached(), told.lines());
        for (int most = MOST_BYTES / 2; !fits(body) && told.lines().size() > 1; most /= 2) {
            told = way.ownBehind(id, after, most);
            body = answer(behind, told.reached(), told.lines());
        }
        if (!fits(body)) {
            LOG.warn("an event is too long to be told to n{}: {} bytes", id, body.length());
            body = answer(behind, told.reached(), List.of());
        }
        return body;
    }

    private static boolean fits(Bytes body) {
        return body.length() <= PeerFrame.MAX_ASIDE_BYTES;
    }

    private static Bytes answer(long behind, long reached, List<String> lines) {
        Members answer =
                new Members()
                        .number("behind", behind)
                        .number("reached", reached)
                        .texts("lines", lines);
        return Bytes.utf8(answer.object());
    }

    private void ask(int id, Neighbour each, long nowNanos) {
        if (!each.isAsked || nowNanos - each.askedNanos >= ASK_AGAIN_NANOS) {
            each.isAsked = true;
            each.askedNanos = nowNanos;
            Members question = new Members().number("after", each.reached);
            way.say(id, Bytes.utf8(question.text("version", version).object()));
        }
    }
}

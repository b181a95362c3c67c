package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.Effect;
import io.neurocache.raft.lease.LeaseBook;
import io.neurocache.raft.sim.Application;
import io.neurocache.raft.sim.check.Observation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A server's part as a leader: it answers who asks for a lease, and tells who gave an order when it
 * is in force everywhere. Around the real {@link LeaseBook}. One thread.
 */
final class Grants {
    private static final int POLL_MICROS = 500;

    private final EdgeCluster edges;
    private final int id;
    private final LeaseBook book;

    /** By the name of the read that is to confirm it. */
    private final Map<Long, Question> questions = new HashMap<>();

    private final Map<Long, Request> proposed = new HashMap<>();
    private final Map<Long, Request> accepted = new HashMap<>();
    private long counter;
    private boolean isPolling;

    /** Who asks for a lease: what it is told again, so that it knows its own question. */
    private record Question(EdgeProcess asker, int from, long askedNanos) {}

    /** An order and who waits for it. */
    private record Request(int from, long name, long term) {}

    Grants(EdgeCluster edges, int id) {
        this.edges = edges;
        this.id = id;
        book = new LeaseBook(edges.leaseNanos(), edges.clock(id));
    }

    /**
     * Somebody asks for a lease. It has to be a member by the latest configuration, and by one that
     * is committed: a leader that comes after may never hear of another one, and would not wait.
     * Nor is a stranger's question noted, or every order would wait for whoever was removed and
     * asks on.
     */
    void asked(
            EdgeProcess asker, int from, long appliedIndex, long askedNanos, Set<Integer> members) {
        Observation node = edges.node(id);
        if (!node.leads || !node.configuration.contains(from) || !members.contains(from)) {
            return;
        }
        book.asked(from, appliedIndex, edges.clock(id));
        long name = Application.NAME | ++counter;
        questions.put(name, new Question(asker, from, askedNanos));
        edges.cluster.read(id, name);
        poll();
    }

    /** A majority has confirmed, after the question came, that this server leads. */
    private void confirmed(long name, long readIndex) {
        Question question = questions.remove(name);
        if (question == null) {
            return;
        }
        edges.counts.grants++;
        edges.send(
                id,
                question.from(),
                process -> process.granted(question.asker(), question.askedNanos(), readIndex));
    }

    /** Somebody wants an order in the log. */
    void requested(int from, long requestName, Order order) {
        if (!edges.node(id).leads) {
            return;
        }
        long name = Application.NAME | ++counter;
        proposed.put(name, new Request(from, requestName, 0));
        edges.cluster.propose(id, name, Orders.command(order));
    }

    /** An order was applied here. */
    void applied(long index, long term) {
        Request request = accepted.get(index);
        if (request != null && request.term() != term) {
            accepted.remove(index);
        }
        if (edges.node(id).leads) {
            book.begin(index, edges.clock(id));
            poll();
        }
    }

    private void poll() {
        for (long index : book.over(edges.clock(id))) {
            Request request = accepted.remove(index);
            if (request != null) {
                edges.send(id, request.from(), process -> process.ordered(request.name(), index));
            }
        }
        if (book.isWaiting() && !isPolling) {
            isPolling = true;
            edges.cluster.after(
                    id,
                    POLL_MICROS,
                    () -> {
                        isPolling = false;
                        poll();
                    });
        }
    }

    /** A configuration without the member was applied. */
    void left(int member) {
        book.left(member, edges.clock(id));
    }

    /** The server took up a snapshot. */
    void skipped() {
        book.skipped(edges.clock(id));
    }

    /** News of the core. */
    void heard(Effect effect) {
        switch (effect) {
            case Effect.BecameLeader _ ->
                    book.elected(edges.node(id).configuration.all(), edges.clock(id));
            case Effect.SteppedDown _ -> {
                book.steppedDown();
                questions.clear();
                proposed.clear();
                accepted.clear();
            }
            case Effect.Accepted taken -> {
                Request request = proposed.remove(taken.proposalId());
                if (request != null) {
                    accepted.put(
                            taken.firstIndex(),
                            new Request(request.from(), request.name(), taken.term()));
                }
            }
            case Effect.Refused refused -> {
                questions.remove(refused.id());
                proposed.remove(refused.id());
            }
            case Effect.ReadReady ready -> confirmed(ready.readId(), ready.readIndex());
            default -> {}
        }
    }
}

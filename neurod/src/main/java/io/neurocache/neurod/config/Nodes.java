package io.neurocache.neurod.config;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.Limit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What nodes.yaml says: the nodes of the cluster, and the bounds of their edges.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param list at least one, ids and addresses each only once
 * @param limits the limits that are set, in their units
 */
public record Nodes(List<Member> list, Map<Limit, Long> limits) {

    /**
     * One node.
     *
     * @param id 1 to {@link #MAX_ID}
     * @param raft where its control plane listens
     * @param edge where its edge listens; null in the short form, which leaves it to the flag
     * @param role what it is when the cluster begins
     */
    public record Member(int id, HostPort raft, @Nullable HostPort edge, Role role) {}

    /** What a node is when the cluster begins; who votes later is told to the cluster itself. */
    public enum Role {
        /** It votes. */
        VOTER,
        /** An edge that keeps up with the cluster and has no vote. */
        LEARNER,
        /** It founds nothing, and waits to be added. */
        JOINS;

        /**
         * Reads a role.
         *
         * @throws IllegalArgumentException saying what is accepted
         */
        static Role parse(String text) {
            for (Role role : values()) {
                if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return role;
                }
            }
            throw new IllegalArgumentException("a role is voter, learner or joins");
        }
    }

    /** The largest id of a node. */
    public static final int MAX_ID = 65_535;

    public Nodes {
        list = List.copyOf(list);
        limits = Map.copyOf(limits);
    }

    /** Finds a node; null when there is none of that id. */
    public @Nullable Member find(int id) {
        for (Member member : list) {
            if (member.id() == id) {
                return member;
            }
        }
        return null;
    }

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException saying what is accepted
     */
    static int parseId(String text) {
        boolean number = text.matches("[1-9][0-9]{0,4}");
        int id = number ? Integer.parseInt(text) : 0;
        if (id < 1 || id > MAX_ID) {
            throw new IllegalArgumentException("an id is a whole number from 1 to " + MAX_ID);
        }
        return id;
    }
}

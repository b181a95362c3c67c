package io.neurocache.neurod.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is known of one node, by what it and others have told. Confined to the wire's thread. */
final class NodeView {
    private static final int MOST_CELLS = 4_096;
    private static final String STATS = "\"stats\":";

    private final SortedSet<Long> misses = new TreeSet<>();
    private String role = "unknown";
    private String version = "";
    private String model = "";
    private String action = "";
    private long term;
    private long leader;
    private long commit;
    private long applied;
    private long electionMillis;
    private long last;
    private @Nullable Boolean isUp;
    private @Nullable String stats;
    private int[] occupied = {};
    private int[] classes = {};

    /** The newest of its own events that is known here; 0 where there is none. */
    long last() {
        return last;
    }

    void reached(long id) {
        last = Math.max(last, id);
    }

    /** Whether it is heard; null while that is not known. */
    @Nullable Boolean isUp() {
        return isUp;
    }

    void heard(boolean isHeard, String knownVersion) {
        isUp = isHeard;
        if (!knownVersion.isEmpty()) {
            version = knownVersion;
        }
    }

    /** It has told something. */
    void told(String type, String members) throws IOException {
        switch (type) {
            case "stats" -> stats = stats(members);
            case "leader" -> {
                Map<String, Object> read = Json.object("{" + members + "}");
                leader = Json.number(read, "id", 0);
                term = Math.max(term, Json.number(read, "term", 0));
                electionMillis = Json.number(read, "election_ms", electionMillis);
            }
            case "commit" -> {
                Map<String, Object> read = Json.object("{" + members + "}");
                commit = Json.number(read, "index", 0);
                applied = Json.number(read, "applied", 0);
                term = Json.number(read, "term", 0);
                role = Json.text(read, "role");
            }
            case "node-up" -> misses.remove(Json.number(Json.object("{" + members + "}"), "id", 0));
            case "node-down" -> {
                long id = Json.number(Json.object("{" + members + "}"), "id", 0);
                if (id > 0) {
                    misses.add(id);
                }
            }
            case "model" -> model = Json.text(Json.object("{" + members + "}"), "id");
            case "policy" -> action = Json.text(Json.object("{" + members + "}"), "action");
            case "slab" -> slab(Json.object("{" + members + "}"));
            default -> {
                // Nothing of the state.
            }
        }
    }

    /** The object itself: it goes into snapshots as it stands, so nothing else may be with it. */
    private static String stats(String members) throws IOException {
        Map<String, Object> read = Json.object("{" + members + "}");
        boolean isAlone = members.startsWith(STATS) && read.keySet().equals(Set.of("stats"));
        if (!isAlone || !(read.get("stats") instanceof Map<?, ?>)) {
            throw new IOException("no metrics");
        }
        return members.substring(STATS.length());
    }

    private void slab(Map<String, Object> read) throws IOException {
        int cells = (int) Json.number(read, "cells", 0);
        int base = (int) Json.number(read, "base", 0);
        int[] occ = Json.numbers(read, "occ");
        int[] cls = Json.numbers(read, "cls");
        boolean fits = base >= 0 && cells <= MOST_CELLS && base + occ.length <= cells;
        if (cells < 1 || !fits || occ.length != cls.length) {
            throw new IOException("no part of a map");
        }
        if (cells != occupied.length) {
            occupied = new int[cells];
            classes = new int[cells];
        }
        System.arraycopy(occ, 0, occupied, base, occ.length);
        System.arraycopy(cls, 0, classes, base, cls.length);
    }

    /** As an earlier process has written it down; how it stands now shows soon. */
    void found(Map<String, Object> view) {
        last = Json.number(view, "last", 0);
        version = Json.text(view, "version");
        model = Json.text(view, "model");
        action = Json.text(view, "action");
        electionMillis = Json.number(view, "election_ms", 0);
        if (view.get("slab") instanceof Map<?, ?> map && map.get("occ") != null) {
            Map<String, Object> slab = Map.of("occ", map.get("occ"), "cls", map.get("cls"));
            occupied = Json.numbers(slab, "occ");
            classes = Json.numbers(slab, "cls");
            if (classes.length != occupied.length) {
                classes = Arrays.copyOf(classes, occupied.length);
            }
        }
    }

    /** Whom it follows, and since which term. */
    void writeLeader(Members out) {
        out.number("leader", leader).number("term", term);
    }

    /**
     * Writes it as a snapshot has it.
     *
     * @param isSelf whether it is the node that writes
     */
    void write(Members out, boolean isSelf) {
        Boolean heard = isSelf ? Boolean.TRUE : isUp;
        if (electionMillis > 0) {
            out.number("election_ms", electionMillis);
        }
        out.json("up", String.valueOf(heard))
                .text("version", version)
                .text("role", role)
                .number("term", term)
                .number("leader", leader)
                .number("commit", commit)
                .number("applied", applied)
                .number("last", last)
                .json("misses", misses.toString())
                .text("model", model)
                .text("action", action)
                .json(
                        "slab",
                        new Members()
                                .number("cells", occupied.length)
                                .numbers("occ", occupied, 0, occupied.length)
                                .numbers("cls", classes, 0, classes.length)
                                .object())
                .json("stats", stats == null ? "null" : stats);
    }
}

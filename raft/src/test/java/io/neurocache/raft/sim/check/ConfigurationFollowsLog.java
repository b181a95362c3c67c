package io.neurocache.raft.sim.check;

import io.neurocache.raft.Configuration;

/**
 * A server goes by the last configuration in its log, committed or not, and by the one before it
 * again when that is cut off (§6).
 */
public final class ConfigurationFollowsLog extends Invariant {
    private final Configuration[] known;
    private final Configuration[] logged;

    /** For servers up to an id. */
    public ConfigurationFollowsLog(int maxId) {
        known = new Configuration[maxId + 1];
        logged = new Configuration[maxId + 1];
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // mostly nothing has changed: spares the compare
    public void stepped(Observation node) {
        Configuration inLog = node.log.configuration();
        if (known[node.id] == node.configuration && logged[node.id] == inLog) {
            return;
        }
        if (!node.configuration.equals(inLog)) {
            throw violation(node, "goes by " + node.configuration + ", its log by " + inLog);
        }
        known[node.id] = node.configuration;
        logged[node.id] = inLog;
    }
}

package io.neurocache.neurod.prediction;

import io.neurocache.edge.insight.Observer;
import java.net.InetAddress;

/** Tells two of the same. Safe from any thread, as they are. */
record BothObservers(Observer first, Observer second) implements Observer {
    @Override
    public void answered(
            InetAddress client,
            String key,
            boolean isOfSite,
            Answer how,
            long bytes,
            long ttlSeconds,
            long waitedMicros) {
        first.answered(client, key, isOfSite, how, bytes, ttlSeconds, waitedMicros);
        second.answered(client, key, isOfSite, how, bytes, ttlSeconds, waitedMicros);
    }

    @Override
    public void stored(String key, boolean isOfSite, int id, Filling how) {
        first.stored(key, isOfSite, id, how);
        second.stored(key, isOfSite, id, how);
    }

    @Override
    public void preloaded(String name, boolean isStored) {
        first.preloaded(name, isStored);
        second.preloaded(name, isStored);
    }
}

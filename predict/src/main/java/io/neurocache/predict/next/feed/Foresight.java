package io.neurocache.predict.next.feed;

import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.preload.Preloader;

/** A ranker and what acts on it, told what happens. Confined to one thread. */
public final class Foresight implements Events {
    private final Ranker ranker;
    private final Preloader preloader;

    /** Ties the two together. */
    public Foresight(Ranker ranker, Preloader preloader) {
        this.ranker = ranker;
        this.preloader = preloader;
    }

    @Override
    public void requested(long client, long seconds, String key, Kind kind, long bytes) {
        preloader.requested(key, bytes);
        ranker.learn(client, seconds, key, kind);
        preloader.decide(ranker.rank(client));
    }

    @Override
    public void arrived(String key) {
        preloader.arrived(key);
    }

    @Override
    public void evicted(String key) {
        preloader.evicted(key);
    }

    @Override
    public void failed(String key) {
        preloader.failed(key);
    }
}

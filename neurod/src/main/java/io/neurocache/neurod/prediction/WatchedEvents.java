package io.neurocache.neurod.prediction;

import io.neurocache.predict.next.feed.Events;
import io.neurocache.predict.record.AccessRecord.Answer;

/** Lets an onlooker see what clients were answered, on its way to who learns from it. */
record WatchedEvents(Events next, Onlooker onlooker) implements Events {
    @Override
    public void answered(
            long client,
            long millis,
            String key,
            Answer how,
            long bytes,
            int secondsFresh,
            int waitedMicros) {
        onlooker.answered(key, how == Answer.HIT);
        next.answered(client, millis, key, how, bytes, secondsFresh, waitedMicros);
    }

    @Override
    public void stored(String key, int id, long bytes) {
        next.stored(key, id, bytes);
    }

    @Override
    public void arrived(String key) {
        next.arrived(key);
    }

    @Override
    public void failed(String key) {
        next.failed(key);
    }

    @Override
    public void reconsider(long client) {
        next.reconsider(client);
    }

    @Override
    public void pause() {
        next.pause();
    }
}

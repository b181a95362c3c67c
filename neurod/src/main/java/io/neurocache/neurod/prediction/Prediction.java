package io.neurocache.neurod.prediction;

import io.neurocache.edge.Edge;
import io.neurocache.edge.insight.Observer;
import io.neurocache.neurod.config.Preloading;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.feed.EventRing;
import io.neurocache.predict.next.feed.Feeder;
import io.neurocache.predict.next.feed.Foresight;
import io.neurocache.predict.next.links.PageLinks;
import io.neurocache.predict.record.AccessRecorder;
import io.neurocache.predict.record.RecordLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that learns from what clients ask for, records it, and has fetched what they will ask
 * for. Safe from any thread; its own ends with {@link #close}.
 */
public final class Prediction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prediction.class);
    private static final int RING_EVENTS = 8_192;
    private static final int REMEMBERED_PAGES = 2_048;

    /** What learning may take of one core: on two, the edge keeps nearly all. */
    private static final double CORE_SHARE = .2;

    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private final EventRing ring;
    private final RingObserver observer;
    private final Foresight foresight;
    private final AccessRecorder recorder;
    private final Feeder feeder;
    private final Thread thread;
    private final Preloading preloading;

    private Prediction(
            EventRing ring, Foresight foresight, AccessRecorder recorder, Preloading preloading) {
        this.ring = ring;
        this.observer = new RingObserver(ring);
        this.foresight = foresight;
        this.recorder = recorder;
        this.feeder = new Feeder(ring, foresight);
        this.preloading = preloading;
        this.thread = Thread.ofPlatform().daemon().name("predict").unstarted(feeder);
    }

    /**
     * Starts the thread.
     *
     * @param directory where accesses are recorded
     * @param edge listens already
     * @param cluster proposes that this edge fetches what is named, and says whether it was taken
     * @throws IOException when the directory cannot be had
     */
    public static Prediction start(
            Preloading preloading,
            Path directory,
            Edge edge,
            BiConsumer<List<String>, Consumer<Boolean>> cluster)
            throws IOException {
        EventRing ring = new EventRing(RING_EVENTS);
        AccessRecorder recorder = AccessRecorder.open(directory, RecordLimits.DEFAULT);
        PageLinks links = new PageLinks(REMEMBERED_PAGES);
        Foresight foresight =
                new Foresight(
                        () -> new Ranker(seeded(), List.of(links)),
                        links,
                        preloading.config(),
                        recorder,
                        new EdgeStock(edge, cluster, ring),
                        CORE_SHARE,
                        System::nanoTime);
        Prediction prediction = new Prediction(ring, foresight, recorder, preloading);
        prediction.thread.start();
        return prediction;
    }

    /** Nobody outside can aim at a place in the tables. */
    private static RankerConfig seeded() {
        RankerConfig usual = RankerConfig.DEFAULT;
        return new RankerConfig(
                usual.contexts(),
                usual.successors(),
                usual.keys(),
                usual.sessions(),
                usual.candidates(),
                ThreadLocalRandom.current().nextLong());
    }

    /** Is to be told what happens on the edge. */
    public Observer observer() {
        return observer;
    }

    /** What has been done, as of a moment ago. */
    public PredictionStatus status() {
        return new PredictionStatus(
                preloading.label(), foresight.stats(), foresight.steps(), ring.dropped());
    }

    @Override
    public void close() {
        feeder.close();
        try {
            if (thread.join(END_WAIT)) {
                recorder.close();
            } else {
                LOG.warn("the predictor does not end; the last access records are lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

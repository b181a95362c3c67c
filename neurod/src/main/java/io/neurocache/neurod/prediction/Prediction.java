package io.neurocache.neurod.prediction;

import io.neurocache.edge.Edge;
import io.neurocache.edge.insight.Observer;
import io.neurocache.neurod.config.Preloading;
import io.neurocache.predict.gpt.GptConfig;
import io.neurocache.predict.gpt.GptService;
import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.feed.EventRing;
import io.neurocache.predict.next.feed.Feeder;
import io.neurocache.predict.next.feed.Foresight;
import io.neurocache.predict.next.links.PageLinks;
import io.neurocache.predict.record.AccessRecorder;
import io.neurocache.predict.record.RecordLimits;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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

    private static final int LOOK_SECONDS = 5;
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private final EventRing ring;
    private final RingObserver observer;
    private final Foresight foresight;
    private final AccessRecorder recorder;
    private final Feeder feeder;
    private final Thread thread;
    private final GptService gpt;
    private final ModelKeeper models;
    private final ScheduledExecutorService keeper =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("models").factory());
    private final Preloading preloading;

    private Prediction(
            EventRing ring,
            Foresight foresight,
            AccessRecorder recorder,
            GptService gpt,
            ModelKeeper models,
            Preloading preloading,
            Onlooker onlooker) {
        this.gpt = gpt;
        this.models = models;
        this.ring = ring;
        this.observer = new RingObserver(ring);
        this.foresight = foresight;
        this.recorder = recorder;
        this.feeder = new Feeder(ring, new WatchedEvents(foresight, onlooker));
        this.preloading = preloading;
        this.thread = Thread.ofPlatform().daemon().name("predict").unstarted(feeder);
    }

    /**
     * Starts the thread.
     *
     * @param record where accesses are recorded
     * @param models where models are kept
     * @param edge listens already
     * @param cluster proposes that this edge fetches what is named, and says whether it was taken
     * @param onlooker sees what is learnt from and done
     * @throws IOException when the directory cannot be had
     */
    public static Prediction start(
            Preloading preloading,
            Path record,
            Path models,
            Edge edge,
            Proposals cluster,
            Onlooker onlooker)
            throws IOException {
        EventRing ring = new EventRing(RING_EVENTS);
        AccessRecorder recorder = AccessRecorder.open(record, RecordLimits.DEFAULT);
        PageLinks links = new PageLinks(REMEMBERED_PAGES);
        GptService gpt =
                GptService.start(
                        GptConfig.DEFAULT,
                        ring::reconsider,
                        failure -> LOG.warn("the model is given up: {}", failure.getMessage()));
        Foresight foresight =
                new Foresight(
                        () -> new Ranker(seeded(), List.of(links, gpt.source())),
                        links,
                        gpt::asked,
                        preloading.config(),
                        recorder,
                        new EdgeStock(edge, cluster::preload, ring, onlooker),
                        CORE_SHARE,
                        System::nanoTime);
        ModelKeeper keeping = new ModelKeeper(models, new EdgeModels(edge, cluster), gpt);
        Prediction prediction =
                new Prediction(ring, foresight, recorder, gpt, keeping, preloading, onlooker);
        prediction.thread.start();
        return prediction;
    }

    /** What prediction asks of the cluster. */
    public interface Proposals {
        /** Has this edge fetch what is named; says whether the cluster has agreed. */
        void preload(List<String> names, Consumer<Boolean> isTaken);

        /** What is under a key of the store; nothing where nobody knows. */
        void value(Bytes key, Consumer<Optional<Content>> answer);

        /** Sets a key of the store; the answer comes once or not at all. */
        void put(Bytes key, Bytes value, Consumer<Boolean> isSet);

        /** Has every edge forget an object; nobody hears whether it was agreed on. */
        void purge(String name);
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

    /** Is to be told what happens on the edge, and tells somebody else the same. */
    public Observer observerBeside(Observer other) {
        return new BothObservers(observer, other);
    }

    /** Follows from now on which model the cluster has in force; the edge listens already. */
    public void followModels() {
        var _ = keeper.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** A fault in one look must not be the end of all looks. */
    private void look() {
        try {
            models.look();
        } catch (RuntimeException e) {
            LOG.error("the model in force cannot be looked after", e);
        }
    }

    /** What has been done, as of a moment ago. */
    public PredictionStatus status() {
        return new PredictionStatus(
                preloading.label(),
                models.inForce(),
                foresight.stats(),
                foresight.steps(),
                gpt.stats(),
                ring.dropped());
    }

    @Override
    public void close() {
        keeper.shutdownNow();
        feeder.close();
        try {
            if (!keeper.awaitTermination(END_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a model is still being looked at");
            }
            gpt.close();
            if (thread.join(END_WAIT)) {
                recorder.close();
            } else {
                LOG.warn("the predictor does not end; the last access records are lost");
            }
        } catch (ModelException e) {
            LOG.warn("the model cannot be closed: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

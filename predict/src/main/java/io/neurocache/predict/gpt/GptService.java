package io.neurocache.predict.gpt;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.CandidateSource;
import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.feed.StepTimes;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A GPT-2 on a thread of its own, which nobody waits for.
 *
 * <p>Requests go into a bounded queue and are dropped when it is full. The thread computes what may
 * come next, and {@link #source} offers the ranker the last finished answer of each client. Without
 * a model requests cost one read, and nothing native is loaded. A model that fails, is slow, or
 * computes what is no number is given up, and the ranker is what it is without it.
 *
 * <p>{@link #install} swaps models without a pause: the new one has answered its golden question
 * before it is seen, and the old one is closed by whoever uses it last.
 *
 * <p>All methods are safe from any thread.
 */
public final class GptService implements AutoCloseable {
    private static final int RUNS_TO_JUDGE = 256;
    private static final long STOP_CHECK_MILLIS = 200;

    private final GptConfig config;
    private final LongConsumer onAnswer;
    private final Consumer<ModelException> onFailure;
    private final BlockingQueue<GptEngine.Asked> queue;
    private final Map<Long, GptAnswer> answers = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable GptModel> live = new AtomicReference<>();
    private final GptEngine engine;
    private final StepTimes times = new StepTimes();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong installed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread;
    private volatile boolean isStopped;

    /** How long the model's last runs took, for the inference thread alone. */
    private long judgedNanos;

    private long judgedRequests;

    private GptService(
            GptConfig config, LongConsumer onAnswer, Consumer<ModelException> onFailure) {
        this.config = config;
        this.onAnswer = onAnswer;
        this.onFailure = onFailure;
        this.queue = new ArrayBlockingQueue<>(config.queue());
        this.engine = new GptEngine(config.sessions(), config.batch(), answers::remove);
        this.thread = Thread.ofPlatform().name("gpt").daemon().unstarted(this::work);
    }

    /**
     * Starts the thread, without a model.
     *
     * @param onAnswer told on that thread of each client that has a new answer, so that its next
     *     keys may be ranked again; must not block
     * @param onFailure told, on that thread, why a live model was given up
     */
    public static GptService start(
            GptConfig config, LongConsumer onAnswer, Consumer<ModelException> onFailure) {
        GptService service = new GptService(config, onAnswer, onFailure);
        service.thread.start();
        return service;
    }

    /**
     * Loads and checks a model on the caller's thread, some tens of milliseconds, then goes live
     * with it. On failure the model before it stays.
     *
     * @throws ModelException when it is not fit, or ONNX Runtime is missing
     */
    public void install(ModelFile file) throws ModelException {
        Check.state(!isStopped, "the service is closed");
        GptModel model = GptModel.load(file);
        installed.incrementAndGet();
        replace(model);
    }

    /** Goes on without a model. */
    public void uninstall() throws ModelException {
        replace(null);
    }

    private void replace(@Nullable GptModel model) throws ModelException {
        GptModel old = live.getAndSet(model);
        if (old != null) {
            old.close();
        }
        if (model == null) {
            answers.clear();
        }
    }

    /** Notes a request; call it before the ranker learns of it. Never blocks. */
    public void asked(long client, long seconds, String key, Kind kind) {
        if (live.get() != null && !queue.offer(new GptEngine.Asked(client, seconds, key, kind))) {
            dropped.incrementAndGet();
        }
    }

    /** What the ranker is to be given. */
    public CandidateSource source() {
        return new GptSource(answers::get);
    }

    /** What has been done. */
    public GptStats stats() {
        return new GptStats(
                live.get() != null,
                answered.get(),
                dropped.get(),
                installed.get(),
                failed.get(),
                Math.round(times.micros(.5)),
                Math.round(times.micros(.99)));
    }

    private void work() {
        List<GptEngine.Asked> batch = new ArrayList<>();
        GptEngine.@Nullable Asked left = null;
        while (!isStopped) {
            try {
                left = gather(batch, left);
            } catch (InterruptedException e) {
                // close() interrupts; only this thread's own end can follow.
                Thread.currentThread().interrupt();
                return;
            }
            GptModel model = live.get();
            // Between get and retain the model may have been replaced and closed: then no reference
            // can be had, and the next round sees its successor.
            if (!batch.isEmpty() && model != null && model.retain()) {
                compute(model, batch);
            }
            batch.clear();
        }
    }

    /** Takes requests of different clients; returns one that has to wait for the next batch. */
    private GptEngine.@Nullable Asked gather(
            List<GptEngine.Asked> batch, GptEngine.@Nullable Asked first)
            throws InterruptedException {
        Set<Long> clients = new HashSet<>();
        GptEngine.Asked next =
                first != null ? first : queue.poll(STOP_CHECK_MILLIS, TimeUnit.MILLISECONDS);
        while (next != null && clients.add(next.client())) {
            batch.add(next);
            if (batch.size() == config.batch()) {
                return null;
            }
            next = queue.poll();
        }
        return next;
    }

    private void compute(GptModel model, List<GptEngine.Asked> batch) {
        try (model) {
            engine.use(model);
            long begun = System.nanoTime();
            List<GptAnswer> results = engine.answer(batch);
            judge(System.nanoTime() - begun, batch.size());
            answered.addAndGet(results.size());
            for (int i = 0; i < results.size(); i++) {
                long client = batch.get(i).client();
                answers.put(client, results.get(i));
                onAnswer.accept(client);
            }
        } catch (ModelException e) {
            giveUp(model, e);
        }
    }

    private void judge(long nanos, int requests) throws ModelException {
        times.add(nanos);
        judgedNanos += nanos;
        judgedRequests += requests;
        if (judgedRequests >= RUNS_TO_JUDGE) {
            long mean = judgedNanos / judgedRequests;
            judgedNanos = 0;
            judgedRequests = 0;
            if (mean > config.slow().toNanos()) {
                throw new ModelException("the network takes " + mean / 1_000 + " us a request");
            }
        }
    }

    private void giveUp(GptModel model, ModelException reason) {
        failed.incrementAndGet();
        if (live.compareAndSet(model, null)) {
            try {
                model.close();
            } catch (ModelException e) {
                reason.addSuppressed(e);
            }
            answers.clear();
        }
        onFailure.accept(reason);
    }

    /** Stops the thread, waits for the run under way, and frees the model. */
    @Override
    public void close() throws ModelException {
        isStopped = true;
        thread.interrupt();
        boolean wasInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        replace(null);
    }
}

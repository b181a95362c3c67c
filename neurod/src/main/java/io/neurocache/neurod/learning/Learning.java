package io.neurocache.neurod.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a model trained from time to time, by the one node that leads, and puts it in force if it
 * pays.
 *
 * <p>The first is trained as soon as enough has been recorded, the others when the time has come.
 * What is enough the learner says.
 *
 * <p>The learner is a process of its own at the lowest priority: the daemon holds nothing of it,
 * and if it hangs, dies or talks nonsense, there is no new model and all else goes on. It trains on
 * the older part of this node's access record and is judged by the newer.
 *
 * <p>{@link #look} is for one thread at a time; all else is safe from any.
 */
public final class Learning implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Learning.class);

    /** With fewer answers since the last one a model would hardly be another. */
    static final long MIN_ANSWERS = 20_000;

    /** Three quarters to learn from, one to judge by. */
    private static final String UNTIL = "0.75";

    private static final Duration TRAINING = Duration.ofSeconds(60);

    /** The learner ends itself a minute before. */
    private static final Duration DEADLINE = TRAINING.multipliedBy(2).plusMinutes(6);

    /** The learner's exit code where there is not enough to judge a model by. */
    private static final int TOO_FEW = 5;

    private static final int LOOK_SECONDS = 5;
    private static final int END_WAIT_SECONDS = 10;
    private static final String CANDIDATE = "candidate";

    private final Duration every;
    private final Duration deadline;
    private final Path program;
    private final Path record;
    private final Path models;
    private final Host host;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("learning").factory());
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong published = new AtomicLong();
    private volatile boolean isRunning;
    private long lastNanos;
    private long lastAnswers;

    /** What learning asks of the node. */
    public interface Host {
        /** Whether it is this node that trains. */
        boolean isLeader();

        /** How many answers it has recorded. */
        long answers();

        /**
         * Puts a model into the cache and in force. Blocks.
         *
         * @throws IOException when it is not certain that it is
         */
        void publish(byte[] model) throws IOException, InterruptedException;
    }

    /**
     * Makes one that has not begun.
     *
     * @param every the least time from one training to the next
     * @param deadline how long a training may take
     * @param program {@code bin/neurod}
     * @param record where accesses are recorded
     * @param models where the learner may leave its model; made if need be
     */
    Learning(
            Duration every,
            Duration deadline,
            Path program,
            Path record,
            Path models,
            Host host,
            LongSupplier nanoTime) {
        this.every = every;
        this.deadline = deadline;
        this.program = program;
        this.record = record;
        this.models = models;
        this.host = host;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - every.toNanos();
    }

    /** Begins to look after it, on a thread of its own, which ends with {@link #close}. */
    public static Learning start(
            Duration every, Path program, Path record, Path models, Host host) {
        Learning learning =
                new Learning(every, DEADLINE, program, record, models, host, System::nanoTime);
        var _ =
                learning.thread.scheduleWithFixedDelay(
                        learning::lookSafely, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return learning;
    }

    /** A fault in one look must not be the end of all looks. */
    private void lookSafely() {
        try {
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("a model cannot be trained", e);
        }
    }

    /** Trains if it is time. Blocks until the learner has ended. */
    void look() throws InterruptedException {
        long answers = host.answers();
        if (nanoTime.getAsLong() - lastNanos < every.toNanos()
                || answers - lastAnswers < MIN_ANSWERS
                || !host.isLeader()) {
            return;
        }
        lastAnswers = answers;
        isRunning = true;
        runs.incrementAndGet();
        boolean isOver = true;
        try {
            isOver = train();
        } catch (IOException e) {
            failed.incrementAndGet();
            LOG.warn("no model was trained: {}", e.getMessage());
        } finally {
            isRunning = false;
            if (isOver) {
                lastNanos = nanoTime.getAsLong();
            }
        }
    }

    /** Returns false where it is too early: then it is tried again after as many answers more. */
    private boolean train() throws IOException, InterruptedException {
        Files.createDirectories(models);
        Path candidate = models.resolve(CANDIDATE);
        try {
            LOG.info("a learner trains a model from what was recorded");
            LearnerProcess.Ended ended = LearnerProcess.run(command(candidate), models, deadline);
            if (ended.wasKilled()) {
                throw new IOException("the learner did not end in time");
            }
            if (ended.exitCode() == TOO_FEW) {
                LOG.info("{}", ended.lastWords());
                return false;
            }
            if (ended.exitCode() != 0) {
                throw new IOException(
                        "the learner ended with " + ended.exitCode() + ": " + ended.lastWords());
            }
            judge(TrainingReport.parse(ended.output()), candidate);
            return true;
        } finally {
            Files.deleteIfExists(candidate);
        }
    }

    private List<String> command(Path candidate) {
        return List.of(
                program.toString(),
                "learn",
                "--with-parent",
                "--record",
                record.toString(),
                "--until",
                UNTIL,
                "--judge",
                "--seconds",
                Long.toString(TRAINING.toSeconds()),
                "--out",
                candidate.toString());
    }

    private void judge(TrainingReport report, Path candidate)
            throws IOException, InterruptedException {
        String figures =
                String.format(
                        Locale.ROOT,
                        "%.4f of %d steps foretold without it, %.4f with it",
                        report.without(),
                        report.steps(),
                        report.with());
        if (report.pays()) {
            host.publish(Files.readAllBytes(candidate));
            published.incrementAndGet();
            LOG.info("a new model is in force: {}", figures);
        } else {
            refused.incrementAndGet();
            LOG.info("the new model does not pay and is forgotten: {}", figures);
        }
    }

    /** What has been done. */
    public LearningStatus status() {
        return new LearningStatus(
                true, isRunning, runs.get(), failed.get(), refused.get(), published.get());
    }

    /** Kills the learner, if there is one, and ends. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the learner does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

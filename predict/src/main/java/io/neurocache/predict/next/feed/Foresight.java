package io.neurocache.predict.next.feed;

import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerStats;
import io.neurocache.predict.next.feed.KnownObjects.Known;
import io.neurocache.predict.next.links.Link;
import io.neurocache.predict.next.links.LinkParser;
import io.neurocache.predict.next.links.LinkReader;
import io.neurocache.predict.next.links.PageLinks;
import io.neurocache.predict.next.links.StoredText;
import io.neurocache.predict.next.preload.PreloadConfig;
import io.neurocache.predict.next.preload.PreloadTwin;
import io.neurocache.predict.next.preload.Preloader;
import io.neurocache.predict.next.preload.Shelf;
import io.neurocache.predict.record.AccessRecord;
import io.neurocache.predict.record.AccessRecord.Answer;
import io.neurocache.predict.record.AccessRecorder;
import io.neurocache.predict.record.Pseudonyms;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns from what happens on the edge and fetches what will be asked for: records, ranker,
 * pre-loader and the twin that shows what it is worth, told in this order.
 *
 * <p>Every answer is recorded. The rest follows as many clients as a share of one core allows
 * ({@link Sampling}). {@link #stats} is safe from any thread; everything else is for the one that
 * feeds.
 */
public final class Foresight implements Events {
    /** Hits in one life from which an object is fetched anew before it goes stale. */
    private static final int HOT_HITS = 4;

    /** The last part of a life, one in this many, in which a hot object is fetched anew. */
    private static final int REFRESH_PART = 10;

    private static final long LOOK_THROUGH_NANOS = 10_000_000_000L;
    private static final long SHOW_NANOS = 250_000_000L;

    /** A gain below this is harm. */
    private static final double LEAST_GAIN = -.002;

    private final Supplier<Ranker> rankerMaker;
    private @Nullable Ranker ranker;
    private final PageLinks pageLinks;
    private final OtherModel other;
    private final LinkReader linkReader;
    private final Preloader preloader;
    private final PreloadTwin twin = new PreloadTwin();
    private final KnownObjects known = new KnownObjects();
    private final AccessRecorder recorder;
    private final Pseudonyms pseudonyms = new Pseudonyms(new SecureRandom());
    private final Stock stock;
    private final Sampling sampling;
    private final StepTimes steps = new StepTimes();
    private final LongSupplier nanoClock;
    private final boolean isPreloading;

    private long millis;
    private long answers;
    private long misses;
    private long pagesRead;
    private long linksFound;
    private long lookedThroughNanos;
    private long shownNanos;
    private volatile ForesightStats shown;

    /** A model beside the ranker, which hears what the ranker hears and answers when it can. */
    @FunctionalInterface
    public interface OtherModel {
        /** There is none. */
        OtherModel NONE = (_, _, _, _) -> {};

        /** A client has asked; must not block. */
        void asked(long client, long seconds, String key, Kind kind);
    }

    /**
     * Ties them together.
     *
     * @param ranker makes one that listens to the same {@code pageLinks}, when there is something
     *     to learn: it takes some megabytes
     * @param other is told of each request before the ranker learns of it
     * @param preloads how far pre-loading may go; a budget of 0 for not at all
     * @param recorder is closed by the caller, after the last event
     * @param coreShare how much of a core all of it may take, above 0 and at most 1
     */
    public Foresight(
            Supplier<Ranker> ranker,
            PageLinks pageLinks,
            OtherModel other,
            PreloadConfig preloads,
            AccessRecorder recorder,
            Stock stock,
            double coreShare,
            LongSupplier nanoClock) {
        this.rankerMaker = ranker;
        this.pageLinks = pageLinks;
        this.other = other;
        this.linkReader = new LinkReader(LinkParser.Limits.DEFAULT);
        this.preloader = new Preloader(preloads, new KnownShelf());
        this.recorder = recorder;
        this.stock = stock;
        this.nanoClock = nanoClock;
        this.isPreloading = preloads.budget() > 0;
        long now = nanoClock.getAsLong();
        this.sampling = new Sampling(coreShare, now);
        this.lookedThroughNanos = now;
        this.shownNanos = now;
        this.shown = collect();
    }

    @Override
    public void answered(
            long client,
            long atMillis,
            String key,
            Answer how,
            long bytes,
            int secondsFresh,
            int waitedMicros) {
        millis = atMillis;
        answers++;
        int pseudonym = pseudonyms.of(client, atMillis);
        recorder.append(new AccessRecord(atMillis, pseudonym, key, bytes, how, waitedMicros));
        if (!sampling.includes(client)) {
            return;
        }
        long start = nanoClock.getAsLong();
        Known object = learn(client, key, how, bytes, secondsFresh);
        preloader.requested(key, Math.max(0, bytes));
        twin.requested(key, object.bytes, object.lifetimeSeconds, atMillis, stock.usedBytes());
        Ranker learning = ranker();
        other.asked(client, atMillis / 1_000, key, object.kind);
        learning.learn(client, atMillis / 1_000, key, object.kind);
        preloader.decide(learning.rank(client));
        refresh(key, object, how, secondsFresh);
        long end = nanoClock.getAsLong();
        steps.add(end - start);
        sampling.took(end - start, end);
    }

    private Ranker ranker() {
        Ranker made = ranker;
        if (made == null) {
            made = rankerMaker.get();
            ranker = made;
        }
        return made;
    }

    /** Remembers what an answer says of its object. */
    private Known learn(long client, String key, Answer how, long bytes, int secondsFresh) {
        Known object = known.of(key);
        if (how == Answer.HIT) {
            object.hits++;
        } else {
            misses++;
            object.firstClient = client;
            object.hits = 0;
            object.isRefreshed = false;
            if (secondsFresh >= 0) {
                object.lifetimeSeconds = secondsFresh;
            }
        }
        if (how == Answer.NOT_STORED) {
            object.bytes = Shelf.NOT_STORED;
        } else if (bytes >= 0) {
            object.bytes = bytes;
        }
        return object;
    }

    /** Keeps an object from going stale while it is in use. */
    private void refresh(String key, Known object, Answer how, int secondsFresh) {
        if (!isPreloading
                || how != Answer.HIT
                || object.isRefreshed
                || object.hits < HOT_HITS
                || secondsFresh > Math.max(1, object.lifetimeSeconds / REFRESH_PART)
                || object.lifetimeSeconds <= 1
                || object.bytes < 0) {
            return;
        }
        object.isRefreshed = preloader.refresh(key, object.bytes);
    }

    @Override
    public void stored(String key, int id, long bytes) {
        StoredText text = stock.text(key, id, linkReader.bytes());
        Known object = known.of(key);
        object.bytes = bytes;
        if (text == null) {
            return;
        }
        if (LinkReader.isPage(text.contentType())) {
            object.kind = Kind.PAGE;
        }
        List<Link> links = linkReader.read(key, text);
        pagesRead++;
        linksFound += links.size();
        pageLinks.filled(key, links);
        Long first = object.firstClient;
        object.firstClient = null;
        if (first != null) {
            // Its links were not known when the page was on its way to the first who asked for it.
            reconsider(first);
        }
    }

    @Override
    public void reconsider(long client) {
        Ranker learning = ranker;
        if (learning != null) {
            preloader.decide(learning.rank(client));
        }
    }

    @Override
    public void arrived(String key) {
        preloader.arrived(key);
        Known object = known.of(key);
        object.hits = 0;
        object.isRefreshed = false;
        twin.preloaded(key, object.bytes, object.lifetimeSeconds, millis, stock.usedBytes());
    }

    @Override
    public void failed(String key) {
        preloader.failed(key);
    }

    @Override
    public void pause() {
        stock.flush();
        long now = nanoClock.getAsLong();
        if (now - lookedThroughNanos >= LOOK_THROUGH_NANOS) {
            lookedThroughNanos = now;
            preloader.lookThrough();
            if (twin.gain() < LEAST_GAIN) {
                preloader.pause();
            }
        }
        if (now - shownNanos >= SHOW_NANOS) {
            shownNanos = now;
            recorder.flush();
            shown = collect();
        }
    }

    private ForesightStats collect() {
        return new ForesightStats(
                ranker == null ? RankerStats.NOTHING : ranker.stats(),
                preloader.stats(),
                answers,
                misses,
                sampling.rate(),
                twin.gain(),
                twin.hitRatioWithout(),
                pagesRead,
                linksFound,
                recorder.appended(),
                recorder.lost());
    }

    /** What has been done, as of a moment ago. Safe from any thread. */
    public ForesightStats stats() {
        return shown;
    }

    /** How long steps took: recording aside, all that an answer costs. */
    public StepTimes steps() {
        return steps;
    }

    /** The stock with what is known of its objects, in or out. */
    private final class KnownShelf implements Shelf {
        @Override
        public boolean holds(String key) {
            return stock.holds(key);
        }

        @Override
        public long expectedBytes(String key) {
            return known.expectedBytes(key);
        }

        @Override
        public void touch(String key) {
            stock.touch(key);
        }

        @Override
        public boolean isBusy() {
            return stock.isBusy();
        }

        @Override
        public void preload(String key) {
            stock.preload(key);
        }

        @Override
        public void guessed(String key, float odds) {
            stock.guessed(key, odds);
        }

        @Override
        public void ended(String key, End end) {
            stock.ended(key, end);
        }
    }
}

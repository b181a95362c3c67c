package io.neurocache.edge.cache;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.Route;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.slab.Slab;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fetches objects before somebody asks for them, some at a time; those that are here and young are
 * passed over, those that go stale soon are validated. Safe from any thread.
 *
 * <p>An object is named as a client names it: by its key under /cache/, or as {@code
 * //host/path?query} of a site behind the edge.
 */
final class Preloader {
    /** What is named beyond is dropped: it is fetched when somebody asks for it. */
    private static final int MAX_WAITING = 10_000;

    /** Few, so that clients' misses find the origins free. */
    private static final int MAX_RUNNING = 8;

    /** The site that stands in a request for a key, which has none. */
    private static final String NO_SITE = "localhost";

    private final Cache cache;
    private final EventLoopGroup loops;
    private final EdgeCounters counters;
    private final Queue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicInteger running = new AtomicInteger();

    Preloader(Cache cache, EventLoopGroup loops, EdgeCounters counters) {
        this.cache = cache;
        this.loops = loops;
        this.counters = counters;
    }

    /** Has objects fetched soon. Does not block. */
    void fetch(List<String> names) {
        for (String name : names) {
            if (!waiting.offer(name)) {
                dropped(name);
            }
        }
        begin();
    }

    private void begin() {
        while (running.incrementAndGet() <= MAX_RUNNING) {
            String name = waiting.poll();
            if (name == null) {
                running.decrementAndGet();
                if (waiting.isEmpty()) {
                    return;
                }
                // One came between the two looks, and its adder may have found all places taken.
                continue;
            }
            EventLoop loop = loops.next();
            try {
                loop.execute(() -> fetch(name, loop));
            } catch (RejectedExecutionException closed) {
                // The edge has been closed: nothing is fetched any more.
                running.decrementAndGet();
                return;
            }
        }
        running.decrementAndGet();
    }

    private void dropped(String name) {
        counters.preloadsDropped.increment();
        cache.telling().preloaded(name, false);
    }

    private void ended() {
        running.decrementAndGet();
        begin();
    }

    private void fetch(String name, EventLoop loop) {
        RequestHead request = request(name);
        if (request == null) {
            dropped(name);
            ended();
        } else if (cache.ownInsight().isYoung(name)) {
            cache.telling().preloaded(name, true);
            ended();
        } else {
            fetch(name, request, loop);
        }
    }

    private void fetch(String name, RequestHead request, EventLoop loop) {
        String target = name.startsWith(Subject.SITE) ? request.target() : "/" + name;
        @Nullable Route route =
                cache.routes().match(request.authority(), Subject.patternKey(target));
        if (route == null && !cache.supply().hasPeers()) {
            dropped(name);
            ended();
            return;
        }
        Subject subject =
                new Subject(Subject.namedKey(name), target, route, cache.fills().begun(), null);
        counters.preloads.increment();
        Runnable done =
                () -> {
                    cache.telling().preloaded(name, cache.ownInsight().isFresh(name));
                    ended();
                };
        PreloadExchange exchange = new PreloadExchange(loop, request, done);
        long stored = cache.ownInsight().acquire(name);
        Fetcher.@Nullable Stale old =
                stored == Slab.NONE ? null : new Fetcher.Stale(stored, Fetcher.Fallback.FORBIDDEN);
        cache.fetcher().fetch(new Waiter(exchange, subject, 0), old);
    }

    /** The request that a client would make; null where the name is none. */
    private static @Nullable RequestHead request(String name) {
        if (!name.startsWith(Subject.SITE)) {
            String target = Subject.CACHE_PATH + name;
            return isTarget(target) ? request(NO_SITE, target) : null;
        }
        int path = name.indexOf('/', Subject.SITE.length());
        boolean isSite = path > Subject.SITE.length() && isTarget(name);
        return isSite
                ? request(name.substring(Subject.SITE.length(), path), name.substring(path))
                : null;
    }

    private static RequestHead request(String authority, String target) {
        return new RequestHead("GET", "http", authority, target, Fields.EMPTY);
    }

    private static boolean isTarget(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}

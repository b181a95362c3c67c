package io.neurocache.predict.replay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.neurocache.predict.trace.Trace;

/**
 * A cache of the library Caffeine, whose maintenance is done by the caller's thread. It draws from
 * a generator that cannot be seeded: of all contenders only this one differs a little from run to
 * run.
 */
final class CaffeineSimulation implements Simulation {
    private final Trace trace;
    private final Cache<Integer, Long> cache;

    CaffeineSimulation(Trace trace, long capacity) {
        this.trace = trace;
        Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
        cache =
                trace.sized()
                        ? builder.maximumWeight(capacity)
                                .weigher((Integer key, Long bytes) ->
                                        (int) Math.min(bytes, Integer.MAX_VALUE))
                                .build()
                        : builder.maximumSize(capacity).build();
    }

    @Override
    public boolean request(int key) {
        if (cache.getIfPresent(key) != null) {
            return true;
        }
        cache.put(key, trace.size(key));
        return false;
    }
}

package io.neurocache.neurod.eviction;

import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.LruPolicy;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.neurod.config.Eviction;
import io.neurocache.predict.eviction.GuardStats;
import io.neurocache.predict.eviction.LearningPolicy;
import io.neurocache.predict.eviction.Policy;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.model.ValueTablesFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy that the settings ask for, and how it does. One that learns begins with what a file
 * says that it had learnt in an earlier life of the node, and what it learns is written there at
 * times. Safe from any thread, but for one that saves at a time.
 */
public final class ChosenEviction {
    private static final Logger LOG = LoggerFactory.getLogger(ChosenEviction.class);

    /** A killed node forgets so much: a value model changes little in that time. */
    private static final Duration SAVE_PERIOD = Duration.ofMinutes(5);

    private final Eviction eviction;
    private final long slabBytes;
    private final Path file;
    private long savedNanos = System.nanoTime();
    private volatile @Nullable PolicyEviction running;

    /**
     * Chooses one for a slab of this size.
     *
     * @param file where it keeps what it has learnt, 36 KB; made when there is something to keep
     */
    public ChosenEviction(Eviction eviction, long slabBytes, Path file) {
        this.eviction = eviction;
        this.slabBytes = slabBytes;
        this.file = file;
    }

    /**
     * Puts it to work. LRU keeps its list in the slab itself; the others have arrays of their own.
     */
    public EvictionPolicy open(ObjectWords words) {
        if (eviction == Eviction.LRU) {
            return new LruPolicy(words);
        }
        Policy policy = eviction.kind().create(new PolicyConfig(slabBytes));
        if (policy instanceof LearningPolicy learning) {
            restore(learning);
        }
        PolicyEviction opened = new PolicyEviction(words, policy, slabBytes);
        running = opened;
        return opened;
    }

    private void restore(LearningPolicy policy) {
        try {
            ValueTables tables = ValueTablesFile.read(file);
            policy.restore(tables);
            LOG.info("eviction goes on from what it learnt of {} requests", tables.requests());
        } catch (NoSuchFileException _) {
            LOG.debug("eviction has nothing to go on from");
        } catch (IOException e) {
            LOG.warn("eviction learns anew, {} is of no use: {}", file, e.getMessage());
        }
    }

    /**
     * Writes what has been learnt where that was not done for a while: some milliseconds, in which
     * no request waits for longer than a copy takes.
     */
    public void saveAtTimes() {
        if (System.nanoTime() - savedNanos >= SAVE_PERIOD.toNanos()) {
            save();
        }
    }

    /** Writes what has been learnt. That it cannot be written is logged: it is learnt again. */
    public void save() {
        savedNanos = System.nanoTime();
        PolicyEviction policy = running;
        Optional<ValueTables> tables = policy == null ? Optional.empty() : policy.tables();
        if (tables.isPresent()) {
            try {
                ValueTablesFile.write(file, tables.get());
            } catch (IOException e) {
                LOG.warn("cannot keep what eviction has learnt: {}", e.toString());
            }
        }
    }

    /** What it is called. */
    public String label() {
        return eviction.label();
    }

    /** What guards it, if it has to be. */
    public Optional<GuardStats> guardStats() {
        PolicyEviction policy = running;
        return policy == null ? Optional.empty() : policy.guardStats();
    }
}

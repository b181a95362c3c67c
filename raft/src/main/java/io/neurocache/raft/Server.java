package io.neurocache.raft;

import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a server has in every role: its term and vote, its log, its time, and the effects of the
 * step that is under way.
 *
 * <p>Confined to the thread that drives the core.
 */
final class Server {
    /** How many messages of entries stay in memory for followers that are only a little behind. */
    private static final long CACHED_APPENDS = 4;

    final int id;
    final RaftConfig config;
    final RaftLog log;

    private final RandomGenerator random;
    private List<Effect> effects = new ArrayList<>();
    private HardState hardState;
    private boolean hardStateChanged;
    private long hardStateTicket;
    private long lastTicket;
    private long persistedTicket;
    private Configuration configuration;
    private Quorum quorum;
    private long now;
    private long heardLeaderAt;

    Server(
            int id,
            RaftConfig config,
            HardState hardState,
            StableLog stable,
            Configuration bootstrap,
            RandomGenerator random) {
        Check.argument(id >= 1, "a server's id counts from 1", id);
        this.id = id;
        this.config = config;
        this.hardState = hardState;
        this.random = random;
        long cacheBytes = CACHED_APPENDS * config.maxAppendBytes();
        this.log = new RaftLog(stable, bootstrap, config.maxAppendBytes(), cacheBytes);
        Check.argument(log.lastTerm() <= hardState.currentTerm(), "the log is of a later term");
        this.configuration = log.configuration();
        this.quorum = new Quorum(configuration);
        // A server that has just started may have promised a leader a lease before it stopped.
        this.heardLeaderAt = isLeased() ? 0 : -config.electionTimeoutTicks();
    }

    private boolean isLeased() {
        return config.reads() == RaftConfig.ReadMode.LEASE;
    }

    /** Ticks since the start. */
    long now() {
        return now;
    }

    void tick() {
        now++;
    }

    /** Draws when to give up waiting: each wait is another, so that few servers stand at once. */
    long drawElectionDeadline() {
        int shortest = config.electionTimeoutTicks();
        return now + random.nextInt(shortest, 2 * shortest + 1);
    }

    /** A leader of the current term has spoken. */
    void heardLeader() {
        heardLeaderAt = now;
    }

    /**
     * Whether a leader spoke so lately that none can be missing (§4.2.3 of the dissertation). Holds
     * across terms: a leader's lease relies on it.
     */
    boolean hasHeardLeaderLately() {
        return now - heardLeaderAt < config.electionTimeoutTicks();
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void send(Message message) {
        effects.add(new Effect.Send(message));
    }

    /** Ends the step. */
    List<Effect> takeEffects() {
        if (effects.isEmpty()) {
            return List.of();
        }
        List<Effect> taken = Collections.unmodifiableList(effects);
        effects = new ArrayList<>();
        return taken;
    }

    long currentTerm() {
        return hardState.currentTerm();
    }

    int votedFor() {
        return hardState.votedFor();
    }

    /** Changes term and vote; a term never falls, and a vote given in a term stays. */
    void become(HardState next) {
        long term = next.currentTerm();
        Check.invariant(term >= currentTerm(), "the term falls to", term);
        Check.invariant(
                term > currentTerm()
                        || votedFor() == HardState.NOBODY
                        || votedFor() == next.votedFor(),
                "a second vote in term",
                term);
        if (!next.equals(hardState)) {
            hardState = next;
            hardStateChanged = true;
        }
    }

    /** Whether a crash now would leave term and vote as they are. */
    boolean isHardStatePersisted() {
        return !hardStateChanged && hardStateTicket <= persistedTicket;
    }

    /** Whether storage owes an answer. */
    boolean isWriting() {
        return persistedTicket < lastTicket;
    }

    /** Asks for what changed in this step to be written. */
    void persist() {
        if (!hardStateChanged && !log.hasUnwritten()) {
            return;
        }
        long ticket = ++lastTicket;
        if (hardStateChanged) {
            hardStateChanged = false;
            hardStateTicket = ticket;
        }
        add(new Effect.Persist(ticket, hardState, log.takeUnwritten(ticket)));
    }

    /** The ticket, and all before it, is on disk. */
    void persisted(long ticket) {
        Check.invariant(ticket <= lastTicket, "persisted what was never asked for", ticket);
        persistedTicket = Math.max(persistedTicket, ticket);
        log.persisted(ticket);
    }

    Quorum quorum() {
        return quorum;
    }

    Configuration configuration() {
        return configuration;
    }

    /** Everybody else whose vote counts. */
    int[] otherVoters() {
        return configuration.all().stream()
                .filter(member -> member != id && configuration.isVoter(member))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Puts the log's latest configuration in force, and says so if that is another one. */
    void adoptConfiguration() {
        Configuration latest = log.configuration();
        if (!latest.equals(configuration)) {
            configuration = latest;
            quorum = new Quorum(latest);
            add(new Effect.ConfigurationChanged(log.configurationIndex(), latest));
        }
    }
}

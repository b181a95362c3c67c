package io.neurocache.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A shell around one core: does what the core asks for, in memory, and keeps what it was told.
 *
 * <p>The disk answers when {@link #sync} is called, or at once with {@link #syncAtOnce}; the
 * network is the list of messages that were sent.
 */
final class Driver {
    static final RaftConfig CONFIG =
            new RaftConfig(10, 2, 1000, 4, 10_000, 100, 10, 2, RaftConfig.ReadMode.READ_INDEX);

    /** Many times as many as an election takes. */
    private static final int MAX_TICKS = 500;

    final int id;
    final MemoryLog log;
    final List<Effect> effects = new ArrayList<>();
    final List<Entry> applied = new ArrayList<>();
    RaftNode node;
    boolean syncAtOnce = true;

    private final RaftConfig config;
    private final Configuration bootstrap;
    private final Deque<Effect.Persist> writing = new ArrayDeque<>();
    private final Map<Long, byte[]> receiving = new TreeMap<>();
    private byte[] snapshot = new byte[0];
    private HardState hardState;

    Driver(int id, RaftConfig config, HardState hardState, MemoryLog log, Configuration members) {
        this.id = id;
        this.config = config;
        this.hardState = hardState;
        this.log = log;
        this.bootstrap = members;
        this.node = start();
    }

    static Driver of(int id, Integer... members) {
        return of(id, HardState.INITIAL, new MemoryLog(), members);
    }

    static Driver of(int id, HardState hardState, MemoryLog log, Integer... members) {
        return new Driver(id, CONFIG, hardState, log, Configuration.of(Arrays.asList(members)));
    }

    private RaftNode start() {
        return new RaftNode(id, config, hardState, log, bootstrap, new SplittableRandom(id));
    }

    /** Ends and begins anew with what is on disk. */
    void crash() {
        writing.clear();
        applied.clear();
        effects.clear();
        receiving.clear();
        node = start();
    }

    List<Effect> step(Event event) {
        List<Effect> step = new ArrayList<>(node.step(event));
        effects.addAll(step);
        for (Effect effect : List.copyOf(step)) {
            step.addAll(perform(effect));
        }
        return step;
    }

    private List<Effect> perform(Effect effect) {
        return switch (effect) {
            case Effect.Persist persist -> {
                writing.add(persist);
                yield syncAtOnce ? sync() : List.of();
            }
            case Effect.Apply apply -> {
                applied.addAll(apply.entries());
                yield List.of();
            }
            case Effect.Compact(long upTo) -> {
                log.compact(upTo);
                yield List.of();
            }
            case Effect.ReadSnapshot read -> step(answer(read));
            case Effect.WriteSnapshot write -> step(store(write));
            case Effect.Restore(SnapshotMeta meta) -> {
                List<Effect> before = sync();
                log.restore(meta);
                snapshot = Objects.requireNonNull(receiving.get(meta.lastIncludedIndex()));
                applied.clear();
                List<Effect> all = new ArrayList<>(before);
                all.addAll(step(new Event.SnapshotRestored(meta)));
                yield all;
            }
            case Effect.Send _,
                    Effect.Accepted _,
                    Effect.Refused _,
                    Effect.ReadReady _,
                    Effect.BecameLeader _,
                    Effect.SteppedDown _,
                    Effect.LeaderChanged _,
                    Effect.ConfigurationChanged _ ->
                    List.of();
        };
    }

    private Event answer(Effect.ReadSnapshot read) {
        long index = read.lastIncludedIndex();
        if (index != log.snapshot().lastIncludedIndex()) {
            return new Event.SnapshotUnreadable(read.to(), index);
        }
        int from = (int) read.offset();
        int to = Math.min(snapshot.length, from + read.maxBytes());
        Bytes data = Bytes.wrap(Arrays.copyOfRange(snapshot, from, to));
        boolean done = to == snapshot.length;
        return new Event.SnapshotRead(read.to(), index, read.offset(), data, done);
    }

    private Event store(Effect.WriteSnapshot write) {
        long index = write.snapshot().lastIncludedIndex();
        byte[] before =
                write.offset() == 0 ? new byte[0] : Objects.requireNonNull(receiving.get(index));
        byte[] after = Arrays.copyOf(before, before.length + write.data().length());
        System.arraycopy(write.data().array(), 0, after, before.length, write.data().length());
        receiving.put(index, after);
        return new Event.SnapshotWritten(index, after.length);
    }

    /** The disk does all it was asked to. */
    List<Effect> sync() {
        if (writing.isEmpty()) {
            return List.of();
        }
        long ticket = writing.getLast().ticket();
        for (Effect.Persist persist : writing) {
            log.write(persist.entries());
            hardState = persist.hardState();
        }
        writing.clear();
        return step(new Event.Persisted(ticket));
    }

    /** A snapshot of what has been applied, as so many bytes. */
    List<Effect> takeSnapshot(int bytes) {
        SnapshotMeta meta = node.appliedSnapshot();
        snapshot = new byte[bytes];
        Arrays.fill(snapshot, (byte) meta.lastIncludedIndex());
        log.snapshotTaken(meta);
        return step(new Event.SnapshotTaken(meta));
    }

    byte[] snapshot() {
        return snapshot;
    }

    List<Effect> tick() {
        return step(new Event.Ticked());
    }

    List<Effect> tick(int ticks) {
        List<Effect> all = new ArrayList<>();
        for (int i = 0; i < ticks; i++) {
            all.addAll(tick());
        }
        return all;
    }

    List<Effect> receive(Message message) {
        return step(new Event.Received(message));
    }

    List<Effect> propose(long proposalId, String... commands) {
        return step(
                new Event.Proposed(
                        proposalId, Stream.of(commands).map(MemoryLog::command).toList()));
    }

    /** Lets time pass until an election begins, and wins it with everybody's vote. */
    Driver elected() {
        return elected(node.configuration().all());
    }

    Driver elected(Collection<Integer> voters) {
        for (int ticks = 0; !(node.role() instanceof Leader); ticks++) {
            if (ticks == MAX_TICKS) {
                throw new AssertionError("not elected in " + MAX_TICKS + " ticks");
            }
            List<Message> asked = sent(tick());
            while (!asked.isEmpty()) {
                List<Message> more = new ArrayList<>();
                for (Message message : asked) {
                    if (voters.contains(message.to())) {
                        more.addAll(sent(vote(message)));
                    }
                }
                asked = more;
            }
        }
        return this;
    }

    private List<Effect> vote(Message message) {
        return switch (message) {
            case Message.PreVote ask ->
                    receive(new Message.PreVoteReply(ask.to(), id, ask.term(), true));
            case Message.RequestVote ask ->
                    receive(new Message.RequestVoteReply(ask.to(), id, ask.term(), true));
            default -> List.of();
        };
    }

    /** A follower has everything up to an index on its disk. */
    List<Effect> acknowledge(int from, long matchIndex) {
        return receive(new Message.AppendEntriesReply(from, id, node.currentTerm(), matchIndex, 0));
    }

    HardState hardState() {
        return hardState;
    }

    static List<Message> sent(List<Effect> effects) {
        return only(Effect.Send.class, effects).stream().map(Effect.Send::message).toList();
    }

    static <T> List<T> sent(Class<T> type, List<Effect> effects) {
        return sent(effects).stream().filter(type::isInstance).map(type::cast).toList();
    }

    static <T extends Effect> List<T> only(Class<T> type, List<Effect> effects) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** What was applied, as text. */
    List<String> commands() {
        return applied.stream()
                .map(Entry::payload)
                .filter(Payload.Command.class::isInstance)
                .map(payload -> text((Payload.Command) payload))
                .toList();
    }

    static String text(Payload.Command command) {
        return new String(command.bytes().array(), StandardCharsets.UTF_8);
    }
}

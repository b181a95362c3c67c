package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays: what is done to a cluster, and everything its servers do about it, word for word.
 *
 * <p>A line that begins with {@code >} is a command, one with {@code #} a comment; all others are
 * the trace. {@code -Dscenarios=rewrite} writes the traces anew, to be reviewed as text.
 */
class ScenarioTest {
    private static final Path PLAYS = Path.of("src/test/resources/scenarios");

    private Cluster cluster = Cluster.of(1);
    private final List<String> lines = new ArrayList<>();

    static Stream<String> plays() throws IOException {
        try (Stream<Path> files = Files.list(PLAYS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("plays")
    void thePlayGoesAsWritten(String name) throws IOException {
        Path file = PLAYS.resolve(name);
        List<String> written = Files.readAllLines(file);
        for (String line : written) {
            if (line.startsWith("#") || line.isEmpty()) {
                lines.add(line);
            } else if (line.startsWith("> ")) {
                lines.add(line);
                perform(line.substring(2).split(" "));
            }
        }
        if ("rewrite".equals(System.getProperty("scenarios"))) {
            Files.write(file, lines);
        } else {
            assertEquals(String.join("\n", written), String.join("\n", lines));
        }
    }

    private void perform(String[] words) {
        switch (words[0]) {
            case "cluster" -> {
                cluster = Cluster.of(Integer.parseInt(words[1]));
                cluster.watch(this::trace);
            }
            case "join" -> cluster.add(Integer.parseInt(words[1]), Configuration.EMPTY);
            case "tick" -> cluster.tick(Integer.parseInt(words[1]));
            case "isolate" -> cluster.isolate(Integer.parseInt(words[1]));
            case "heal" -> cluster.heal();
            default -> cluster.run(Integer.parseInt(words[1]), event(words));
        }
    }

    private static Event event(String[] words) {
        return switch (words[0]) {
            case "tick-one" -> new Event.Ticked();
            case "propose" -> new Event.Proposed(1, List.of(MemoryLog.command(words[2])));
            case "read" -> new Event.ReadRequested(1);
            case "transfer" -> new Event.TransferRequested(1, Integer.parseInt(words[2]));
            case "members" ->
                    new Event.MembersRequested(
                            1,
                            new Configuration(
                                    ids(words[2]),
                                    new TreeSet<>(),
                                    words.length > 3 ? ids(words[3]) : new TreeSet<>()));
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    }

    private static SortedSet<Integer> ids(String list) {
        return new TreeSet<>(Stream.of(list.split(",")).map(Integer::valueOf).toList());
    }

    private void trace(int id, List<Effect> effects) {
        for (Effect effect : effects) {
            lines.add(id + " " + text(effect));
        }
    }

    private static String text(Effect effect) {
        return switch (effect) {
            case Effect.Send(Message message) -> text(message);
            case Effect.Persist(_, HardState state, List<Entry> entries) ->
                    "persists term " + state.currentTerm() + vote(state) + text(entries);
            case Effect.Apply(List<Entry> entries) -> "applies" + text(entries);
            case Effect.Accepted accepted -> "accepts at index " + accepted.firstIndex();
            case Effect.Refused refused -> "refuses: " + refused.reason();
            case Effect.ReadReady read -> "answers a read at index " + read.readIndex();
            case Effect.BecameLeader(long term) -> "leads in term " + term;
            case Effect.SteppedDown(long term, StepDownCause cause) ->
                    "steps down from term " + term + ": " + cause;
            case Effect.LeaderChanged(_, int leader) ->
                    leader == HardState.NOBODY ? "knows no leader" : "follows " + leader;
            case Effect.ConfigurationChanged(_, Configuration configuration) ->
                    "configures " + text(configuration);
            case Effect.ReadSnapshot _,
                    Effect.WriteSnapshot _,
                    Effect.Restore _,
                    Effect.Compact _ ->
                    effect.toString();
        };
    }

    private static String vote(HardState state) {
        return state.votedFor() == HardState.NOBODY ? "" : " vote " + state.votedFor();
    }

    private static String text(Configuration configuration) {
        return configuration.voters()
                + (configuration.isJoint() ? " and " + configuration.outgoing() : "")
                + (configuration.learners().isEmpty()
                        ? ""
                        : " learners " + configuration.learners());
    }

    private static String text(List<Entry> entries) {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(' ').append(entry.index()).append('/').append(entry.term());
            text.append(
                    switch (entry.payload()) {
                        case Payload.Noop _ -> ":noop";
                        case Payload.Command command -> ":" + Driver.text(command);
                        case Payload.Reconfigure _ -> ":members";
                    });
        }
        return text.toString();
    }

    private static String text(Message message) {
        String head =
                "-> "
                        + message.to()
                        + " "
                        + message.getClass().getSimpleName()
                        + " t"
                        + message.term();
        return head
                + switch (message) {
                    case Message.PreVote ask -> last(ask.lastLogIndex(), ask.lastLogTerm());
                    case Message.RequestVote ask ->
                            last(ask.lastLogIndex(), ask.lastLogTerm())
                                    + (ask.transfer() ? " transfer" : "");
                    case Message.PreVoteReply reply -> granted(reply.voteGranted());
                    case Message.RequestVoteReply reply -> granted(reply.voteGranted());
                    case Message.AppendEntries append ->
                            last(append.prevLogIndex(), append.prevLogTerm())
                                    + " commit "
                                    + append.leaderCommit()
                                    + " round "
                                    + append.round()
                                    + text(append.entries());
                    case Message.AppendEntriesReply reply ->
                            " match " + reply.matchIndex() + " round " + reply.round();
                    case Message.AppendEntriesRejected reply ->
                            String.format(
                                    Locale.ROOT,
                                    " at %d conflict %d/%d",
                                    reply.prevLogIndex(),
                                    reply.conflictIndex(),
                                    reply.conflictTerm());
                    case Message.InstallSnapshot _,
                            Message.InstallSnapshotReply _,
                            Message.TimeoutNow _ ->
                            "";
                };
    }

    private static String last(long index, long term) {
        return " after " + index + "/" + term;
    }

    private static String granted(boolean voteGranted) {
        return voteGranted ? " yes" : " no";
    }
}

package io.neurocache.raft.wire;

import io.neurocache.raft.Address;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Random messages between servers, from a source of randomness alone. */
final class Messages {
    private final RandomGenerator random;

    Messages(RandomGenerator random) {
        this.random = random;
    }

    Message next() {
        int from = id();
        int to = id();
        long term = number();
        return switch (random.nextInt(11)) {
            case 0 -> new Message.PreVote(from, to, term, number(), number());
            case 1 -> new Message.PreVoteReply(from, to, term, random.nextBoolean());
            case 2 ->
                    new Message.RequestVote(
                            from, to, term, number(), number(), random.nextBoolean());
            case 3 -> new Message.RequestVoteReply(from, to, term, random.nextBoolean());
            case 4 -> new Message.AppendEntriesReply(from, to, term, number(), number());
            case 5 ->
                    new Message.AppendEntriesRejected(
                            from, to, term, number(), number(), number(), number());
            case 6 -> install(from, to, term);
            case 7 ->
                    new Message.InstallSnapshotReply(from, to, term, number(), number(), number());
            case 8 -> new Message.TimeoutNow(from, to, term);
            default -> append(from, to, term);
        };
    }

    private Message install(int from, int to, long term) {
        byte[] data = new byte[random.nextInt(100)];
        random.nextBytes(data);
        return new Message.InstallSnapshot(
                from,
                to,
                term,
                new SnapshotMeta(number(), number(), configuration()),
                number(),
                Bytes.wrap(data),
                random.nextBoolean(),
                number());
    }

    private Message append(int from, int to, long term) {
        long prevLogIndex = random.nextLong(1L << 40);
        List<Entry> entries = new ArrayList<>();
        long entryTerm = random.nextLong(1, 6);
        for (int i = random.nextInt(6); i > 0; i--) {
            entryTerm += random.nextInt(3) == 0 ? random.nextInt(1, 4) : 0;
            entries.add(new Entry(entryTerm, prevLogIndex + 1 + entries.size(), payload()));
        }
        return new Message.AppendEntries(
                from, to, term, prevLogIndex, number(), entries, number(), number());
    }

    private Payload payload() {
        return switch (random.nextInt(6)) {
            case 0 -> new Payload.Noop();
            case 1 -> new Payload.Reconfigure(configuration());
            case 2 -> new Payload.Command(Bytes.utf8("{}"));
            case 3 ->
                    new Payload.Command(
                            Bytes.utf8("{ \"a\" : [\"}]\\\"\\\\\", {\"b\":\"\u20ac\"}]\n}"));
            default -> {
                String value = "v\\u0000\\\\".repeat(random.nextInt(20));
                yield new Payload.Command(
                        Bytes.utf8(
                                "{\"id\":"
                                        + number()
                                        + ",\"op\":\"put\",\"key\":\"k\",\"value\":\""
                                        + value
                                        + "\"}"));
            }
        };
    }

    private Configuration configuration() {
        if (random.nextInt(4) == 0) {
            return Configuration.EMPTY;
        }
        SortedSet<Integer> voters = ids();
        voters.add(1);
        SortedSet<Integer> learners = ids();
        learners.removeAll(voters);
        SortedSet<Integer> outgoing = ids();
        SortedMap<Integer, Address> addresses = new TreeMap<>();
        for (SortedSet<Integer> members : List.of(voters, outgoing, learners)) {
            for (int member : members) {
                if (random.nextBoolean()) {
                    addresses.put(member, address());
                }
            }
        }
        return new Configuration(voters, outgoing, learners, addresses);
    }

    private Address address() {
        String edge = random.nextBoolean() ? "" : "[::1]:" + random.nextInt(1, 65_536);
        return new Address("h\"\\\u20ac" + random.nextInt(1000) + ":7000", edge);
    }

    private SortedSet<Integer> ids() {
        SortedSet<Integer> ids = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            ids.add(id());
        }
        return ids;
    }

    private int id() {
        return random.nextInt(4) == 0 ? random.nextInt(1, Integer.MAX_VALUE) : random.nextInt(1, 9);
    }

    private long number() {
        return random.nextInt(4) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(1000);
    }
}

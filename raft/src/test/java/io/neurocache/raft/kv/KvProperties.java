package io.neurocache.raft.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Requests;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The state machine against a plain map that remembers every answer for ever. */
class KvProperties {
    /** What must be there, and what every write of a session came to. */
    private static final class Model {
        private final Map<Bytes, KvEntry> keys = new HashMap<>();
        private final Map<Session, KvResult> answers = new HashMap<>();

        KvResult apply(long index, Request.KeyWrite write) {
            KvResult before = answers.get(write.session());
            KvResult result = before != null ? before : write(index, write);
            if (write.session().isPresent()) {
                answers.put(write.session(), result);
            }
            return result;
        }

        private KvResult write(long index, Request.KeyWrite write) {
            KvEntry entry = keys.get(write.key());
            return switch (write) {
                case Request.Put put -> set(index, put.key(), put.value());
                case Request.Del del ->
                        keys.remove(del.key()) != null
                                ? new KvResult.Deleted()
                                : new KvResult.NotFound();
                case Request.Cas cas -> {
                    Content actual =
                            entry == null ? new Content.Absent() : new Content.Value(entry.value());
                    yield actual.equals(cas.expect())
                            ? set(index, cas.key(), cas.value())
                            : new KvResult.CasFailed(actual);
                }
            };
        }

        private KvResult set(long index, Bytes key, Bytes value) {
            keys.put(key, new KvEntry(key, value, index));
            return new KvResult.Written(index);
        }
    }

    @Provide
    Arbitrary<List<Request.KeyWrite>> writes() {
        Arbitrary<Bytes> keys = Arbitraries.of("a", "ab", "b", "\u00e4").map(Bytes::utf8);
        Arbitrary<Bytes> values = Requests.values();
        // Within the window of 64, so that the model need not forget.
        Arbitrary<Session> sessions =
                Arbitraries.oneOf(
                        Arbitraries.just(Session.NONE),
                        Combinators.combine(
                                        Arbitraries.of("c1", "c2"),
                                        Arbitraries.longs().between(1, 20))
                                .as(Session::new));
        Arbitrary<Content> few =
                Arbitraries.oneOf(
                        Arbitraries.just(new Content.Absent()),
                        Arbitraries.of("1", "2", "3").map(Bytes::utf8).map(Content.Value::new));
        Arbitrary<Request.KeyWrite> writes =
                Arbitraries.oneOf(
                        Combinators.combine(keys, values, sessions)
                                .as((k, v, s) -> new Request.Put(1, k, v, s)),
                        Combinators.combine(keys, sessions).as((k, s) -> new Request.Del(1, k, s)),
                        Combinators.combine(keys, few, values, sessions)
                                .as((k, e, v, s) -> new Request.Cas(1, k, e, v, s)));
        return writes.list().ofMaxSize(60);
    }

    @Property(tries = 300)
    void theMachineIsAMapThatRemembersItsAnswers(@ForAll("writes") List<Request.KeyWrite> writes) {
        Rig rig = new Rig();
        Model model = new Model();
        for (Request.KeyWrite write : writes) {
            KvResult expected = model.apply(rig.machine.appliedIndex() + 1, write);
            assertEquals(expected, rig.apply(write));
        }
        same(model, rig);
    }

    private static void same(Model model, Rig rig) {
        assertEquals(model.keys.size(), rig.machine.keys());
        for (KvEntry entry : model.keys.values()) {
            assertEquals(
                    new Reply.Found(1, entry.value(), entry.index()),
                    rig.machine.get(new Request.Get(1, entry.key(), Consistency.STALE), 0));
        }
    }

    @Property(tries = 200)
    void aSnapshotIsTheMachine(
            @ForAll("writes") List<Request.KeyWrite> before,
            @ForAll("writes") List<Request.KeyWrite> after)
            throws IOException {
        Rig rig = new Rig();
        before.forEach(rig::apply);
        byte[] snapshot = rig.snapshot();
        Rig restored = Rig.restored(snapshot);

        assertEquals(rig.machine.appliedIndex(), restored.machine.appliedIndex());
        assertArrayEquals(snapshot, restored.snapshot());
        for (Request.KeyWrite write : after) {
            assertEquals(rig.apply(write), restored.apply(write));
        }
        assertArrayEquals(rig.snapshot(), restored.snapshot());
    }

    @Property(tries = 200)
    void pagesOfAScanAreTheSortedKeys(
            @ForAll("keySets") List<Bytes> keys, @ForAll("keyParts") Bytes prefix) {
        Rig rig = new Rig();
        for (Bytes key : keys) {
            rig.apply(new Request.Put(1, key, key, Session.NONE));
        }

        List<Bytes> found = new ArrayList<>();
        Bytes after = Bytes.EMPTY;
        boolean more = true;
        while (more) {
            Request.Scan scan = new Request.Scan(1, prefix, after, 3, false, Consistency.STALE);
            Reply.Scanned page = (Reply.Scanned) rig.machine.scan(scan, 0);
            page.items().forEach(item -> found.add(item.key()));
            more = page.more();
            after = found.isEmpty() ? after : found.get(found.size() - 1);
        }

        assertEquals(
                keys.stream()
                        .distinct()
                        .filter(key -> text(key).startsWith(text(prefix)))
                        .sorted((a, b) -> Arrays.compareUnsigned(a.array(), b.array()))
                        .toList(),
                found);
    }

    private static String text(Bytes bytes) {
        return new String(bytes.array(), UTF_8);
    }

    @Provide
    Arbitrary<List<Bytes>> keySets() {
        return Requests.keys().list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<Bytes> keyParts() {
        return Arbitraries.of("", "a", "b", "ab").map(Bytes::utf8);
    }
}

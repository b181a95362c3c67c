package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class RaftDirectoryTest {
    private static final byte[] HASH = new byte[CacheObject.HASH_BYTES];
    private static final Directory.Content CONTENT =
            new Directory.Content(5, ReprDigest.ofSha256(HASH), 1_900_000_000);

    private final List<Request> asked = new ArrayList<>();
    private Reply reply = new Reply.Written(0, 9);

    private final RaftDirectory directory = new RaftDirectory(2);

    /** A server that knows "a", which members 1 and 3 hold, and the keys it is asked for. */
    private final class Server implements RaftDirectory.Server {
        private static CacheEntry entry(Bytes key, int... edges) {
            return new CacheEntry(
                    key, new CacheObject(5, Bytes.wrap(HASH), 1_900_000_000), 1, 7, 7, 6, edges);
        }

        @Override
        public void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer) {
            answer.accept(keys.stream().map(key -> entry(key, 1, 3)).toList());
        }

        @Override
        public void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer) {
            answer.accept(List.of(entry(Bytes.utf8(after.length() + "/" + limit), 1, 2)));
        }

        @Override
        public void value(Bytes key, Consumer<Optional<Content>> answer) {
            answer.accept(Optional.of(new Content.Value(key)));
        }

        @Override
        public void askLeader(LongFunction<Request> request, Consumer<Reply> answer) {
            asked.add(request.apply(4));
            answer.accept(reply);
        }
    }

    private static List<Object> told(Consumer<Consumer<List<Directory.Known>>> question) {
        List<Object> answers = new ArrayList<>();
        question.accept(answers::add);
        return answers;
    }

    @Test
    void beforeThereIsAServerNothingIsKnown() {
        assertEquals(List.of(List.of()), told(answer -> directory.locate(List.of("a"), answer)));
        assertEquals(List.of(List.of()), told(answer -> directory.list("", 5, answer)));
        List<Boolean> answers = new ArrayList<>();
        directory.place(5, List.of(), List.of("a"), answers::add);
        directory.touch(List.of(), answers::add);
        assertEquals(List.of(false, false), answers);
    }

    @Test
    void whatRaftKnowsComesInTheEdgesWords() {
        directory.join(new Server());
        String key = "host/\u00e9";
        assertEquals(
                List.of(List.of(new Directory.Known(key, CONTENT, List.of(1, 3), false, 6))),
                told(answer -> directory.locate(List.of(key), answer)));
        assertEquals(
                List.of(List.of(new Directory.Known("1/5", CONTENT, List.of(1, 2), true, 6))),
                told(answer -> directory.list("x", 5, answer)));
    }

    @Test
    void whatIsToldIsSaidInTheMembersName() {
        directory.join(new Server());
        List<Boolean> answers = new ArrayList<>();
        directory.place(5, List.of(new Directory.Held("a", CONTENT)), List.of("b"), answers::add);
        directory.touch(List.of(new Directory.Use("a", 3)), answers::add);
        reply = new Reply.Failed(0, ErrorCode.OVERLOADED, "later");
        directory.touch(List.of(new Directory.Use("a", 3)), answers::add);
        assertEquals(List.of(true, true, false), answers);
        Request.Place place = assertInstanceOf(Request.Place.class, asked.get(0));
        assertEquals(2, place.member());
        assertEquals(5, place.applied());
        assertEquals(Bytes.utf8("a"), place.placed().getFirst().key());
        assertEquals(1_900_000_000, place.placed().getFirst().object().expires());
        assertEquals(List.of(Bytes.utf8("b")), place.removed());
        Request.Touch touch = assertInstanceOf(Request.Touch.class, asked.get(1));
        assertEquals(List.of(new Request.Touched(Bytes.utf8("a"), 3)), touch.touched());
    }

    @Test
    void aKeyThatRaftDoesNotTakeKeepsNoOtherFromBeingTold() {
        directory.join(new Server());
        List<Boolean> answers = new ArrayList<>();
        String bad = "host/\u0007";
        directory.place(
                5,
                List.of(new Directory.Held(bad, CONTENT), new Directory.Held("a", CONTENT)),
                List.of("x".repeat(17_000), "b"),
                answers::add);
        directory.touch(
                List.of(new Directory.Use(bad, 3), new Directory.Use("a", 2)), answers::add);
        directory.place(5, List.of(), List.of(bad), answers::add);
        assertEquals(List.of(true, true, true), answers);
        assertEquals(2, asked.size());
        Request.Place place = assertInstanceOf(Request.Place.class, asked.get(0));
        assertEquals(1, place.placed().size());
        assertEquals(List.of(Bytes.utf8("b")), place.removed());
        assertEquals(1, assertInstanceOf(Request.Touch.class, asked.get(1)).touched().size());
    }
}

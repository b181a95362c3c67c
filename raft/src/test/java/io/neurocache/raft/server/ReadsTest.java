package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.kv.TreeTable;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which answer a linearizable read gets, and when. */
class ReadsTest {
    private static final Bytes KEY = Bytes.utf8("a");

    @TempDir Path directory;

    private final List<Reply> replies = new ArrayList<>();
    private boolean isOutFull;
    private final Reads reads = new Reads(() -> isOutFull, member -> member < 9);
    private TreeTable table;
    private KvStateMachine kv;

    @BeforeEach
    void open() throws IOException {
        table = TreeTable.create(directory.resolve("keys"));
        kv = new KvStateMachine(table);
        kv.apply(1, Bytes.utf8("{\"id\":1,\"op\":\"put\",\"key\":\"a\",\"value\":\"v\"}"));
    }

    @AfterEach
    void close() throws IOException {
        table.close();
    }

    private void get(long id, long deadlineNanos) {
        reads.add(
                new Asker((_, reply) -> replies.add(reply), id, Meter.Op.GET, deadlineNanos),
                new Request.Get(id, KEY, Consistency.LINEARIZABLE));
    }

    private static Reply found(long id) {
        return new Reply.Found(id, Bytes.utf8("v"), 1);
    }

    private void assertTimedOut(long id, Reply reply) {
        Reply.Failed failed = assertInstanceOf(Reply.Failed.class, reply);
        assertEquals(ErrorCode.TIMEOUT, failed.code());
        assertEquals(id, failed.id());
    }

    @Test
    void aBatchIsAnsweredWholeAndAlone() {
        get(1, 100);
        get(2, 100);
        reads.ask(7);
        assertFalse(reads.hasBatch());
        get(3, 100);
        reads.ask(8);
        reads.ready(7, 1, kv);
        assertEquals(List.of(found(1), found(2)), replies);
        reads.ready(8, 1, kv);
        assertEquals(found(3), replies.getLast());
    }

    @Test
    void whoIsNoMemberAnyMoreHoldsNothing() {
        CacheObject object = new CacheObject(5, Bytes.wrap(new byte[32]), 60);
        Request.Placed placed = new Request.Placed(Bytes.utf8("a"), object);
        for (int member : new int[] {8, 9}) {
            ByteSink command = new ByteSink();
            RequestWriter.write(
                    new Request.Place(1, member, 0, List.of(placed), List.of()), command);
            byte[] json = Arrays.copyOf(command.array(), command.length());
            kv.apply(kv.appliedIndex() + 1, Bytes.wrap(json));
        }
        Request.Entries all =
                new Request.Entries(1, Bytes.EMPTY, Bytes.EMPTY, 9, Consistency.LINEARIZABLE);
        Reply.EntriesTold told =
                assertInstanceOf(Reply.EntriesTold.class, reads.answer(kv, all, 1));
        assertArrayEquals(new int[] {8}, told.entries().getFirst().edges());
    }

    @Test
    void batchesMayBeReadyInAnyOrderAndOnce() {
        get(1, 100);
        reads.ask(7);
        get(2, 100);
        reads.ask(8);
        reads.ready(8, 1, kv);
        reads.ready(7, 1, kv);
        reads.ready(7, 1, kv);
        assertEquals(List.of(found(2), found(1)), replies);
    }

    @Test
    void aBatchIsToldOnceThatNoMajorityConfirmedTheLeaderInTime() {
        get(1, 100);
        get(2, 150);
        reads.ask(7);
        get(3, 200);
        reads.ask(8);
        reads.expire(99);
        assertEquals(List.of(), replies);
        reads.expire(100);
        assertEquals(2, replies.size(), "what came in one turn has one time");
        assertTimedOut(1, replies.getFirst());
        assertTimedOut(2, replies.getLast());
        reads.ready(7, 1, kv);
        assertEquals(2, replies.size(), "the core's answer comes too late");
        reads.ready(8, 1, kv);
        assertEquals(found(3), replies.getLast());
    }

    @Test
    void aRefusedBatchIsToldWhy() {
        get(1, 100);
        reads.ask(7);
        reads.refused(6, new Reply.NotLeader(0, "h:1", "go there"));
        assertEquals(List.of(), replies);
        reads.refused(7, new Reply.NotLeader(0, "h:1", "go there"));
        assertEquals(List.of(new Reply.NotLeader(1, "h:1", "go there")), replies);
    }

    @Test
    void whileTooManyAnswersWaitToBeSentNothingIsRead() {
        isOutFull = true;
        get(1, 100);
        reads.ask(7);
        reads.ready(7, 1, kv);
        Reply.Failed refused = assertInstanceOf(Reply.Failed.class, replies.getFirst());
        assertEquals(ErrorCode.OVERLOADED, refused.code());
    }
}

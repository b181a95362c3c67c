package io.neurocache.raft.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Bytes KEY = Bytes.utf8("k");

    private Rig rig = new Rig();

    private static Request.Put put(String client, long seq, String value) {
        return new Request.Put(1, KEY, Bytes.utf8(value), new Session(client, seq));
    }

    private static Request.Cas cas(long seq, Content expect, Bytes value) {
        return new Request.Cas(1, KEY, expect, value, new Session("c", seq));
    }

    private static Content text(String value) {
        return new Content.Value(Bytes.utf8(value));
    }

    private String value() {
        return rig.ask("{\"id\":1,\"op\":\"get\",\"key\":\"k\"}");
    }

    @Test
    void aWriteThatIsSentAgainIsDoneOnceAndAnsweredTheSame() {
        KvResult first = rig.apply(put("c", 7, "1"));
        rig.apply(put("other", 1, "2"));
        String between = value();

        assertEquals(first, rig.apply(put("c", 7, "1")));
        assertEquals(between, value());
        assertEquals(new KvResult.Written(1), first);
    }

    @Test
    void withoutAClientEachCommitIsAWrite() {
        String put = "{\"id\":1,\"op\":\"put\",\"key\":\"k\",\"value\":\"1\"}";
        assertNotEquals(rig.ask(put), rig.ask(put));
    }

    @Test
    void everyKindOfAnswerIsRememberedAsItWas() {
        Request.Del del = new Request.Del(1, KEY, new Session("c", 1));
        Request.Del again = new Request.Del(1, KEY, new Session("c", 3));
        Request.Cas onNothing = cas(4, text("x"), KEY);
        Request.Cas onSomething = cas(6, text("x"), KEY);
        assertEquals(new KvResult.NotFound(), rig.apply(del));
        rig.apply(put("c", 2, "1"));
        assertEquals(new KvResult.Deleted(), rig.apply(again));
        assertEquals(new KvResult.CasFailed(new Content.Absent()), rig.apply(onNothing));
        rig.apply(put("c", 5, "here"));
        assertEquals(new KvResult.CasFailed(text("here")), rig.apply(onSomething));
        rig.apply(put("c", 7, "x"));

        assertEquals(new KvResult.NotFound(), rig.apply(del));
        assertEquals(new KvResult.Deleted(), rig.apply(again));
        assertEquals(new KvResult.CasFailed(new Content.Absent()), rig.apply(onNothing));
        assertEquals(new KvResult.CasFailed(text("here")), rig.apply(onSomething));
    }

    @Test
    void aLongValueOfAFailedCasIsNotRememberedButTheFailureIs() {
        rig.apply(put("c", 1, "v".repeat(ClientSession.MAX_ACTUAL_BYTES + 1)));
        Request.Cas cas = cas(2, text("x"), KEY);
        assertInstanceOf(KvResult.CasFailed.class, rig.apply(cas));
        rig.apply(put("c", 3, "x"));

        assertEquals(new KvResult.CasFailedBefore(), rig.apply(cas));
    }

    @Test
    void aClientMayHave64WritesUnderWayInAnyOrder() {
        for (long seq = 64; seq >= 1; seq--) {
            assertEquals(new KvResult.Written(65 - seq), rig.apply(put("c", seq, "" + seq)));
        }
        for (long seq = 1; seq <= 64; seq++) {
            assertEquals(new KvResult.Written(65 - seq), rig.apply(put("c", seq, "" + seq)));
        }
    }

    @Test
    void whatLies64OrMoreBehindTheLastIsRejected() {
        rig.apply(put("c", 65, "new"));
        KvResult.Rejected rejected =
                assertInstanceOf(KvResult.Rejected.class, rig.apply(put("c", 1, "old")));

        assertEquals(ErrorCode.INVALID_REQUEST, rejected.code());
        assertTrue(value().contains("new"), value());
        assertInstanceOf(KvResult.Written.class, rig.apply(put("c", 2, "in the window")));
    }

    @Test
    void aJumpForwardForgetsWhatItPasses() {
        rig.apply(put("c", 1, "1"));
        rig.apply(put("c", 1_000_000, "2"));

        assertInstanceOf(KvResult.Rejected.class, rig.apply(put("c", 999_936, "3")));
        assertEquals(new KvResult.Written(4), rig.apply(put("c", 999_937, "4")));
    }

    @Test
    void theSessionsThatAreSilentForLongestAreDroppedFirst() {
        rig = new Rig(1 << 17);
        rig.apply(put("first", 1, "1"));
        rig.apply(put("second", 1, "1"));
        int clients = 0;
        while (rig.machine.sessions() == clients + 2) {
            rig.apply(put("first", 1, "1"));
            rig.apply(put("client" + clients, 1, "1"));
            clients++;
        }

        assertEquals(new KvResult.Written(1), rig.apply(put("first", 1, "1")));
        KvResult second = rig.apply(put("second", 2, "1"));
        assertEquals(ErrorCode.INVALID_REQUEST, ((KvResult.Rejected) second).code());
    }

    @Test
    void onceSessionsWereDroppedAStrangerBeginsWith1() throws IOException {
        rig = new Rig(1 << 17);
        for (int i = 0; i < 1000; i++) {
            rig.apply(put("client" + i, 5, "1"));
            if (rig.machine.appliedIndex() > rig.machine.sessions()) {
                break;
            }
        }

        assertInstanceOf(KvResult.Rejected.class, rig.apply(put("stranger", 5, "1")));
        assertInstanceOf(KvResult.Written.class, rig.apply(put("stranger", 1, "1")));
        rig = Rig.restored(rig.snapshot());
        assertInstanceOf(KvResult.Rejected.class, rig.apply(put("stranger2", 5, "1")));
    }

    @Test
    void theTableOfSessionsStaysWithinItsBytes() {
        SessionTable table = new SessionTable(1 << 17);
        String longest = "v".repeat(ClientSession.MAX_ACTUAL_BYTES);
        for (int client = 0; client < 10; client++) {
            for (int seq = 1; seq <= 200; seq++) {
                table.remember(
                        new Session("c" + client, seq), new KvResult.CasFailed(text(longest)));
                assertTrue(table.bytes() <= 1 << 17, () -> "bytes " + table.bytes());
            }
        }
        assertEquals(1, table.size());
    }
}

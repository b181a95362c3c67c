package io.neurocache.raft.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.InvariantViolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvStateMachineTest {
    private final Rig rig = new Rig();

    private void exchange(String request, String reply) {
        assertEquals(reply, rig.ask(request));
    }

    @Test
    void theExamplesOfTheContractAreAnsweredWordForWord() {
        rig.machine.pass(16);
        exchange(
                "{\"id\":1,\"op\":\"put\",\"key\":\"alpha\",\"value\":\"123\"}",
                "{\"id\":1,\"ok\":true,\"index\":17}");
        exchange(
                "{\"id\":2,\"op\":\"get\",\"key\":\"alpha\"}",
                "{\"id\":2,\"ok\":true,\"value\":\"123\",\"index\":17}");
        exchange(
                "{\"id\":3,\"op\":\"get\",\"key\":\"alpha\",\"read\":\"stale\"}",
                "{\"id\":3,\"ok\":true,\"value\":\"123\",\"index\":17}");
        exchange(
                "{\"id\":5,\"op\":\"cas\",\"key\":\"alpha\",\"expect\":\"123\",\"value\":\"124\"}",
                "{\"id\":5,\"ok\":true,\"index\":18}");
        exchange(
                "{\"id\":6,\"op\":\"scan\",\"prefix\":\"a\",\"limit\":100,\"after\":\"a1\"}",
                "{\"id\":6,\"ok\":true,\"items\":[{\"key\":\"alpha\",\"value\":\"124\"}],"
                        + "\"more\":false}");
        exchange("{\"id\":4,\"op\":\"del\",\"key\":\"alpha\"}", "{\"id\":4,\"ok\":true}");
        exchange(
                "{\"id\":4,\"op\":\"del\",\"key\":\"alpha\"}",
                "{\"id\":4,\"ok\":false,\"error\":{\"code\":\"NotFound\","
                        + "\"message\":\"there is no such key\"}}");
    }

    @Test
    void aCasThatExpectsNothingCreatesOnceOnly() {
        String create = "{\"id\":5,\"op\":\"cas\",\"key\":\"a\",\"expect\":null,\"value\":\"1\"}";
        exchange(create, "{\"id\":5,\"ok\":true,\"index\":1}");
        exchange(
                create,
                "{\"id\":5,\"ok\":false,\"error\":{\"code\":\"CasFailed\",\"actual\":\"1\","
                        + "\"message\":\"the value is not the expected one\"}}");
    }

    @Test
    void aCasOnAnAbsentKeySaysThatNothingIsThere() {
        exchange(
                "{\"id\":5,\"op\":\"cas\",\"key\":\"a\",\"expect\":\"\",\"value\":\"1\"}",
                "{\"id\":5,\"ok\":false,\"error\":{\"code\":\"CasFailed\",\"actual\":null,"
                        + "\"message\":\"the value is not the expected one\"}}");
    }

    @Test
    void valuesAreComparedAsBytesHoweverTheyTravelled() {
        rig.ask(
                "{\"id\":1,\"op\":\"put\",\"key\":\"a\",\"value\":\"MTIz\",\"encoding\":\"base64\"}");
        exchange(
                "{\"id\":2,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":2,\"ok\":true,\"value\":\"123\",\"index\":1}");
        exchange(
                "{\"id\":3,\"op\":\"cas\",\"key\":\"a\",\"expect\":\"123\",\"value\":\"gA==\","
                        + "\"encoding\":\"base64\"}",
                "{\"id\":3,\"ok\":true,\"index\":2}");
        exchange(
                "{\"id\":4,\"op\":\"cas\",\"key\":\"a\",\"expect\":\"x\",\"value\":\"\"}",
                "{\"id\":4,\"ok\":false,\"error\":{\"code\":\"CasFailed\",\"actual\":\"gA==\",\"encoding\":\"base64\",\"message\":\"the"
                    + " value is not the expected one\"}}");
    }

    @Test
    void aFailedWriteLeavesTheKeyAndItsIndexAlone() {
        rig.ask("{\"id\":1,\"op\":\"put\",\"key\":\"a\",\"value\":\"1\"}");
        rig.ask("{\"id\":2,\"op\":\"cas\",\"key\":\"a\",\"expect\":\"0\",\"value\":\"2\"}");
        exchange(
                "{\"id\":3,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":3,\"ok\":true,\"value\":\"1\",\"index\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "{\"id\":1,\"op\":\"eval\"}", "{}"})
    void aCommandThatIsNoRequestChangesNothing(String command) {
        KvResult result = rig.machine.apply(1, Bytes.utf8(command));

        assertEquals(ErrorCode.INVALID_REQUEST, ((KvResult.Rejected) result).code());
        assertEquals(1, rig.machine.appliedIndex());
        assertEquals(0, rig.machine.keys());
    }

    @Test
    void aReadInTheLogChangesNothing() {
        KvResult result =
                rig.machine.apply(1, Bytes.utf8("{\"id\":1,\"op\":\"get\",\"key\":\"a\"}"));

        assertEquals(new KvResult.Rejected(ErrorCode.INVALID_REQUEST, "not a write"), result);
    }

    @Test
    void entriesAreAppliedInOrder() {
        rig.machine.pass(5);
        assertThrows(InvariantViolation.class, () -> rig.machine.pass(5));
        assertThrows(
                InvariantViolation.class,
                () -> rig.machine.apply(4, Bytes.utf8("{\"id\":1,\"op\":\"del\",\"key\":\"a\"}")));
    }

    @Test
    void aReadWaitsForWhatItMustSee() {
        Request.Get get = new Request.Get(1, Bytes.utf8("a"), Consistency.LINEARIZABLE);
        rig.machine.pass(5);

        assertThrows(IllegalStateException.class, () -> rig.machine.get(get, 6));
        assertEquals(ErrorCode.NOT_FOUND, ((Reply.Failed) rig.machine.get(get, 5)).code());
    }

    @Test
    void scanFollowsTheBytesOfTheKeysAndGoesOnBehindTheLast() {
        for (String key : new String[] {"b", "a/\u00e4", "a/1", "a", "a/10", "a/2", "c"}) {
            rig.ask("{\"id\":1,\"op\":\"put\",\"key\":\"" + key + "\",\"value\":\"\"}");
        }
        exchange(
                "{\"id\":1,\"op\":\"scan\",\"prefix\":\"a/\",\"limit\":2,\"keysOnly\":true}",
                "{\"id\":1,\"ok\":true,\"items\":[{\"key\":\"a/1\"},{\"key\":\"a/10\"}],"
                        + "\"more\":true}");
        exchange(
                "{\"id\":1,\"op\":\"scan\",\"prefix\":\"a/\",\"limit\":2,\"keysOnly\":true,"
                        + "\"after\":\"a/10\"}",
                "{\"id\":1,\"ok\":true,\"items\":[{\"key\":\"a/2\"},{\"key\":\"a/\u00e4\"}],"
                        + "\"more\":false}");
    }

    @Test
    void aScanStopsAtAMebibyteButGivesOneItemInAnyCase() {
        String large = "v".repeat(1 << 20);
        String half = "v".repeat(500_000);
        for (String put : new String[] {"a" + large, "b" + half, "c" + half, "d" + half}) {
            rig.ask(
                    "{\"id\":1,\"op\":\"put\",\"key\":\""
                            + put.charAt(0)
                            + "\",\"value\":\""
                            + put.substring(1)
                            + "\"}");
        }

        assertEquals(1, itemsBehind(""));
        assertEquals(2, itemsBehind("a"));
        assertEquals(1, itemsBehind("c"));
    }

    private int itemsBehind(String after) {
        Request.Scan scan =
                new Request.Scan(
                        1, Bytes.EMPTY, Bytes.utf8(after), 100, false, Consistency.LINEARIZABLE);
        Reply.Scanned page = (Reply.Scanned) rig.machine.scan(scan, 0);
        assertEquals(!after.equals("c"), page.more());
        return page.items().size();
    }

    @Test
    void theWorstScanFitsOneFrame() {
        String nothing = "\\u0000".repeat(1 << 20);
        rig.ask("{\"id\":1,\"op\":\"put\",\"key\":\"a\",\"value\":\"" + nothing + "\"}");

        int length = rig.ask("{\"id\":1,\"op\":\"scan\"}").length();
        assertTrue(length < Frames.MAX_BYTES, "length " + length);
    }
}

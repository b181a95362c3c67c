package io.neurocache.raft.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.SnapshotMeta;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {
    private static Rig filled() {
        Rig rig = new Rig();
        rig.ask(
                "{\"id\":1,\"op\":\"put\",\"key\":\"alpha\",\"value\":\"123\",\"client\":\"c1\",\"seq\":7}");
        rig.ask(
                "{\"id\":1,\"op\":\"cas\",\"key\":\"alpha\",\"expect\":\"\",\"value\":\"\","
                        + "\"client\":\"c1\",\"seq\":8}");
        rig.ask(
                "{\"id\":1,\"op\":\"put\",\"key\":\"b\\\"\",\"value\":\"/w==\",\"encoding\":\"base64\"}");
        rig.ask("{\"id\":1,\"op\":\"del\",\"key\":\"x\",\"client\":\"c0\",\"seq\":1}");
        rig.ask("{\"id\":1,\"op\":\"purge\",\"keys\":[\"a\",\"\u00e4\"],\"soft\":true}");
        rig.ask("{\"id\":1,\"op\":\"purge\",\"prefix\":\"img/\"}");
        rig.ask("{\"id\":1,\"op\":\"purge\",\"all\":true}");
        rig.ask(
                "{\"id\":1,\"op\":\"place\",\"member\":1,\"placed\":[\"img/a\",5,\"%s\",60,\"img/b\",6,\"%s\",61],\"removed\":[]}"
                        .formatted(HASH, HASH));
        rig.ask("{\"id\":1,\"op\":\"touch\",\"member\":1,\"touched\":[\"img/a\",3,\"none\",1]}");
        rig.ask(
                "{\"id\":1,\"op\":\"place\",\"member\":2,\"placed\":[\"img/a\",5,\"%s\",60],\"removed\":[\"img/b\"]}"
                        .formatted(HASH));
        rig.ask(
                "{\"id\":1,\"op\":\"announce\",\"member\":1,\"edge\":\"127.0.0.1:8080\",\"fingerprints\":[\"%s\"]}"
                        .formatted(HASH));
        rig.ask(
                "{\"id\":1,\"op\":\"announce\",\"member\":2,\"edge\":\"127.0.0.1:8081\",\"fingerprints\":[\"%s\",\"%s\"],\"draining\":true}"
                        .formatted(HASH, HASH));
        rig.ask("{\"id\":1,\"op\":\"drain\",\"member\":1,\"draining\":true}");
        rig.ask(
                "{\"id\":1,\"op\":\"supersede\",\"member\":2,\"placed\":[\"img/c\",7,\"%s\",62]}"
                        .formatted(HASH));
        return rig;
    }

    private static final String HASH = "0f".repeat(32);

    private static final String TEXT =
            """
            {"format":"neurocache-kv","version":4,"lastIncludedIndex":14,"lastIncludedTerm":3,\
            "configuration":{"voters":[1,2,3],"outgoing":[],"learners":[]},
            "droppedSessions":0,
            "sessions":[
            {"client":"c1","results":[{"seq":7,"written":1},{"seq":8,"actual":"123"}]},
            {"client":"c0","results":[{"seq":1,"deleted":false}]}
            ],
            "forgottenPurges":0,
            "purges":[
            {"index":5,"keys":["a","ä"],"soft":true},
            {"index":6,"prefix":"img/"},
            {"index":7,"all":true},
            {"index":14,"keys":["img/c"]}
            ],
            "edges":[
            {"index":13,"member":1,"edge":"127.0.0.1:8080","fingerprints":["%s"],"drained":true},
            {"index":12,"member":2,"edge":"127.0.0.1:8081","fingerprints":["%s","%s"],"draining":true}
            ],
            "catalog":{"count":3,"hand":"AQ==","clearedAt":7},
            "entries":[
            {"key":"img/a","size":5,"hash":"%s","expires":60,"count":3,"used":10,"edges":[1,2],"index":10},
            {"key":"img/b","size":6,"hash":"%s","expires":61,"count":0,"used":8,"edges":[1],"index":8},
            {"key":"img/c","size":7,"hash":"%s","expires":62,"count":0,"used":14,"put":14,"edges":[2],"index":14}
            ],
            "keys":[
            {"key":"alpha","value":"123","index":1},
            {"key":"b\\"","value":"/w==","encoding":"base64","index":3}
            ],
            "end":{"sessions":2,"entries":3,"keys":2}}
            """
                    .formatted(HASH, HASH, HASH, HASH, HASH, HASH);

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static byte[] zipped(byte[] snapshot) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(snapshot);
        }
        return out.toByteArray();
    }

    @Test
    void aSnapshotIsJsonWithALineForEachSessionAndKey() throws IOException {
        assertEquals(TEXT, new String(filled().snapshot(), UTF_8));
    }

    @Test
    void aSnapshotTellsWhatItStandsFor() throws IOException {
        Rig rig = new Rig();
        SnapshotMeta meta = rig.machine.restore(stream(TEXT));

        assertEquals(new SnapshotMeta(14, 3, Rig.THREE), meta);
        assertEquals(14, rig.machine.appliedIndex());
        assertEquals(2, rig.machine.keys());
        assertEquals(2, rig.machine.sessions());
    }

    @Test
    void whatIsWrittenWhileASnapshotIsTakenIsNotInIt() throws IOException {
        Rig rig = filled();
        SnapshotMeta meta = rig.meta();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (KvSnapshot snapshot = rig.machine.freeze()) {
            rig.ask(
                    "{\"id\":1,\"op\":\"put\",\"key\":\"late\",\"value\":\"\",\"client\":\"c1\",\"seq\":9}");
            rig.ask("{\"id\":1,\"op\":\"del\",\"key\":\"alpha\"}");
            SnapshotWriter.write(snapshot, meta, out);
        }

        assertEquals(TEXT, out.toString(UTF_8));
    }

    @Test
    void restoringReplacesAllThatWasThere() throws IOException {
        Rig rig = new Rig();
        rig.ask(
                "{\"id\":1,\"op\":\"put\",\"key\":\"zeta\",\"value\":\"\",\"client\":\"z\",\"seq\":1}");
        rig.machine.restore(stream(TEXT));

        assertEquals(2, rig.machine.keys());
        assertEquals(2, rig.machine.sessions());
    }

    @Test
    void anEmptyMachineHasASnapshotToo() throws IOException {
        assertEquals(0, Rig.restored(new Rig().snapshot()).machine.keys());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "neurocache-kv; other",
                "\"version\":4; \"version\":5",
                "\"version\":4; \"version\":0",
                "\"version\":4; \"version\":1",
                "\"version\":4; \"version\":2",
                "\"member\":1; \"member\":0",
                "\"member\":1,; \"member\":1,\"draining\":true,",
                "\"draining\":true; \"draining\":false",
                "\"drained\":true; \"drained\":false",
                "\"drained\":true; \"drowned\":true",
                "\"drained\":true; \"drained\":true,\"drained\":true",
                "\"fingerprints\":[; \"fingerprints\":[1,",
                "\"index\":6; \"index\":5",
                "\"index\":6; \"index\":15",
                "\"forgottenPurges\":0; \"forgottenPurges\":5",
                "\"prefix\"; \"suffix\"",
                "\"count\":3,\"hand; \"count\":2,\"hand",
                "\"entries\":3; \"entries\":1",
                "img/b; img/a",
                "AQ==; Ag==",
                "[1,2]; [2,1]",
                "[1,2]; [1,\"2\"]",
                "0f0f; 0f",
                "\"edges\":[1],\"index\":8; \"edges\":[1],\"index\":15",
                "\"put\":14; \"put\":15",
                "\"put\":14; \"put\":0",
                "\"put\":14; \"put\":\"14\"",
                "\"put\":14; \"set\":14",
                "\"soft\":true; \"soft\":false",
                "[\"a\",\"ä\"]; []",
                "\"keys\":2; \"keys\":3",
                "\"sessions\":2; \"sessions\":1",
                "\"index\":1}; \"index\":15}",
                "\"index\":1}; \"index\":0}",
                "\"index\":1}; \"index\":\"1\"}",
                "\"key\":\"alpha\"; \"key\":\"c\"",
                "\"key\":\"alpha\"; \"key\":\"\"",
                "\"key\":\"alpha\"; \"key\":1",
                "/w==; /w=",
                "base64; hex",
                "\"written\"; \"wrote\"",
                "\"written\":1; \"written\":\"1\"",
                "\"seq\":8; \"seq\":6",
                "\"client\":\"c0\"; \"client\":\"c1\"",
                "\"client\":\"c0\"; \"client\":\"\"",
                "\"voters\":[1,2,3]; \"voters\":[0]",
                "2}}; 2}} {}",
                "2}}; 2}",
            })
    void whatIsNotSoundIsRefusedAndLeavesTheMachineEmpty(String part, String instead)
            throws IOException {
        String text = TEXT.replace(part, instead);
        assertFalse(text.equals(TEXT));
        refused(stream(text));
    }

    private static void refused(InputStream snapshot) {
        Rig rig = filled();
        assertThrows(SnapshotException.class, () -> rig.machine.restore(snapshot));
        assertEquals(0, rig.machine.appliedIndex());
        assertEquals(0, rig.machine.keys());
        assertEquals(0, rig.machine.sessions());
    }

    @Test
    void aSnapshotCutShortIsRefused() throws IOException {
        byte[] snapshot = filled().snapshot();
        // The last byte ends the last line and says nothing.
        for (int length = 0; length < snapshot.length - 1; length += 3) {
            refused(new ByteArrayInputStream(snapshot, 0, length));
        }
    }

    @Test
    void whatFailsItsChecksumWhileItIsReadIsRefused() throws IOException {
        byte[] snapshot = zipped(filled().snapshot());
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            byte[] flipped = snapshot.clone();
            // Behind the ten bytes of gzip's head, of which some say nothing, as do the bits that
            // fill
            // up the last byte before the checksum and the length.
            int at = random.nextInt(10, flipped.length - 1);
            flipped[at < flipped.length - 9 ? at : at + 1] ^= (byte) (1 << random.nextInt(8));
            refused(new GZIPInputStream(new ByteArrayInputStream(flipped)));
        }
    }

    @Test
    void aSnapshotIsOfTheIndexItSays() throws IOException {
        Rig rig = filled();
        try (KvSnapshot snapshot = rig.machine.freeze()) {
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            SnapshotWriter.write(
                                    snapshot,
                                    new SnapshotMeta(5, 3, Rig.THREE),
                                    OutputStream.nullOutputStream()));
        }
    }

    @Test
    void aSnapshotKeepsNoMoreThanALineOnTheHeap() throws IOException {
        // One array stands for all values, so only a writer that keeps its lines would fill up.
        Bytes value = Bytes.utf8("v".repeat(1 << 20));
        KvTable table = new HeapTable();
        for (int i = 0; i < 64; i++) {
            table.put(new KvEntry(Bytes.utf8("k" + (1000 + i)), value, 1));
        }
        CountingStream out = new CountingStream();
        try (KvSnapshot snapshot =
                new KvSnapshot(
                        1,
                        table.view(),
                        new SessionTable(1 << 20),
                        new PurgeTable(1 << 20),
                        new Catalog(table, 1),
                        new EdgeTable())) {
            SnapshotWriter.write(snapshot, new SnapshotMeta(1, 1, Rig.THREE), out);
        }

        assertTrue(out.bytes > 64 << 20, "bytes " + out.bytes);
        assertTrue(out.largest < 4 << 20, "at once " + out.largest);
    }

    private static final class CountingStream extends OutputStream {
        private long bytes;
        private int largest;

        @Override
        public void write(int value) {
            bytes++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes += length;
            largest = Math.max(largest, length);
        }
    }
}

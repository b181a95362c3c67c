package io.neurocache.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.record.AccessRecord;
import io.neurocache.predict.record.AccessRecorder;
import io.neurocache.predict.record.RecordLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    private static List<Long> gaps(Corpus.Session session) {
        return session.requests().stream().map(Corpus.Request::gapSeconds).toList();
    }

    @Test
    void silenceCutsSessionsAndSinglesAreLeftOut() {
        Corpus corpus = new Corpus(100);
        corpus.request(1, 0, "/a");
        corpus.request(2, 1, "/b");
        corpus.request(1, 5, "/c");
        corpus.request(1, 1_805, "/d");
        corpus.request(1, 3_606, "/e");
        List<Corpus.Session> sessions = corpus.sessions();
        assertEquals(1, sessions.size());
        assertEquals(List.of(-1L, 5L, 1_800L), gaps(sessions.getFirst()));
        assertEquals("/d", corpus.key(sessions.getFirst().requests().getLast().key()));
        assertEquals(5, corpus.requests());
        assertEquals(3_606, corpus.latestSeconds());
    }

    @Test
    void hotKeysAreThoseAskedForTwiceTheMostPopularFirst() {
        Corpus corpus = new Corpus(100);
        for (String key : List.of("/b", "/a", "/c", "/a", "/b", "/a", "/d", "/d")) {
            corpus.request(1, 0, key);
        }
        assertEquals(List.of("/a", "/b", "/d"), corpus.hottest(10));
        assertEquals(List.of("/a", "/b"), corpus.hottest(2));
    }

    @Test
    void onlyTheNewestRequestsAreKept() {
        Corpus corpus = new Corpus(10);
        for (int i = 0; i < 1_000; i++) {
            corpus.request(i / 2, i, "/k" + i % 7);
        }
        assertTrue(corpus.sessions().size() <= 10, "bounded: " + corpus.sessions().size());
        assertTrue(corpus.sessions().getLast().firstRequest() >= 998, "the newest are there");
    }

    @Test
    void aShareOfEachTraceIsHandedOverAndClientsOfFilesDiffer(@TempDir Path folder)
            throws IOException {
        Path one = Files.writeString(folder.resolve("a.csv"), csv("/a"));
        Path two = Files.writeString(folder.resolve("b.csv"), csv("/b"));
        List<String> read = new ArrayList<>();
        new TraceSequences(List.of(one, two), .5)
                .read((client, seconds, key) -> read.add(client + " " + seconds + " " + key));
        assertEquals(List.of("0 0 /a0", "0 1 /a1", "4294967296 0 /b0", "4294967296 1 /b1"), read);
        assertThrows(IllegalArgumentException.class, () -> new TraceSequences(List.of(one), 0));
    }

    @Test
    void whatADaemonRecordedIsRead(@TempDir Path folder) throws IOException {
        try (AccessRecorder recorder = AccessRecorder.open(folder, RecordLimits.DEFAULT)) {
            AccessRecord.Answer hit = AccessRecord.Answer.HIT;
            recorder.append(new AccessRecord(1_700_000_000_500L, 3, "/a", 10, hit, 0));
            recorder.append(new AccessRecord(1_700_000_002_000L, -4, "/b", 10, hit, 0));
        }
        List<String> read = new ArrayList<>();
        new RecordSequences(folder, 1)
                .read((client, seconds, key) -> read.add(client + " " + seconds + " " + key));
        assertEquals(List.of("3 1700000000 /a", "-4 1700000002 /b"), read);
        read.clear();
        new RecordSequences(folder, .5).read((client, seconds, key) -> read.add(key));
        assertEquals(List.of("/a"), read, "the older half");
        assertThrows(IllegalArgumentException.class, () -> new RecordSequences(folder, 0));
    }

    private static String csv(String prefix) {
        StringBuilder csv = new StringBuilder("time,client,key,size\n");
        for (int i = 0; i < 4; i++) {
            csv.append(i).append(",c,").append(prefix).append(i).append(",1\n");
        }
        return csv.toString();
    }
}

package io.neurocache.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.gpt.GptShape;
import io.neurocache.predict.gpt.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final GptShape SHAPE = new GptShape(16, 4, 8, 8, 8, 2, 1);

    /** Of a client that asks for key 0 to the last in turn. */
    private static Batches session(int length) {
        Corpus corpus = new Corpus(1_000);
        for (int i = 0; i < length; i++) {
            corpus.request(1, i, "/k" + i);
        }
        List<Vocabulary.Slot> slots = new ArrayList<>();
        for (int i = 0; i < SHAPE.slots(); i++) {
            slots.add(new Vocabulary.Slot("/k" + i, 0));
        }
        return new Batches(corpus, corpus.sessions(), new Vocabulary(SHAPE, 1, slots));
    }

    private static long[] row(long[] values, int row) {
        return Arrays.copyOfRange(values, row * 8, row * 8 + 8);
    }

    private static String taught(Batch batch, int row) {
        StringBuilder taught = new StringBuilder();
        for (int i = 0; i < batch.length; i++) {
            if (batch.weights[row * batch.length + i] > 0) {
                taught.append(batch.targets[row * batch.length + i]).append(' ');
            }
        }
        return taught.toString();
    }

    @Test
    void everyRequestButTheFirstIsATargetOnce() {
        Batch batch = session(17).all(8).getFirst();
        assertEquals(3, batch.count);
        assertEquals("1 2 3 4 5 6 7 8 ", taught(batch, 0));
        assertEquals("9 10 11 12 13 14 15 ", taught(batch, 1));
        // The last key has no slot: it is the last outcome.
        assertEquals("16 ", taught(batch, 2));
        assertEquals(16, batch.totalWeight());
    }

    @Test
    void aWindowBeginsWithAQuarterOfTheOneBefore() {
        Batch batch = session(17).all(8).getFirst();
        assertEquals(7, batch.tokens[batch.tokenAt(1, 0)]);
        assertEquals(8, batch.tokens[batch.tokenAt(1, 1)]);
        assertEquals("[0, 1, 2, 3, 4, 5, 6, 7]", Arrays.toString(row(batch.positions, 1)));
    }

    @Test
    void noPlaceSeesTheFutureOrAnotherSession() {
        Batch batch = session(4).random(1, new Random(1));
        assertEquals("[0, 1, 2, 0, 1, 2, 0, 1]", Arrays.toString(row(batch.positions, 0)));
        float[] mask = batch.mask();
        for (int from = 0; from < 8; from++) {
            for (int to = 0; to < 8; to++) {
                boolean isSeen = mask[from * 8 + to] == 0;
                assertEquals(to <= from && to / 3 == from / 3, isSeen, from + " sees " + to);
            }
        }
    }

    @Test
    void whatIsNotFilledTeachesNothing() {
        Batch batch = session(4).all(1).getFirst();
        assertTrue(batch.isFilled(0, 2), "three places");
        assertFalse(batch.isFilled(0, 3), "no more");
        assertEquals(3, batch.totalWeight());
    }
}

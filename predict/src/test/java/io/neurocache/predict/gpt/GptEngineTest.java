package io.neurocache.predict.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.next.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GptEngineTest {
    private static final float TOLERANCE = 1e-4f;

    private final List<Long> forgotten = new ArrayList<>();
    private final GptEngine engine = new GptEngine(4, 3, forgotten::add);
    private GptModel model;

    @BeforeEach
    void load() throws ModelException {
        model = GptModel.load(TestModels.file(3));
        engine.use(model);
    }

    @AfterEach
    void close() throws ModelException {
        model.close();
    }

    private GptAnswer ask(long client, long seconds, int key) throws ModelException {
        return engine.asked(client, seconds, TestModels.key(key), Kind.PAGE);
    }

    private static void assertSame(GptAnswer expected, GptAnswer actual) {
        assertEquals(keys(expected), keys(actual));
        for (int i = 0; i < expected.expected().size(); i++) {
            assertEquals(
                    expected.expected().get(i).lnProbability(),
                    actual.expected().get(i).lnProbability(),
                    TOLERANCE);
        }
    }

    private static List<String> keys(GptAnswer answer) {
        return answer.expected().stream().map(GptAnswer.Expected::key).toList();
    }

    @Test
    void theBestScoresAreTheAnswerBestFirst() throws ModelException {
        GptAnswer answer = ask(1, 0, 5);
        assertEquals(TestModels.key(5), answer.lastKey());
        assertEquals(GptAnswer.MAX_EXPECTED, answer.expected().size());
        double sum = 0;
        float before = 0;
        for (GptAnswer.Expected expected : answer.expected()) {
            assertTrue(expected.lnProbability() <= before, "best first, and below 0");
            before = expected.lnProbability();
            sum += Math.exp(before);
        }
        assertTrue(sum < 1, "of 17 outcomes 12 are named");
        long[] rows = new long[GptShape.ROWS_PER_TOKEN];
        TestModels.vocabulary().rows(TestModels.key(5), Kind.PAGE, -1, rows, 0);
        float[] scores =
                new ReferenceGpt(TestModels.weights(3), TestModels.vocabulary()).scores(rows);
        assertSame(GptAnswer.of(answer.lastKey(), scores, 0, TestModels.vocabulary()), answer);
    }

    @Test
    void aBatchIsAnsweredAsOneByOne() throws ModelException {
        GptEngine single = new GptEngine(4);
        single.use(model);
        engine.asked(1, 0, TestModels.key(1), Kind.PAGE);
        single.asked(1, 0, TestModels.key(1), Kind.PAGE);
        List<GptEngine.Asked> batch =
                List.of(
                        new GptEngine.Asked(1, 1, TestModels.key(2), Kind.PAGE),
                        new GptEngine.Asked(2, 1, TestModels.key(3), Kind.OTHER),
                        new GptEngine.Asked(3, 1, TestModels.key(4), Kind.RESOURCE));
        List<GptAnswer> answers = engine.answer(batch);
        for (int i = 0; i < batch.size(); i++) {
            GptEngine.Asked asked = batch.get(i);
            GptAnswer alone =
                    single.asked(asked.client(), asked.seconds(), asked.key(), asked.kind());
            assertSame(alone, answers.get(i));
        }
    }

    @Test
    void silenceEndsASession() throws ModelException {
        GptAnswer first = ask(1, 0, 4);
        GptAnswer second = ask(1, GptEngine.SESSION_SECONDS, 4);
        assertNotEquals(first.expected(), second.expected());
        assertSame(first, ask(1, 2 * GptEngine.SESSION_SECONDS + 1, 4));
    }

    @Test
    void aFullWindowBeginsAnewWithTheLastRequests() throws ModelException {
        for (int i = 0; i < TestModels.SHAPE.context(); i++) {
            ask(1, i, i % 16);
        }
        GptAnswer after = ask(1, 100, 9);
        // A quarter of the context is kept: the request itself and the one before it. That one
        // followed its predecessor, which is forgotten, after a second.
        GptEngine fresh = new GptEngine(4);
        fresh.use(model);
        int last = TestModels.SHAPE.context() - 1;
        fresh.asked(1, last - 1, TestModels.key(15), Kind.PAGE);
        assertNotEquals(
                fresh.asked(1, last, TestModels.key(last), Kind.PAGE).expected(), after.expected());
        long[] rows = new long[2 * GptShape.ROWS_PER_TOKEN];
        Vocabulary vocabulary = TestModels.vocabulary();
        vocabulary.rows(TestModels.key(last), Kind.PAGE, 1, rows, 0);
        vocabulary.rows(TestModels.key(9), Kind.PAGE, 100 - last, rows, GptShape.ROWS_PER_TOKEN);
        float[] scores = new ReferenceGpt(TestModels.weights(3), vocabulary).scores(rows);
        assertSame(GptAnswer.of(after.lastKey(), scores, 0, vocabulary), after);
    }

    @Test
    void whoWasSilentForLongestMakesRoom() throws ModelException {
        for (int client = 1; client <= 4; client++) {
            ask(client, client, 1);
        }
        ask(1, 10, 1);
        ask(5, 11, 1);
        assertEquals(List.of(2L), forgotten);
    }

    @Test
    void anotherModelBeginsWithTheLastRequests() throws ModelException {
        ask(1, 0, 1);
        ask(1, 1, 3);
        try (GptModel other = GptModel.load(TestModels.file(4))) {
            engine.use(other);
            GptAnswer answer = ask(1, 2, 4);
            long[] rows = new long[2 * GptShape.ROWS_PER_TOKEN];
            Vocabulary vocabulary = TestModels.vocabulary();
            vocabulary.rows(TestModels.key(3), Kind.PAGE, 1, rows, 0);
            vocabulary.rows(TestModels.key(4), Kind.PAGE, 1, rows, GptShape.ROWS_PER_TOKEN);
            float[] scores = new ReferenceGpt(TestModels.weights(4), vocabulary).scores(rows);
            assertSame(GptAnswer.of(answer.lastKey(), scores, 0, vocabulary), answer);
        }
    }

    @Test
    void whatIsNoNumberIsAFailure() throws ModelException {
        try (GptModel bad = GptModel.load(TestModels.overflowing())) {
            engine.use(bad);
            ask(1, 0, 15);
            assertThrows(
                    ModelException.class,
                    () -> engine.asked(1, 1_000, TestModels.key(15), Kind.OTHER));
        }
    }
}

package io.neurocache.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.neurocache.predict.gpt.GptConfig;
import io.neurocache.predict.gpt.GptMetadata;
import io.neurocache.predict.gpt.GptService;
import io.neurocache.predict.gpt.GptShape;
import io.neurocache.predict.gpt.Precision;
import io.neurocache.predict.gpt.Vocabulary;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ModelKind;
import io.neurocache.predict.model.OrtModel;
import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A model that is really trained, if shortly, and then runs as a daemon would have it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GptTrainerTest {
    private static final float TOLERANCE = 1e-4f;

    private final List<String> progress = new ArrayList<>();
    private @Nullable TrainingResult trained;

    /**
     * Of clients that go through eight pages, forwards or backwards: the last key is not enough.
     */
    private static Corpus corpus() {
        Corpus corpus = new Corpus(100_000);
        Random random = new Random(1);
        for (int client = 0; client < 300; client++) {
            int page = random.nextInt(8);
            int direction = random.nextBoolean() ? 1 : 7;
            for (int i = 0; i < 12; i++) {
                corpus.request(client, client * 100L + i, "/pages/p" + page + ".html");
                page = (page + direction) % 8;
            }
        }
        return corpus;
    }

    private static TrainingOptions options(int steps) {
        return new TrainingOptions(
                64, 16, 32, 2, 2, steps, Duration.ofMinutes(2), 16, 5e-3, .05, 1);
    }

    /** Trained once, for all tests. */
    private TrainingResult trained() throws IOException {
        assumeTrue(Torch.isAvailable(), Torch.absence());
        TrainingResult result = trained;
        if (result == null) {
            result = new GptTrainer(corpus(), options(150), Optional.empty()).train(progress::add);
            trained = result;
        }
        return result;
    }

    @Test
    void itLearnsWhatTheLastKeyDoesNotSay() throws IOException {
        TrainingResult result = trained();
        // The second request of a session is a guess between two; all others are certain.
        assertTrue(result.holdoutTop1() > .85, "foretold: " + result.holdoutTop1());
        assertTrue(result.loss() < .7, "loss: " + result.loss());
        assertEquals(150, result.steps());
        assertEquals(0, result.rejected());
        assertEquals(3, progress.size());
    }

    @Test
    void onnxRuntimeComputesWhatPyTorchDid() throws IOException {
        ModelFile file = trained().choice().file(Precision.FLOAT32);
        GptShape shape = GptMetadata.parse(file.metadata()).vocabulary().shape();
        int length = file.question().length / GptShape.ROWS_PER_TOKEN;
        assertTrue(length > 8, "a sequence, and so the cache: " + length);
        int rows = 2 * shape.layers();
        float[] past = new float[rows * (shape.context() - 1) * shape.width()];
        float[] scores = new float[shape.outcomes()];
        float[] present = new float[rows * shape.width()];
        try (OrtModel network = OrtModel.load(file.onnx())) {
            for (int position = 0; position < length; position++) {
                LongBuffer token =
                        LongBuffer.wrap(
                                file.question(),
                                position * GptShape.ROWS_PER_TOKEN,
                                GptShape.ROWS_PER_TOKEN);
                network.run(
                        List.of(
                                new OrtModel.Input.Longs(
                                        "rows", token, List.of(1L, token.remaining() + 0L)),
                                new OrtModel.Input.Longs(
                                        "position",
                                        LongBuffer.wrap(new long[] {position}),
                                        List.of(1L)),
                                new OrtModel.Input.Floats(
                                        "past",
                                        FloatBuffer.wrap(past),
                                        List.of(
                                                1L,
                                                (long) rows,
                                                shape.context() - 1L,
                                                (long) shape.width()))),
                        Map.of("scores", scores, "present", present));
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(
                            present,
                            row * shape.width(),
                            past,
                            (row * (shape.context() - 1) + position) * shape.width(),
                            shape.width());
                }
            }
        }
        assertArrayEquals(file.answer(), scores, TOLERANCE);
    }

    @Test
    void eightBitsAreTakenWhereTheyAreAsGood() throws IOException {
        PrecisionChoice choice = trained().choice();
        assertTrue(choice.exact() > .8, "learnt: " + choice.exact());
        boolean isAsGood = choice.small() >= choice.exact() - PrecisionChoice.MARGIN;
        assertEquals(isAsGood ? Precision.INT8 : Precision.FLOAT32, choice.precision());
        assertEquals(choice.file(choice.precision()), trained().model());
        assertTrue(
                choice.file(Precision.INT8).onnx().length
                        < .6 * choice.file(Precision.FLOAT32).onnx().length,
                "eight bits are smaller");
    }

    @Test
    void eightBitsThatComputeSomethingElseAreNot() throws IOException {
        PrecisionChoice good = trained().choice();
        ModelFile small = good.file(Precision.INT8);
        float[] answer = small.answer().clone();
        answer[0] += 100;
        ModelFile broken =
                new ModelFile(
                        small.kind(), small.metadata(), small.question(), answer, small.onnx());
        Map<Precision, ModelFile> files =
                Map.of(Precision.FLOAT32, good.file(Precision.FLOAT32), Precision.INT8, broken);
        Corpus corpus = corpus();
        PrecisionChoice choice = PrecisionChoice.of(files, corpus, corpus.sessions());
        assertEquals(Precision.FLOAT32, choice.precision());
        assertTrue(Double.isNaN(choice.small()), "it computes something else");
    }

    @Test
    void withNothingToJudgeByItStaysExact() throws IOException {
        PrecisionChoice choice =
                PrecisionChoice.of(trained().choice().files(), corpus(), List.of());
        assertEquals(Precision.FLOAT32, choice.precision());
    }

    @Test
    void theRankerIsToldByTheDaemonsRuntime() throws Exception {
        CountDownLatch answered = new CountDownLatch(3);
        try (GptService service =
                GptService.start(GptConfig.DEFAULT, _ -> answered.countDown(), _ -> {})) {
            service.install(ModelFile.parse(trained().model().toByteArray()));
            Ranker ranker =
                    new Ranker(
                            new RankerConfig(1_024, 1_024, 256, 64, 16, 0),
                            List.of(service.source()));
            for (int page = 5; page >= 3; page--) {
                String key = "/pages/p" + page + ".html";
                service.asked(1, 10 - page, key, Kind.PAGE);
                ranker.learn(1, 10 - page, key, Kind.PAGE);
            }
            assertTrue(answered.await(30, TimeUnit.SECONDS), "answers came");
            // The ranker has seen the way down only up to here: the model knows how it goes on.
            assertTrue(ranker.rank(1).keys().contains("/pages/p2.html"), "p2 is offered");
            assertEquals(3, service.stats().answered());
        }
    }

    @Test
    void theSameSeedGivesTheSameModel() throws IOException {
        assumeTrue(Torch.isAvailable(), Torch.absence());
        ModelFile one =
                new GptTrainer(corpus(), options(5), Optional.empty()).train(_ -> {}).model();
        ModelFile two =
                new GptTrainer(corpus(), options(5), Optional.empty()).train(_ -> {}).model();
        assertArrayEquals(one.onnx(), two.onnx());
    }

    @Test
    void aModelThatIsTrainedOnKnowsWhatItKnew() throws IOException {
        ModelFile earlier = trained().model();
        TrainingResult anew = new GptTrainer(corpus(), options(5), Optional.empty()).train(_ -> {});
        TrainingResult on =
                new GptTrainer(corpus(), options(5), Optional.of(earlier)).train(_ -> {});
        assertTrue(anew.holdoutTop1() < .5, "foretold anew: " + anew.holdoutTop1());
        assertTrue(on.holdoutTop1() > .85, "foretold: " + on.holdoutTop1());
    }

    @Test
    void newKeysGetSlotsOfAModelThatIsTrainedOn() throws IOException {
        Corpus corpus = corpus();
        for (int client = 1_000; client < 1_040; client++) {
            for (int i = 0; i < 12; i++) {
                corpus.request(client, client * 100L + i, "/new/n" + i % 3 + ".html");
            }
        }
        TrainingResult on =
                new GptTrainer(corpus, options(40), Optional.of(trained().model())).train(_ -> {});
        Vocabulary vocabulary = GptMetadata.parse(on.model().metadata()).vocabulary();
        assertEquals(11, vocabulary.shape().slots());
        assertTrue(vocabulary.outcome("/new/n0.html") >= 8, "a page has lost its slot");
        assertTrue(on.holdoutTop1() > .85, "foretold: " + on.holdoutTop1());
    }

    @Test
    void whatIsNoGpt2IsNotTrainedOn() throws IOException {
        ModelFile good = trained().model();
        ModelFile other =
                new ModelFile(
                        ModelKind.POLICY,
                        good.metadata(),
                        good.question(),
                        good.answer(),
                        good.onnx());
        LearnerException e =
                assertThrows(
                        LearnerException.class,
                        () -> new GptTrainer(corpus(), options(1), Optional.of(other)));
        assertTrue(String.valueOf(e.getMessage()).contains("it cannot be trained on"));
    }

    @Test
    void tooLittleToLearnFromIsSaid() {
        assumeTrue(Torch.isAvailable(), Torch.absence());
        Corpus corpus = new Corpus(100);
        corpus.request(1, 0, "/a");
        LearnerException e =
                assertThrows(
                        LearnerException.class,
                        () -> new GptTrainer(corpus, options(1), Optional.empty()));
        assertTrue(String.valueOf(e.getMessage()).contains("too little to learn from"));
    }
}

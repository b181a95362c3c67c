package io.neurocache.predict.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GptServiceTest {
    private static final GptConfig CONFIG = new GptConfig(8, 16, 4, Duration.ofSeconds(10));
    private static final RankerConfig RANKER = new RankerConfig(1_024, 1_024, 256, 64, 16, 0);

    private final BlockingQueue<Long> answered = new LinkedBlockingQueue<>();
    private final BlockingQueue<ModelException> failures = new LinkedBlockingQueue<>();
    private GptService service = GptService.start(CONFIG, answered::add, failures::add);

    @AfterEach
    void close() throws ModelException {
        service.close();
    }

    private void restart(GptConfig config) throws ModelException {
        service.close();
        service = GptService.start(config, answered::add, failures::add);
    }

    private void awaitAnswer(long client) throws InterruptedException {
        assertEquals(client, answered.poll(30, TimeUnit.SECONDS));
    }

    private ModelException awaitFailure() throws InterruptedException {
        ModelException failure = failures.poll(30, TimeUnit.SECONDS);
        assertNotNull(failure, "no failure was told of in time");
        return failure;
    }

    private static List<String> ranking(GptService service, long client) {
        Ranker ranker = new Ranker(RANKER, List.of(service.source()));
        ranker.learn(client, 0, TestModels.key(5), Kind.PAGE);
        return ranker.rank(client).keys();
    }

    @Test
    void withoutAModelNothingIsOfferedOrDone() {
        for (int i = 0; i < 100; i++) {
            service.asked(1, 0, TestModels.key(5), Kind.PAGE);
        }
        assertTrue(ranking(service, 1).isEmpty(), "nothing is known");
        assertEquals(new GptStats(false, 0, 0, 0, 0, 0, 0), service.stats());
    }

    @Test
    void theRankerIsOfferedWhatTheModelExpects() throws Exception {
        service.install(TestModels.file(3));
        assertTrue(ranking(service, 1).isEmpty(), "nothing was asked for yet");
        service.asked(1, 0, TestModels.key(5), Kind.PAGE);
        awaitAnswer(1);
        assertEquals(GptAnswer.MAX_EXPECTED, ranking(service, 1).size());
        assertTrue(ranking(service, 2).isEmpty(), "another client's answer");
        GptStats stats = service.stats();
        assertTrue(stats.isLive(), "live");
        assertEquals(1, stats.installed());
        assertTrue(stats.p50Micros() > 0 && stats.p50Micros() <= stats.p99Micros(), "timed");
    }

    @Test
    void aLateAnswerIsOfferedWithoutTheKeyThatCameSince() throws Exception {
        service.install(TestModels.file(3));
        service.asked(1, 0, TestModels.key(4), Kind.PAGE);
        awaitAnswer(1);
        GptEngine engine = new GptEngine(1);
        try (GptModel model = GptModel.load(TestModels.file(3))) {
            engine.use(model);
            String likeliest =
                    engine.asked(1, 0, TestModels.key(4), Kind.PAGE).expected().getFirst().key();
            Ranker ranker = new Ranker(RANKER, List.of(service.source()));
            ranker.learn(1, 0, likeliest, Kind.PAGE);
            List<String> ranking = ranker.rank(1).keys();
            assertEquals(GptAnswer.MAX_EXPECTED - 1, ranking.size());
            assertFalse(ranking.contains(likeliest), "it was just asked for");
        }
    }

    @Test
    void whatDoesNotFitTheQueueIsDroppedAndNobodyWaits() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        service.close();
        service =
                GptService.start(
                        new GptConfig(1, 2, 1, Duration.ofSeconds(10)),
                        client -> {
                            reached.countDown();
                            try {
                                blocked.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            answered.add(client);
                        },
                        failures::add);
        service.install(TestModels.file(3));
        service.asked(1, 0, TestModels.key(1), Kind.PAGE);
        reached.await();
        for (int i = 0; i < 10; i++) {
            service.asked(1, i, TestModels.key(1), Kind.PAGE);
        }
        assertEquals(8, service.stats().dropped());
        blocked.countDown();
        for (int i = 0; i < 3; i++) {
            awaitAnswer(1);
        }
    }

    @Test
    void modelsAreSwappedWhileRequestsCome() throws Exception {
        ModelFile[] files = {TestModels.file(3), TestModels.file(4)};
        service.install(files[0]);
        for (int i = 1; i <= 40; i++) {
            for (int client = 0; client < 10; client++) {
                service.asked(client, i, TestModels.key(client), Kind.PAGE);
            }
            service.install(files[i % 2]);
        }
        boolean isAnswered = false;
        // The queue may still be full of others, and drop it.
        for (int tries = 0; tries < 100 && !isAnswered; tries++) {
            service.asked(99, tries, TestModels.key(1), Kind.PAGE);
            Long client = answered.poll(300, TimeUnit.MILLISECONDS);
            while (client != null && !isAnswered) {
                isAnswered = client == 99;
                client = answered.poll(300, TimeUnit.MILLISECONDS);
            }
        }
        assertTrue(isAnswered, "it goes on with the last model");
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(41, service.stats().installed());
    }

    @Test
    void anUnfitModelChangesNothing() throws Exception {
        service.install(TestModels.file(3));
        ModelFile good = TestModels.file(3);
        ModelFile bad =
                new ModelFile(
                        good.kind(),
                        good.metadata(),
                        good.question(),
                        new float[good.answer().length],
                        good.onnx());
        assertThrows(ModelException.class, () -> service.install(bad));
        service.asked(1, 0, TestModels.key(5), Kind.PAGE);
        awaitAnswer(1);
        assertEquals(1, service.stats().installed());
    }

    @Test
    void aModelThatComputesNoNumbersIsGivenUp() throws Exception {
        service.install(TestModels.overflowing());
        service.asked(1, 0, TestModels.key(1), Kind.PAGE);
        awaitAnswer(1);
        service.asked(1, 1_000, TestModels.key(1), Kind.OTHER);
        assertTrue(String.valueOf(awaitFailure().getMessage()).contains("no number"));
        assertFalse(service.stats().isLive(), "given up");
        assertEquals(1, service.stats().failed());
        assertTrue(ranking(service, 1).isEmpty(), "its answers are gone");
        service.install(TestModels.file(3));
        service.asked(1, 1_001, TestModels.key(1), Kind.PAGE);
        awaitAnswer(1);
    }

    @Test
    void aSlowModelIsGivenUp() throws Exception {
        restart(new GptConfig(8, 1_000, 4, Duration.ofNanos(1)));
        service.install(TestModels.file(3));
        for (int i = 0; i < 300; i++) {
            service.asked(i % 4, i, TestModels.key(1), Kind.PAGE);
        }
        assertTrue(String.valueOf(awaitFailure().getMessage()).contains("us a request"));
        assertFalse(service.stats().isLive(), "given up");
    }

    @Test
    void afterCloseNothingIsInstalled() throws Exception {
        service.install(TestModels.file(3));
        service.close();
        assertFalse(service.stats().isLive(), "closed");
        assertThrows(IllegalStateException.class, () -> service.install(TestModels.file(3)));
    }

    @Test
    void uninstallingForgetsAllAnswers() throws Exception {
        service.install(TestModels.file(3));
        service.asked(1, 0, TestModels.key(5), Kind.PAGE);
        awaitAnswer(1);
        service.uninstall();
        assertTrue(ranking(service, 1).isEmpty(), "no answer is left");
    }

    @Test
    void configurationOutOfRangeIsRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new GptConfig(1, 1, 2, second));
        assertThrows(IllegalArgumentException.class, () -> new GptConfig(1, 0, 1, second));
        assertThrows(IllegalArgumentException.class, () -> new GptConfig(1, 1, 0, second));
        assertThrows(IllegalArgumentException.class, () -> new GptConfig(1, 1, 1, Duration.ZERO));
    }
}

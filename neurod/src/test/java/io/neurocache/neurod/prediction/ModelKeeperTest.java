package io.neurocache.neurod.prediction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.gpt.GptConfig;
import io.neurocache.predict.gpt.GptService;
import io.neurocache.predict.gpt.TestModels;
import io.neurocache.predict.model.ModelException;
import io.neurocache.raft.wire.ModelNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelKeeperTest {
    @TempDir private Path directory;
    private final FakeCluster cluster = new FakeCluster();
    private final GptService gpt = GptService.start(GptConfig.DEFAULT, _ -> {}, _ -> {});

    @AfterEach
    void close() throws ModelException {
        gpt.close();
    }

    private ModelKeeper keeper() {
        return new ModelKeeper(directory, cluster, gpt);
    }

    /** Puts a model into the cluster's cache; its name. */
    private String cached(byte[] model) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(model);
        String name = HexFormat.of().formatHex(digest);
        cluster.objects.put(ModelNames.object(name), model);
        return name;
    }

    private static byte[] model(long seed) {
        return TestModels.file(seed, Map.of()).toByteArray();
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString())
                    .filter(each -> each.endsWith(".model"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void withoutAModelNothingHappens() throws IOException {
        keeper().look();
        assertFalse(gpt.stats().isLive());
        assertEquals(List.of(), kept());
    }

    @Test
    void theModelInForceIsUsedAndKept() throws Exception {
        cluster.name = Optional.of(cached(model(1)));
        ModelKeeper keeper = keeper();
        keeper.look();
        assertTrue(gpt.stats().isLive());
        assertEquals(cluster.name.get(), keeper.inForce());
        assertEquals(List.of(cluster.name.get() + ".model"), kept());
    }

    @Test
    void oneThatIsNotHereIsFetchedAndUsedLater() throws Exception {
        String name = cached(model(1));
        byte[] bytes = cluster.objects.remove(ModelNames.object(name));
        cluster.name = Optional.of(name);
        ModelKeeper keeper = keeper();
        keeper.look();
        assertEquals(List.of(ModelNames.object(name)), cluster.fetched);
        assertFalse(gpt.stats().isLive());
        cluster.objects.put(ModelNames.object(name), bytes);
        keeper.look();
        assertTrue(gpt.stats().isLive());
    }

    @Test
    void aCopyOutlivesTheCacheAndTheProcess() throws Exception {
        cluster.name = Optional.of(cached(model(1)));
        keeper().look();
        cluster.objects.clear();
        gpt.uninstall();
        keeper().look();
        assertTrue(gpt.stats().isLive());
        assertEquals(List.of(), cluster.fetched);
    }

    @Test
    void anotherOneTakesItsPlaceAndNoneEndsIt() throws Exception {
        cluster.name = Optional.of(cached(model(1)));
        ModelKeeper keeper = keeper();
        keeper.look();
        cluster.name = Optional.of(cached(model(2)));
        keeper.look();
        assertEquals(List.of(cluster.name.get() + ".model"), kept());
        assertEquals(2, gpt.stats().installed());
        cluster.name = Optional.empty();
        keeper.look();
        assertFalse(gpt.stats().isLive());
        assertEquals("", keeper.inForce());
    }

    @Test
    void whatIsNotWhatItsNameSaysIsPurgedAndTheOldOneStays() throws Exception {
        String old = cached(model(1));
        cluster.name = Optional.of(old);
        ModelKeeper keeper = keeper();
        keeper.look();
        String name = cached(model(2));
        String key = ModelNames.object(name);
        cluster.objects.put(key, model(3));
        cluster.name = Optional.of(name);
        keeper.look();
        assertEquals(List.of(key), cluster.purged);
        assertEquals(old, keeper.inForce());
        assertTrue(gpt.stats().isLive());
        assertEquals(List.of(old + ".model"), kept());
        cluster.objects.put(key, model(2));
        keeper.look();
        assertEquals(name, keeper.inForce(), "the right one is taken when it comes");
    }

    @Test
    void whatNeverComesIsAskedForLessAndLessOften() {
        cluster.name = Optional.of("ab".repeat(32));
        ModelKeeper keeper = keeper();
        List<Integer> tries = new ArrayList<>();
        for (int look = 0; look < 300; look++) {
            int before = cluster.fetched.size();
            keeper.look();
            if (cluster.fetched.size() > before) {
                tries.add(look);
            }
        }
        assertEquals(List.of(0, 2, 5, 10, 19, 36, 69, 134, 199, 264), tries);
    }

    @Test
    void aCopyThatTheDiskHasChangedIsFetchedAgain() throws Exception {
        String name = cached(model(1));
        cluster.name = Optional.of(name);
        keeper().look();
        Files.write(directory.resolve(name + ".model"), flipped(model(1)));
        gpt.uninstall();
        ModelKeeper keeper = keeper();
        keeper.look();
        assertEquals(name, keeper.inForce());
        assertEquals(2, gpt.stats().installed());
    }

    @Test
    void whatIsNoModelIsRefused() throws Exception {
        for (byte[] bytes : List.of(new byte[0], new byte[100], flipped(model(1)))) {
            cluster.name = Optional.of(cached(bytes));
            ModelKeeper keeper = keeper();
            keeper.look();
            assertFalse(gpt.stats().isLive());
            assertEquals(List.of(), kept());
        }
    }

    private static byte[] flipped(byte[] model) {
        model[model.length / 2] ^= 1;
        return model;
    }

    @Test
    void onAPlatformWithoutTheRuntimeThereIsNoModelAndNoHarm() throws Exception {
        cluster.name = Optional.of(cached(model(1)));
        String architecture = System.getProperty("os.arch");
        ModelKeeper keeper = keeper();
        System.setProperty("os.arch", "vax");
        try {
            keeper.look();
            keeper.look();
        } finally {
            System.setProperty("os.arch", architecture);
        }
        assertFalse(gpt.stats().isLive());
        assertEquals("", keeper.inForce());
    }

    @Test
    void aNameThatIsNoneIsNone() throws Exception {
        cluster.name = Optional.of("../../etc/passwd");
        keeper().look();
        assertEquals(List.of(), cluster.fetched);
    }

    @Test
    void whileNobodyKnowsTheModelStays() throws Exception {
        cluster.name = Optional.of(cached(model(1)));
        ModelKeeper keeper = keeper();
        keeper.look();
        cluster.isSilent = true;
        keeper.look();
        assertTrue(gpt.stats().isLive());
    }

    /** A node whose cluster says what the test says. */
    private static final class FakeCluster implements ModelKeeper.Cluster {
        private final Map<String, byte[]> objects = new HashMap<>();
        private final List<String> fetched = new ArrayList<>();
        private final List<String> purged = new ArrayList<>();
        private Optional<String> name = Optional.empty();
        private boolean isSilent;

        @Override
        public void nameInForce(Consumer<Optional<String>> answer) {
            if (!isSilent) {
                answer.accept(name);
            }
        }

        @Override
        public byte @Nullable [] object(String key, int maxBytes) {
            return objects.get(key);
        }

        @Override
        public void fetch(String key) {
            fetched.add(key);
        }

        @Override
        public void purge(String key) {
            purged.add(key);
            objects.remove(key);
        }
    }
}

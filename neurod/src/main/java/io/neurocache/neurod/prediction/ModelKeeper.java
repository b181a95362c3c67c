package io.neurocache.neurod.prediction;

import io.neurocache.predict.gpt.GptService;
import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.OrtLibrary;
import io.neurocache.raft.wire.ModelNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node predict with the model that the cluster has in force.
 *
 * <p>Every few seconds it asks which one that is. One that it does not have it fetches as the
 * cached object it is, from whichever edge has it, and keeps a copy by its digest: it outlives what
 * the cache evicts. Until it is there the model before it stays, and the keeper tries again less
 * and less often. An object whose bytes are not those that its name stands for is purged, because
 * an origin may answer anything; bytes that are, and cannot be used, are refused once and for all.
 *
 * <p>{@link #look} is for one thread at a time; {@link #inForce} is safe from any.
 */
final class ModelKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);
    private static final String SUFFIX = ".model";

    /** In a folder of ours: else each process that is killed leaves 28 MB in the temporary one. */
    private static final String LIBRARY = "onnxruntime";

    private final Path directory;
    private final Cluster cluster;
    private final GptService gpt;
    private final Patience patience = new Patience();
    private String refused = "";
    private volatile String wanted = "";
    private volatile String inForce = "";

    /** What the keeper asks of the node. */
    interface Cluster {
        /**
         * Tells the name of the model in force, if there is one; or nothing, where nobody knows.
         */
        void nameInForce(Consumer<Optional<String>> answer);

        /** The whole of a cached object that is here and fresh; null where it is not. */
        byte @Nullable [] object(String key, int maxBytes);

        /** Has this edge fetch an object soon. */
        void fetch(String key);

        /** Has every edge forget an object, if the cluster agrees. */
        void purge(String key);
    }

    /** Looks left out between two tries for one name: 1, 2, 4, and so on. */
    private static final class Patience {
        private static final int MAX_LOOKS = 64;

        private String name = "";
        private int pause;
        private int left;

        /** Whether it is time to try. */
        boolean isOver(String wanted) {
            if (!wanted.equals(name)) {
                name = wanted;
                pause = 0;
                left = 0;
            }
            return left-- <= 0;
        }

        /** The try was for nothing. */
        void more() {
            pause = Math.clamp(2L * pause, 1, MAX_LOOKS);
            left = pause;
        }
    }

    /**
     * Makes one.
     *
     * @param directory where copies are kept; made when there is one to keep
     * @param gpt runs the model
     */
    ModelKeeper(Path directory, Cluster cluster, GptService gpt) {
        this.directory = directory;
        this.cluster = cluster;
        this.gpt = gpt;
    }

    /** The name of the model that is used, or an empty text. */
    String inForce() {
        return inForce;
    }

    /** Asks which model is in force, and does what can be done to use it. */
    void look() {
        cluster.nameInForce(name -> wanted = name.filter(ModelNames::isName).orElse(""));
        String name = wanted;
        if (name.equals(inForce) || (!name.isEmpty() && name.equals(refused))) {
            return;
        }
        try {
            if (name.isEmpty()) {
                gpt.uninstall();
                LOG.info("no model is in force any more");
                inForce = "";
            } else {
                use(name);
            }
        } catch (ModelException e) {
            LOG.warn("the model {} is of no use here: {}", name, e.getMessage());
            refused = name;
        } catch (IOException e) {
            LOG.warn("the model {} cannot be kept: {}", name, e.toString());
        }
    }

    private void use(String name) throws IOException {
        Path copy = directory.resolve(name + SUFFIX);
        byte[] bytes = kept(copy, name);
        if (bytes == null) {
            bytes = cached(name);
            if (bytes == null) {
                return;
            }
        }
        // Before it is kept: what is no model takes no room.
        ModelFile model = ModelFile.parse(bytes);
        keep(copy, bytes);
        if (!OrtLibrary.unpackTo(directory.resolve(LIBRARY))) {
            throw new ModelException("ONNX Runtime has no library for this platform");
        }
        gpt.install(model);
        inForce = name;
        LOG.info("predicting with the model {}", name);
        forgetOthers(copy);
    }

    /** The copy, unless the disk has changed it. */
    private static byte @Nullable [] kept(Path copy, String name) throws IOException {
        if (!Files.exists(copy)) {
            return null;
        }
        byte[] bytes = Files.size(copy) <= ModelFile.MAX_BYTES ? Files.readAllBytes(copy) : null;
        if (bytes != null && ModelFile.name(bytes).equals(name)) {
            return bytes;
        }
        LOG.warn("{} has changed on the disk and is fetched again", copy);
        Files.delete(copy);
        return null;
    }

    private byte @Nullable [] cached(String name) {
        String key = ModelNames.object(name);
        byte[] bytes = cluster.object(key, ModelFile.MAX_BYTES);
        if (bytes != null && ModelFile.name(bytes).equals(name)) {
            return bytes;
        }
        if (patience.isOver(name)) {
            patience.more();
            if (bytes == null) {
                cluster.fetch(key);
            } else {
                LOG.warn("{} is not what its name says, and is purged", key);
                cluster.purge(key);
            }
        }
        return null;
    }

    private void keep(Path copy, byte[] bytes) throws IOException {
        if (Files.exists(copy)) {
            return;
        }
        Files.createDirectories(directory);
        Path part = directory.resolve("part" + SUFFIX);
        Files.write(part, bytes);
        Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    }

    private void forgetOthers(Path copy) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> others =
                    all.filter(each -> each.toString().endsWith(SUFFIX) && !each.equals(copy))
                            .toList();
            for (Path each : others) {
                Files.deleteIfExists(each);
            }
        }
    }
}

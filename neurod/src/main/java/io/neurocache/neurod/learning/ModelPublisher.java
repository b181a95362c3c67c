package io.neurocache.neurod.learning;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.predict.model.ModelFile;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ModelNames;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts a model into the cache by this node's own edge, as any client would, and then its name in
 * force. Stateless; safe from any thread.
 */
public final class ModelPublisher {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String YEAR = "max-age=31536000";

    private final Supplier<InetSocketAddress> edge;
    private final Path token;
    private final Names names;

    /** Sets keys of the store. */
    @FunctionalInterface
    public interface Names {
        /** Sets one; the answer comes once or not at all. */
        void put(Bytes key, Bytes value, Consumer<Boolean> answer);
    }

    /**
     * Makes one.
     *
     * @param edge where it listens by the time of the first model
     * @param token the file with what a bearer must show
     */
    public ModelPublisher(Supplier<InetSocketAddress> edge, Path token, Names names) {
        this.edge = edge;
        this.token = token;
        this.names = names;
    }

    /**
     * Publishes one. Blocks.
     *
     * @throws IOException when it is not certain that it is stored and in force
     */
    public void publish(byte[] model) throws IOException, InterruptedException {
        ModelFile.parse(model);
        String name = ModelFile.name(model);
        store(ModelNames.object(name), model);
        // Last: who reads the name finds the object.
        BlockingQueue<Boolean> answer = new ArrayBlockingQueue<>(1);
        names.put(ModelNames.IN_FORCE, Bytes.utf8(name), answer::offer);
        if (!Boolean.TRUE.equals(answer.poll(ANSWER.toSeconds(), TimeUnit.SECONDS))) {
            throw new IOException("the cluster has not agreed on the model " + name);
        }
    }

    private void store(String key, byte[] model) throws IOException {
        URI uri = URI.create("http://" + authority(edge.get()) + "/cache/" + key);
        HttpURLConnection put = (HttpURLConnection) uri.toURL().openConnection();
        try {
            put.setConnectTimeout((int) CONNECT.toMillis());
            put.setReadTimeout((int) ANSWER.toMillis());
            put.setRequestMethod("PUT");
            put.setDoOutput(true);
            put.setFixedLengthStreamingMode(model.length);
            put.setRequestProperty("Content-Type", "application/octet-stream");
            put.setRequestProperty("Cache-Control", YEAR);
            String secret = Files.readString(token, US_ASCII).strip();
            put.setRequestProperty("Authorization", "Bearer " + secret);
            try (OutputStream out = put.getOutputStream()) {
                out.write(model);
            }
            int status = put.getResponseCode();
            if (status != HttpURLConnection.HTTP_CREATED
                    && status != HttpURLConnection.HTTP_NO_CONTENT) {
                throw new IOException("the edge does not store the model: status " + status);
            }
        } finally {
            put.disconnect();
        }
    }

    private static String authority(InetSocketAddress at) {
        InetAddress address = at.getAddress();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + at.getPort();
    }
}

package io.neurocache.edge.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tech.kwik.flupke.Http3Client;
import tech.kwik.flupke.Http3ClientBuilder;

/** Connects Flupke. */
final class Http3Clients {
    private static final int ATTEMPTS = 5;

    private Http3Clients() {}

    static URI uri(TestServer server, String path) {
        return URI.create("https://localhost:" + server.server.address().getPort() + path);
    }

    /**
     * A client with an open connection. kwik 0.10.8 loses a race of its own when Retry arrives
     * within about a millisecond (its ClientHello is not yet noted down), so it may try again.
     */
    static HttpClient connected(TestServer server) throws IOException, InterruptedException {
        ConnectException last = new ConnectException("not tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Http3ClientBuilder builder = Http3Client.newBuilder();
            HttpClient client =
                    builder.disableCertificateCheck()
                            .connectTimeout(Duration.ofSeconds(10))
                            .build();
            try {
                client.send(
                        HttpRequest.newBuilder(uri(server, "/hello")).build(),
                        BodyHandlers.discarding());
                return client;
            } catch (ConnectException e) {
                last = e;
            }
        }
        throw last;
    }
}

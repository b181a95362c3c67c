package io.neurocache.edge.testing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tech.kwik.flupke.Http3Client;
import tech.kwik.flupke.Http3ClientBuilder;

/** Connects Flupke. Stateless: safe from any thread. */
public final class Http3Clients {
    private static final int ATTEMPTS = 5;

    // kwik 0.10.8 asserts what two of its threads may see otherwise (a packet sent while an
    // acknowledgement is looked at); the error ends the thread that receives, and its connection
    // hangs until it has been idle for too long. As its users run it, it goes on.
    static {
        Http3Clients.class.getClassLoader().setPackageAssertionStatus("tech.kwik", false);
    }

    private Http3Clients() {}

    /**
     * A client with an open connection. kwik 0.10.8 loses a race of its own when Retry arrives
     * within about a millisecond (its ClientHello is not yet noted down), so it may try again; with
     * a new client, because one whose connection failed cannot make another.
     *
     * @param first what is asked for to open the connection; the answer does not matter
     */
    public static HttpClient connected(URI first) throws IOException, InterruptedException {
        ConnectException last = new ConnectException("not tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Http3ClientBuilder builder = Http3Client.newBuilder();
            HttpClient client =
                    builder.disableCertificateCheck()
                            .connectTimeout(Duration.ofSeconds(10))
                            .build();
            try {
                client.send(HttpRequest.newBuilder(first).build(), BodyHandlers.discarding());
                return client;
            } catch (ConnectException e) {
                last = e;
            }
        }
        throw last;
    }
}

package io.neurocache.neurod.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes routes as {@code /admin/origins} tells them. Stateless; safe from any thread. */
final class OriginsJson {
    private static final JsonFactory JSON = new JsonFactory();

    private OriginsJson() {}

    static byte[] render(Routes routes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("routes");
            for (Route route : routes.list()) {
                route(json, route);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            // The stream is memory: it cannot fail.
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void route(JsonGenerator json, Route route) throws IOException {
        json.writeStartObject();
        json.writeStringField("pattern", route.pattern().pattern());
        json.writeStringField("host", route.host());
        json.writeArrayFieldStart("origins");
        for (OriginAddress origin : route.origins()) {
            json.writeString(origin.toString());
        }
        json.writeEndArray();
        json.writeStringField("health", route.healthPath());
        json.writeNumberField("default_ttl_s", route.defaultTtl().toSeconds());
        json.writeNumberField("stale_if_error_s", route.staleIfError().toSeconds());
        json.writeNumberField("stale_if_unreachable_s", route.staleIfUnreachable().toSeconds());
        json.writeStringField("when_cut_off", route.whenCutOff().text());
        json.writeEndObject();
    }
}

package io.neurocache.neurod.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Glob;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsJsonTest {
    @Test
    void routesAreToldInTheirOrder() {
        OriginAddress one = OriginAddress.parse("http://127.0.0.1:9000");
        OriginAddress two = OriginAddress.parse("https://two.example");
        Routes routes =
                new Routes(
                        List.of(
                                Route.of(Glob.of("img/**"), List.of(one, two)),
                                Route.of(Glob.of("**"), List.of(two))));
        String json = new String(OriginsJson.render(routes), UTF_8);
        assertTrue(
                json.startsWith(
                        "{\"routes\":[{\"pattern\":\"img/**\",\"host\":\"\",\"origins\":[\""
                                + one
                                + "\",\""
                                + two
                                + "\"],"),
                json);
        assertTrue(json.contains("},{\"pattern\":\"**\","), json);
        assertEquals("{\"routes\":[]}", new String(OriginsJson.render(Routes.NONE), UTF_8));
    }
}

package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.FakeOrigin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many calls at once. */
class OriginLoadIT {
    private static final int CALLS = 1000;

    @Test
    void aThousandCallsAtOnceAreAnsweredOverBoundedConnections() {
        var echo =
                FakeOrigin.each((request, with) ->
                        with.send(
                                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
                                        + request.target().substring(1)));
        try (OriginRig rig = OriginRig.usual();
                FakeOrigin origin = FakeOrigin.start(echo)) {
            OriginGroup group = OriginGroup.of(origin.address());
            List<RecordedCall> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(rig.send(group, OriginRig.get("/" + (1000 + i))));
            }
            for (int i = 0; i < CALLS; i++) {
                assertEquals(Integer.toString(1000 + i), calls.get(i).await().text());
            }
            assertTrue(origin.connections() <= 256, () -> origin.connections() + " connections");
            assertEquals(CALLS, rig.counters().connects() + rig.counters().reuses());
        }
    }

    @Test
    void aThousandCallsCancelledAtOnceLeaveNothing() {
        try (OriginRig rig = OriginRig.usual();
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x".repeat(1000)))) {
            OriginGroup group = OriginGroup.of(origin.address());
            List<RecordedCall> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(rig.send(group, OriginRig.get("/")));
            }
            calls.forEach(call -> call.with(OriginCall::cancel));
            assertEquals(1000, rig.get(origin.address(), "/").text().length());
            OriginRig.await("one connection to be left", () -> origin.openConnections() <= 32);
        }
    }
}

package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Routes;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.coherence.Order.Target;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What purges leave behind, and what a start without them makes of it. */
class SweepIT {
    @TempDir Path folder;

    private EdgeRig rig(Routes routes) throws Exception {
        return EdgeRig.start(folder, routes, edge -> new FakeCluster(edge::apply));
    }

    @Test
    void whatIsPurgedByTagOrPrefixGivesItsSpaceBack() throws Exception {
        try (EdgeRig rig = rig(Routes.NONE)) {
            for (int i = 0; i < 600; i++) {
                String path = (i % 3 == 0 ? "/cache/img/" : "/cache/doc/") + i;
                rig.send("PUT", path, "x".repeat(5000), "Cache-Tag", "t" + i % 2);
            }
            long used = rig.edge().storage().usedBytes();
            rig.cluster().apply(new Order(Target.PREFIX, List.of("img/"), false));
            rig.cluster().apply(new Order(Target.TAGS, List.of("t0"), false));

            Await.until(
                    () -> rig.edge().storage().objects() == 200,
                    () -> "objects: " + rig.edge().storage().objects());
            assertEquals(400, rig.edge().counters().swept.sum());
            assertTrue(rig.edge().storage().usedBytes() < used / 2);
            assertEquals(200, rig.get("/cache/doc/1").statusCode());
            assertEquals(404, rig.get("/cache/doc/2").statusCode());
            Await.until(SweepIT::hasEnded, () -> "the thread goes on");
        }
    }

    private static boolean hasEnded() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("edge-sweep"));
    }

    @Test
    void listsOfVariantsGoWithTheirVariants() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(EdgeRig.routes(origin.origin().address()))) {
            origin.adds("Vary: Accept-Language\r\n");
            rig.get("/cache/a", "Accept-Language", "de");
            rig.get("/cache/a", "Accept-Language", "fr");
            assertEquals(3, rig.edge().storage().objects());
            rig.cluster().apply(new Order(Target.TAGS, List.of("t"), false));
            Await.until(
                    () -> rig.edge().counters().swept.sum() == 2,
                    () -> "swept: " + rig.edge().counters().swept);
            // The list may have been passed before its variants: the next walk finds it empty.
            rig.cluster().apply(new Order(Target.TAGS, List.of("u"), false));
            Await.until(
                    () -> rig.edge().storage().objects() == 0,
                    () -> "objects: " + rig.edge().storage().objects());
        }
    }

    /** The next life of the slab knows none of the orders. */
    @Test
    void whatOrdersMadeStaleOrDoubtfulStaysSoWithoutThem() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start()) {
            Routes routes = EdgeRig.routes(origin.origin().address());
            try (EdgeRig rig = rig(routes)) {
                rig.get("/cache/doubtful");
                rig.cluster().missed();
                rig.get("/cache/soft");
                rig.get("/cache/other");
                long settled = rig.edge().settledIndex();
                assertTrue(settled < rig.cluster().appliedIndex(), "not before the sweep");
                long last = rig.cluster().apply(new Order(Target.KEYS, List.of("soft"), true));
                Await.until(
                        () -> rig.edge().settledIndex() >= last,
                        () -> "settled: " + rig.edge().settledIndex());
                rig.cluster().advance();
                assertEquals(
                        rig.cluster().appliedIndex(),
                        rig.edge().settledIndex(),
                        "what is no order asks for no sweep");
            }
            int before = origin.requests();
            try (EdgeRig rig = rig(routes)) {
                for (int i = 0; i < 5; i++) {
                    rig.cluster().advance();
                }
                assertTrue(EdgeRig.status(rig.get("/cache/other")).contains("hit"));
                assertTrue(EdgeRig.status(rig.get("/cache/soft")).contains("fwd-status=304"));
                assertTrue(EdgeRig.status(rig.get("/cache/doubtful")).contains("fwd-status=304"));
                assertTrue(EdgeRig.status(rig.get("/cache/soft")).contains("hit"));
                assertTrue(EdgeRig.status(rig.get("/cache/doubtful")).contains("hit"));
                assertEquals(before + 2, origin.requests());
            }
        }
    }
}

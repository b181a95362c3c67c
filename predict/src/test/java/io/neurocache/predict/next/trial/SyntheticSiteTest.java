package io.neurocache.predict.next.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.links.PageLinks;
import io.neurocache.predict.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticSiteTest {
    private static final SyntheticSite.Shape SHAPE =
            new SyntheticSite.Shape(200, 8, 300, 8_000, 100, 1);
    private static final RankerConfig SMALL = new RankerConfig(32_768, 32_768, 4_096, 1_024, 24, 0);

    @Test
    void oneSeedIsOneTrace() {
        Trace one = new SyntheticSite(SHAPE).run();
        Trace two = new SyntheticSite(SHAPE).run();
        assertEquals(SHAPE.requests(), one.requests());
        for (int i = 0; i < one.requests(); i++) {
            assertEquals(one.keyName(one.key(i)), two.keyName(two.key(i)));
            assertEquals(one.time(i), two.time(i));
            assertTrue(i == 0 || one.time(i) >= one.time(i - 1), "time runs backwards");
        }
    }

    @Test
    void theRankerBeatsTheBaselinesAndLinksHelpIt() {
        Trace trace = new SyntheticSite(SHAPE).run();
        double ppm = top1(new PartialMatching(2), trace);
        double alone = top1(new RankerPredictor(new Ranker(SMALL)), trace);
        SyntheticSite site = new SyntheticSite(SHAPE);
        site.run();
        PageLinks links = new PageLinks(1_000);
        Ranker linked = new Ranker(SMALL, List.of(links));
        double with =
                top1(new RankerPredictor(linked, key -> links.filled(key, site.links(key))), trace);
        assertTrue(alone > ppm + .05, alone + " against " + ppm);
        assertTrue(with > alone + .02, with + " against " + alone);
    }

    private static double top1(Predictor predictor, Trace trace) {
        return Accuracy.of(predictor, trace, Accuracy.Moment.AFTER_SERVING).top1();
    }
}

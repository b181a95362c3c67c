package io.neurocache.predict.next.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    @Test
    void stepsHitsAndAnswersAreCounted() {
        Trace trace = trace("1 a", "1 b", "2 a", "2 b", "3 a", "3 c", "3 z");
        Accuracy accuracy =
                Accuracy.of(new PartialMatching(1), trace, Accuracy.Moment.AFTER_SERVING);
        assertEquals(4, accuracy.steps());
        assertEquals(2, accuracy.answered());
        assertEquals(1, accuracy.first());
        assertEquals(1, accuracy.firstFive());
        assertEquals(.25, accuracy.top1());
    }

    @Test
    void onArrivalKnowsWhatOthersDidInBetween() {
        Trace trace = trace("1 a", "2 a", "2 b", "1 b");
        PartialMatching after = new PartialMatching(1);
        assertEquals(0, Accuracy.of(after, trace, Accuracy.Moment.AFTER_SERVING).first());
        PartialMatching arrival = new PartialMatching(1);
        assertEquals(1, Accuracy.of(arrival, trace, Accuracy.Moment.ON_ARRIVAL).first());
    }

    @Test
    void calibrationComparesWhatWasSaidWithWhatCame() {
        Trace trace = trace("1 a", "1 b", "2 a", "2 b", "3 a", "3 c", "4 a", "4 b");
        Accuracy accuracy =
                Accuracy.of(new PartialMatching(1), trace, Accuracy.Moment.AFTER_SERVING);
        List<Calibration.Tenth> tenths = accuracy.calibration().tenths();
        assertEquals(
                List.of(new Calibration.Tenth(1, 2 / 3.0, 1), new Calibration.Tenth(2, 1, .5)),
                tenths);
        assertEquals((1 / 3.0 + 2 * .5) / 3, accuracy.calibration().error(), 1e-9);
    }

    private static Trace trace(String... requests) {
        TraceBuilder builder = new TraceBuilder("test");
        for (String request : requests) {
            String[] parts = request.split(" ", -1);
            builder.add(0, parts[0], parts[1], TraceBuilder.NO_SIZE);
        }
        return builder.build();
    }
}

package io.neurocache.predict.next.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.gpt.TestModels;
import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GptReportTest {
    private static final RankerConfig CONFIG = new RankerConfig(1_024, 1_024, 256, 64, 16, 0);

    /** Two clients go round through four keys. */
    private static Trace trace() {
        TraceBuilder trace = new TraceBuilder("round");
        for (int i = 0; i < 200; i++) {
            trace.add(i, "c" + i % 2, TestModels.key(4 + i / 2 % 4), 1);
        }
        return trace.build();
    }

    private static ModelFile model(long seed, long until) {
        return TestModels.file(seed, Map.of("trained_until", Long.toString(until)));
    }

    @Test
    void onlyStepsAfterTheTrainingCountAndAllPredictorsHaveTheSame() throws ModelException {
        List<List<String>> rows =
                GptReport.rows(trace(), CONFIG, List.of(model(4, 149), model(3, 99)));
        assertEquals(
                List.of("markov-1", "ppm-3", "ranker", "gpt-2", "ranker+gpt-2"),
                rows.stream().map(row -> row.get(1)).toList());
        for (List<String> row : rows) {
            assertEquals(GptReport.HEADER.size(), row.size());
            assertEquals("100", row.get(2));
        }
        assertEquals("1.0000", rows.get(2).get(3), "the ranker knows the round");
        assertEquals(List.of("0", "0", "1.0000"), rows.get(2).subList(5, 8), "beside itself");
        int lost = Integer.parseInt(rows.get(3).get(6));
        double top1 = Double.parseDouble(rows.get(3).get(3));
        assertEquals(1 - lost / 100., top1, 1e-9, "an untrained model only loses");
        assertTrue(Double.parseDouble(rows.get(4).get(3)) > .95, "and does not mislead the mix");
    }

    @Test
    void aModelThatDoesNotSayUntilWhenItWasTrainedIsRefused() {
        for (Map<String, String> notes :
                List.of(Map.<String, String>of(), Map.of("trained_until", "May"))) {
            List<ModelFile> models = List.of(TestModels.file(3, notes));
            assertThrows(ModelException.class, () -> GptReport.rows(trace(), CONFIG, models));
        }
    }

    @Test
    void aModelGoesLiveOnlyIfItAddsEnoughAndNotByChance() throws ModelException {
        GptVerdict untrained = GptVerdict.of(trace(), CONFIG, model(3, 99));
        assertEquals(100, untrained.steps());
        assertEquals(1, untrained.without());
        assertFalse(untrained.pays());
        Comparison clear = new Comparison(200, 100);
        assertTrue(new GptVerdict(20_000, .5, .505, clear).pays());
        assertFalse(new GptVerdict(19_999, .5, .505, clear).pays(), "too few steps");
        assertFalse(new GptVerdict(20_000, .5, .5019, clear).pays(), "too little");
        assertFalse(new GptVerdict(20_000, .5, .505, new Comparison(101, 100)).pays(), "chance");
    }
}

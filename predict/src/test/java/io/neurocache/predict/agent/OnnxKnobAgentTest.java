package io.neurocache.predict.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ModelKind;
import io.neurocache.predict.onnx.ElementType;
import io.neurocache.predict.onnx.OnnxGraph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent from a model file, by ONNX Runtime. */
class OnnxKnobAgentTest {
    private static final int ACTIONS = KnobAction.count();

    /** The odds of action i are number i of the observation. */
    private static byte[] network(String input, float weight) {
        OnnxGraph graph = new OnnxGraph("policy");
        String x = graph.input(input, ElementType.FLOAT, 1, Observer.LENGTH);
        float[] weights = new float[Observer.LENGTH * ACTIONS];
        for (int i = 0; i < ACTIONS; i++) {
            weights[i * ACTIONS + i] = weight;
        }
        String w = graph.floats("w", weights, Observer.LENGTH, ACTIONS);
        graph.node("MatMul", List.of(x, w), List.of(OnnxKnobAgent.OUTPUT));
        graph.output(OnnxKnobAgent.OUTPUT, ElementType.FLOAT, 1, ACTIONS);
        return graph.model(20, Map.of());
    }

    private static float[] observation(int highest) {
        float[] observation = new float[Observer.LENGTH];
        observation[highest] = 1;
        return observation;
    }

    private static ModelFile file(ModelKind kind, byte[] network) {
        float[] answer = new float[ACTIONS];
        answer[3] = 1;
        return new ModelFile(kind, "{}", OnnxKnobAgent.question(observation(3)), answer, network);
    }

    @Test
    void itDoesWhatHasTheHighestOdds() throws ModelException {
        ModelFile file = file(ModelKind.POLICY, network(OnnxKnobAgent.INPUT, 1));
        try (OnnxKnobAgent agent = OnnxKnobAgent.load(file)) {
            for (int i = 0; i < ACTIONS; i++) {
                assertEquals(KnobAction.of(i), agent.act(observation(i), 0));
            }
            assertFalse(agent.hasFailed());
        }
    }

    @Test
    void oneThatAnswersNoNumberIsNotAskedAgain() throws ModelException {
        ModelFile file = file(ModelKind.POLICY, network(OnnxKnobAgent.INPUT, 1));
        try (OnnxKnobAgent agent = OnnxKnobAgent.load(file)) {
            float[] wild = observation(3);
            wild[4] = Float.NaN;
            assertEquals(KnobAction.NONE, agent.act(wild, 0));
            assertTrue(agent.hasFailed());
            assertEquals(KnobAction.NONE, agent.act(observation(3), 0));
        }
    }

    @Test
    void modelsThatDoNotFitAreRefused() {
        byte[] good = network(OnnxKnobAgent.INPUT, 1);
        refused(file(ModelKind.GPT, good), "not a model for the knobs");
        refused(file(ModelKind.POLICY, network("other", 1)), "other inputs or outputs");
        refused(file(ModelKind.POLICY, network(OnnxKnobAgent.INPUT, 2)), "answers otherwise");
        refused(file(ModelKind.POLICY, new byte[] {1, 2, 3}), "refuses the network");
        ModelFile odd =
                new ModelFile(ModelKind.POLICY, "{}", new long[3], new float[ACTIONS], good);
        refused(odd, "not a model for the knobs");
    }

    private static void refused(ModelFile file, String words) {
        ModelException e =
                assertThrows(ModelException.class, () -> OnnxKnobAgent.load(file).close());
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
    }
}

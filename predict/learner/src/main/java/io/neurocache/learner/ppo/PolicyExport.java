package io.neurocache.learner.ppo;

import io.neurocache.predict.agent.KnobAction;
import io.neurocache.predict.agent.Observer;
import io.neurocache.predict.agent.OnnxKnobAgent;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ModelKind;
import io.neurocache.predict.onnx.ElementType;
import io.neurocache.predict.onnx.OnnxGraph;
import java.util.List;
import java.util.Map;

/** Makes a model file of a trained actor; the critic stays behind. Stateless. */
public final class PolicyExport {
    private static final int OPSET = 20;

    private PolicyExport() {}

    /** The model, with an answer of its own to check it by. */
    public static ModelFile model(ActorCritic network) {
        float[] question = new float[Observer.LENGTH];
        for (int i = 0; i < question.length; i++) {
            question[i] = (i - 12) / 12f;
        }
        float[] answer = new float[KnobAction.count()];
        network.forward(question, answer);
        return new ModelFile(
                ModelKind.POLICY, "{}", OnnxKnobAgent.question(question), answer, onnx(network));
    }

    private static byte[] onnx(ActorCritic network) {
        OnnxGraph graph = new OnnxGraph("policy");
        String x = graph.input(OnnxKnobAgent.INPUT, ElementType.FLOAT, 1, Observer.LENGTH);
        String first = graph.node("Tanh", List.of(layer(graph, network, x, 0)));
        String second = graph.node("Tanh", List.of(layer(graph, network, first, 2)));
        String sums = layer(graph, network, second, 4);
        graph.node("Identity", List.of(sums), List.of(OnnxKnobAgent.OUTPUT));
        graph.output(OnnxKnobAgent.OUTPUT, ElementType.FLOAT, 1, KnobAction.count());
        return graph.model(OPSET, Map.of());
    }

    private static String layer(OnnxGraph graph, ActorCritic network, String x, int at) {
        String weights =
                graph.floats(
                        "weights" + at, network.parameters()[at], ActorCritic.shapes().get(at));
        String biases =
                graph.floats(
                        "biases" + at,
                        network.parameters()[at + 1],
                        ActorCritic.shapes().get(at + 1));
        return graph.node("Add", List.of(graph.node("MatMul", List.of(x, weights)), biases));
    }
}

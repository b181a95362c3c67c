package io.neurocache.predict.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.model.ModelException;
import io.neurocache.predict.model.ModelFile;
import io.neurocache.predict.model.ModelKind;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GptModelTest {
    private static final float TOLERANCE = 1e-4f;

    private static String refused(ModelFile file) {
        return String.valueOf(
                assertThrows(ModelException.class, () -> GptModel.load(file)).getMessage());
    }

    private static ModelFile with(ModelFile file, float[] answer) {
        return new ModelFile(file.kind(), file.metadata(), file.question(), answer, file.onnx());
    }

    private static ModelFile asPolicy(ModelFile file) {
        return new ModelFile(
                ModelKind.POLICY, file.metadata(), file.question(), file.answer(), file.onnx());
    }

    @Test
    void theNetworkIsGpt2() throws ModelException {
        GptWeights weights = TestModels.weights(3);
        ReferenceGpt reference = new ReferenceGpt(weights, TestModels.vocabulary());
        try (GptModel model = GptModel.load(TestModels.file(3))) {
            GptModel.Step step = new GptModel.Step(TestModels.SHAPE, 1);
            float[] past = new float[TestModels.SHAPE.cacheSize()];
            for (int length = 1; length <= TestModels.SHAPE.context(); length++) {
                long[] question = TestModels.question(length);
                int last = (length - 1) * GptShape.ROWS_PER_TOKEN;
                System.arraycopy(question, last, step.rows, 0, GptShape.ROWS_PER_TOKEN);
                step.set(0, length - 1, past);
                model.run(step, 1);
                assertArrayEquals(reference.scores(question), step.scores, TOLERANCE);
                if (length < TestModels.SHAPE.context()) {
                    step.keep(0, length - 1, past);
                }
            }
        }
    }

    @Test
    void whatIsBehindThePositionIsNotLookedAt() throws ModelException {
        try (GptModel model = GptModel.load(TestModels.file(3))) {
            GptModel.Step step = new GptModel.Step(TestModels.SHAPE, 1);
            long[] question = TestModels.question(1);
            System.arraycopy(question, 0, step.rows, 0, GptShape.ROWS_PER_TOKEN);
            float[] past = new float[TestModels.SHAPE.cacheSize()];
            step.set(0, 0, past);
            model.run(step, 1);
            float[] clean = step.scores.clone();
            Arrays.fill(past, 1e6f);
            step.set(0, 0, past);
            model.run(step, 1);
            assertArrayEquals(clean, step.scores);
        }
    }

    @Test
    void eightBitsComputeNearlyTheSame() throws ModelException {
        ModelFile exact = TestModels.file(3);
        ModelFile small = TestModels.int8(3);
        assertEquals(Precision.INT8, GptMetadata.parse(small.metadata()).precision());
        assertTrue(small.metadata().contains("\"precision\":\"int8\""), small.metadata());
        try (GptModel one = GptModel.load(exact);
                GptModel other = GptModel.load(small)) {
            GptModel.Step step = new GptModel.Step(TestModels.SHAPE, 1);
            GptModel.Step smallStep = new GptModel.Step(TestModels.SHAPE, 1);
            long[] question = TestModels.question(1);
            float[] past = new float[TestModels.SHAPE.cacheSize()];
            for (GptModel.Step each : new GptModel.Step[] {step, smallStep}) {
                System.arraycopy(question, 0, each.rows, 0, GptShape.ROWS_PER_TOKEN);
                each.set(0, 0, past);
            }
            one.run(step, 1);
            other.run(smallStep, 1);
            assertArrayEquals(step.scores, smallStep.scores, .3f);
            assertFalse(Arrays.equals(step.scores, smallStep.scores), "these are eight bits");
        }
    }

    @Test
    void aFileIsTakenApartAgain() throws ModelException {
        GptWeights weights = TestModels.weights(3);
        GptModel.Knowledge exact = GptModel.knowledge(TestModels.file(3));
        assertEquals(TestModels.vocabulary().slots(), exact.vocabulary().slots());
        GptModel.Knowledge small = GptModel.knowledge(TestModels.int8(3));
        for (GptShape.Parameter parameter : TestModels.SHAPE.parameters()) {
            String name = parameter.name();
            assertArrayEquals(weights.get(name), exact.weights().get(name), name);
            assertArrayEquals(weights.get(name), small.weights().get(name), .02f, name);
        }
    }

    @Test
    void whatIsNoGpt2IsNotTakenApart() {
        ModelFile file = TestModels.file(3);
        String grown = file.metadata().replace("\"layers\":2", "\"layers\":3");
        ModelFile lying =
                new ModelFile(file.kind(), grown, file.question(), file.answer(), file.onnx());
        assertThrows(ModelException.class, () -> GptModel.knowledge(lying));
        assertThrows(ModelException.class, () -> GptModel.knowledge(asPolicy(file)));
    }

    @Test
    void eightBitsOfAnotherModelAreRefused() {
        ModelFile small = TestModels.int8(3);
        ModelFile mixed =
                new ModelFile(
                        small.kind(),
                        small.metadata(),
                        small.question(),
                        small.answer(),
                        TestModels.int8(4).onnx());
        assertTrue(refused(mixed).contains("another answer"));
    }

    @Test
    void theSameWeightsGiveTheSameFile() {
        assertArrayEquals(TestModels.file(3).toByteArray(), TestModels.file(3).toByteArray());
    }

    @Test
    void anotherAnswerIsRefused() {
        ModelFile file = TestModels.file(3);
        float[] answer = file.answer().clone();
        answer[4] += .05f;
        assertTrue(refused(with(file, answer)).contains("another answer"));
    }

    @Test
    void weightsOfAnotherModelAreRefused() {
        ModelFile file = TestModels.file(3);
        ModelFile other = TestModels.file(4);
        ModelFile mixed =
                new ModelFile(
                        file.kind(), file.metadata(), file.question(), file.answer(), other.onnx());
        assertTrue(refused(mixed).contains("another answer"));
    }

    @Test
    void aNetworkThatComputesNoNumbersIsRefused() {
        ModelFile file = TestModels.file(3);
        byte[] onnx = file.onnx().clone();
        // The table is the first constant and most of the file: NaN all over its middle.
        int middle = onnx.length / 4;
        for (int i = middle; i < middle + 400; i++) {
            onnx[i] = (byte) 0xFF;
        }
        ModelFile broken =
                new ModelFile(file.kind(), file.metadata(), file.question(), file.answer(), onnx);
        assertThrows(ModelException.class, () -> GptModel.load(broken));
    }

    @Test
    void weightsThatAreNoNumbersAreNotWritten() {
        Map<String, float[]> weights = TestModels.arrays(3);
        weights.put("bias", new float[17]);
        Arrays.fill(weights.get("bias"), Float.NaN);
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        GptModel.file(
                                new GptWeights(TestModels.SHAPE, weights),
                                TestModels.vocabulary(),
                                Precision.FLOAT32,
                                TestModels.question(1),
                                new float[17],
                                Map.of()));
    }

    @Test
    void aFileOfAnotherKindOrShapeIsRefused() {
        ModelFile file = TestModels.file(3);
        assertTrue(refused(asPolicy(file)).contains("POLICY"));
        assertTrue(refused(with(file, new float[3])).contains("wrong length"));
        for (String[] change :
                new String[][] {
                    {"\"layers\":2", "\"layers\":3"},
                    {"\"context\":8", "\"context\":9"},
                    {"\"width\":8", "\"width\":16"}
                }) {
            String metadata = file.metadata().replace(change[0], change[1]);
            ModelFile lying =
                    new ModelFile(
                            file.kind(), metadata, file.question(), file.answer(), file.onnx());
            assertThrows(ModelException.class, () -> GptModel.load(lying), change[1]);
        }
    }

    @Test
    void questionsOutOfRangeAreRefused() {
        ModelFile file = TestModels.file(3);
        long[][] bad = {{}, {1, 2, 3}, {0, 0, 0, 0, -1}, {0, 0, 0, 0, 1_000_000}, new long[45]};
        for (long[] question : bad) {
            ModelFile asking =
                    new ModelFile(
                            file.kind(), file.metadata(), question, file.answer(), file.onnx());
            assertTrue(refused(asking).contains("question"));
        }
    }

    @Test
    void metadataComesBack() throws ModelException {
        GptMetadata read = GptMetadata.parse(TestModels.file(3).metadata());
        assertEquals(TestModels.SHAPE, read.vocabulary().shape());
        assertEquals(TestModels.vocabulary().slots(), read.vocabulary().slots());
        assertEquals(7, read.vocabulary().seed());
        assertEquals(Map.of("seed", "1"), read.notes());
        assertEquals(Precision.FLOAT32, read.precision());
    }

    @Test
    void aTextThatSaysNothingOfPrecisionMeansThirtyTwoBits() throws ModelException {
        String text = TestModels.file(3).metadata().replace("\"precision\":\"float32\",", "");
        assertFalse(text.contains("precision"), text);
        assertEquals(Precision.FLOAT32, GptMetadata.parse(text).precision());
    }

    @Test
    void badMetadataIsRefused() {
        String good = TestModels.file(3).metadata();
        String[] bad = {
            "",
            "[]",
            "{",
            "{}",
            good + "{}",
            good.replace("\"slots\":16", "\"slots\":-1"),
            good.replace("\"slots\":16", "\"slots\":99999999999"),
            good.replace("\"slots\":16", "\"slots\":\"16\""),
            good.replace("\"slots\":16", "\"slots\":15"),
            good.replace("\"heads\":2", "\"heads\":3"),
            good.replace("\"seed\":7", "\"seed\":{}"),
            good.replace("\"precision\":\"float32\"", "\"precision\":\"int4\""),
            good.replace("\"precision\":\"float32\"", "\"precision\":8"),
            good.replace("\"generations\":[0,", "\"generations\":["),
            good.replace("\"generations\":[0,", "\"generations\":[-1,"),
            good.replace("\"/d0/key-0.html\"", "17"),
            good.replace("\"/d0/key-0.html\"", "\"/d1/key-1.html\""),
            good.replace("\"/d0/key-0.html\"", '"' + "x".repeat(5_000) + '"'),
            good.replace("\"notes\":{", "\"notes\":{\"a\":{\"b\":{\"c\":{\"d\":{}}}},"),
            good.replace("{\"buckets\"", "{\"buckets\":4,\"buckets\"")
        };
        for (String text : bad) {
            assertThrows(ModelException.class, () -> GptMetadata.parse(text), text);
        }
    }
}

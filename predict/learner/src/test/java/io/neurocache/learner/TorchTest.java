package io.neurocache.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TorchTest {
    @Test
    void gradientsAreThoseOfTheFunction() throws IOException {
        assumeTrue(Torch.isAvailable(), Torch.absence());
        Engine engine = Torch.start();
        assertEquals("2.7.1", engine.getVersion());
        try (NDManager manager = engine.newBaseManager()) {
            NDArray x = manager.create(new float[] {1, -2, 3});
            x.setRequiresGradient(true);
            try (GradientCollector collector = engine.newGradientCollector()) {
                collector.backward(x.mul(x).sum());
            }
            assertArrayEquals(new float[] {2, -4, 6}, x.getGradient().toFloatArray());
        }
    }

    @Test
    void whereThereIsNoLibraryThatIsSaid() {
        assumeFalse(Torch.isAvailable(), "there is one here");
        LearnerException e = assertThrows(LearnerException.class, Torch::start);
        assertEquals(Torch.absence(), e.getMessage());
    }
}

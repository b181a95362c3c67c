package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SignalsTest {

    @Test
    void everySignalOfTheNameRunsTheHandler() throws Exception {
        CountDownLatch runs = new CountDownLatch(2);
        // WINCH is ignored by default: a signal that came too early or late would do no harm.
        Signals.handle("WINCH", runs::countDown);
        for (int sent = 0; sent < 2; sent++) {
            long before = runs.getCount();
            String pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-WINCH", pid).start().waitFor();
            awaitBelow(runs, before);
        }

        assertTrue(runs.await(0, TimeUnit.SECONDS));
    }

    /** Two signals at once may be delivered as one, so the next is sent after the last arrived. */
    private static void awaitBelow(CountDownLatch runs, long count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (runs.getCount() >= count && System.nanoTime() < deadline) {
            if (runs.await(10, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    @Test
    void aSignalThatCannotBeHandledIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Signals.handle("KILL", () -> {}));
        assertThrows(IllegalArgumentException.class, () -> Signals.handle("NONSENSE", () -> {}));
    }
}

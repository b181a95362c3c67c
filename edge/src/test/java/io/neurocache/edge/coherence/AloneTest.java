package io.neurocache.edge.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.coherence.Cluster.Outcome;
import io.neurocache.edge.coherence.Order.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AloneTest {
    private final List<Outcome> answers = new ArrayList<>();
    private final List<Long> carriedOut = new ArrayList<>();
    private int removes;
    private final Alone alone =
            new Alone(
                    (index, _) -> {
                        carriedOut.add(index);
                        return removes;
                    },
                    100);

    @Test
    void anOrderIsInForceWhenItIsAnswered() {
        Order all = new Order(Target.ALL, List.of(), true);
        alone.order(all, answers::add);

        assertEquals(List.of(new Outcome.Done(101, true)), answers);
        assertEquals(List.of(101L), carriedOut);
        assertEquals(101, alone.appliedIndex());
        assertEquals(101, alone.invalidations().last());
        assertTrue(alone.isLeased(0));
        assertEquals(0, alone.lostForNanos());
    }

    @Test
    void aKeyIsFoundWhereSomethingWasRemoved() {
        alone.order(Order.key("k"), answers::add);
        removes = 1;
        alone.order(Order.key("k"), answers::add);

        assertEquals(List.of(new Outcome.Done(101, false), new Outcome.Done(102, true)), answers);
    }

    @Test
    void anOrderForSoonIsCarriedOutToo() {
        alone.orderSoon(Order.key("k"));
        assertEquals(List.of(101L), carriedOut);
    }
}

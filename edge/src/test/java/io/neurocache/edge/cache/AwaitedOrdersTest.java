package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AwaitedOrdersTest {
    private final AwaitedOrders awaited = new AwaitedOrders();

    @Test
    void theLastOrderSinceItIsAwaitedIsKnown() {
        awaited.ordered("k", 3);
        awaited.await("k");
        assertEquals(0, awaited.last("k"), "nobody awaited the first");

        awaited.ordered("k", 5);
        awaited.ordered("k", 4);
        awaited.ordered("l", 9);
        assertEquals(5, awaited.last("k"));
        assertEquals(0, awaited.last("l"));
    }

    @Test
    void itIsKnownUntilTheLastWhoAwaitsIsSettled() {
        int first = awaited.await("k");
        awaited.ordered("k", 5);
        int second = awaited.await("k");
        awaited.settled("k", first);
        assertEquals(5, awaited.last("k"));
        assertEquals(1, awaited.waiting("k"));

        awaited.settled("k", second);
        assertEquals(0, awaited.last("k"));
        assertEquals(0, awaited.waiting("k"));
    }

    @Test
    void thoseWhoAwaitHavePlacesOfTheirOwn() {
        assertEquals(0, awaited.await("k"));
        assertEquals(1, awaited.await("k"));
        assertEquals(0, awaited.await("l"));
        awaited.settled("k", 0);
        assertEquals(0, awaited.await("k"));
        assertEquals(2, awaited.await("k"));
    }
}

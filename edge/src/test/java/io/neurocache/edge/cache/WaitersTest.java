package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.exchange.Exchange;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private static final Subject SUBJECT = new Subject("k", "/k", null, 0, null);

    private final Waiters waiters = new Waiters(3);

    private static Waiter waiter() {
        Exchange nobody =
                (Exchange)
                        Proxy.newProxyInstance(
                                Exchange.class.getClassLoader(),
                                new Class<?>[] {Exchange.class},
                                (_, _, _) -> null);
        return new Waiter(nobody, SUBJECT, 0);
    }

    @Test
    void allKindsTogetherAreBounded() {
        waiters.lead(waiter());
        assertTrue(waiters.follow(waiter()));
        assertTrue(waiters.standBehind(waiter()));

        assertFalse(waiters.follow(waiter()));
        assertFalse(waiters.standBehind(waiter()));

        waiters.takeLeader();
        assertTrue(waiters.standBehind(waiter()));
    }

    @Test
    void eachIsTakenOnce() {
        Waiter leader = waiter();
        waiters.lead(leader);
        waiters.follow(waiter());
        waiters.standBehind(waiter());

        assertSame(leader, waiters.leader());
        assertSame(leader, waiters.takeLeader());
        assertNull(waiters.takeLeader());
        assertEquals(1, waiters.takeFollowers().size());
        assertEquals(List.of(), waiters.takeFollowers());
        assertEquals(1, waiters.takeBehind().size());
        assertEquals(List.of(), waiters.takeBehind());
    }
}

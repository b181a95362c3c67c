package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AskedTest {
    private final Asked asked = new Asked(1_024);
    private final Session session = new Session(0);

    @Test
    void visitsAndSessionsAreToldApart() {
        session.begin(7);
        session.append(1, 11, true, 0);
        assertEquals(Asked.NEVER, asked.when(session, 22));
        asked.put(session, 22);
        assertEquals(Asked.THIS_VISIT, asked.when(session, 22));
        session.append(2, 12, true, 1);
        assertEquals(Asked.EARLIER, asked.when(session, 22));
        session.cut();
        assertEquals(Asked.BEFORE, asked.when(session, 22));
        session.begin(8);
        assertEquals(Asked.NEVER, asked.when(session, 22));
    }

    @Test
    void aClientThatWasForgottenBeginsAnew() {
        session.begin(7);
        asked.put(session, 22);
        session.begin(8);
        session.begin(7);
        assertEquals(Asked.BEFORE, asked.when(session, 22));
    }

    @Test
    void aFullTableForgets() {
        session.begin(7);
        for (int key = 0; key < 100_000; key++) {
            asked.put(session, key);
        }
        int known = 0;
        for (int key = 0; key < 100_000; key++) {
            known += asked.when(session, key) == Asked.NEVER ? 0 : 1;
        }
        // 1,024 cells, and now and then a key that is taken for another.
        assertEquals(1_024, known, 50);
    }
}

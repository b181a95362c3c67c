package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.origin.OriginFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When it is safe to try a request elsewhere. */
class AttemptTest {
    @ParameterizedTest
    @CsvSource({
        // kind, request sent, response started: elsewhere if idempotent, elsewhere if not
        "UNREACHABLE, false, false, true,  true",
        "OVERLOADED,  false, false, true,  true",
        "CLOSED,      false, false, true,  true",
        "CLOSED,      true,  false, true,  false",
        "CLOSED,      true,  true,  false, false",
        "TIMEOUT,     true,  false, true,  false",
        "TIMEOUT,     true,  true,  false, false",
        "MALFORMED,   true,  true,  false, false",
        "TRUNCATED,   true,  true,  false, false",
    })
    void aRequestIsRepeatedOnlyWhereItCannotBeServedTwiceWithHarm(
            Kind kind, boolean sent, boolean started, boolean idempotent, boolean other) {
        Attempt attempt = new Attempt(kind, "", sent, started, false);
        assertEquals(idempotent, attempt.mayTryElsewhere(true));
        assertEquals(other, attempt.mayTryElsewhere(false));
    }

    @Test
    void aKeptConnectionIsStaleOnlyBeforeTheRequestWasSent() {
        assertTrue(new Attempt(Kind.CLOSED, "", false, false, true).wasStale());
        assertFalse(new Attempt(Kind.CLOSED, "", true, false, true).wasStale());
        assertFalse(new Attempt(Kind.CLOSED, "", false, false, false).wasStale());
        assertFalse(new Attempt(Kind.MALFORMED, "", false, true, true).wasStale());
    }

    @Test
    void overloadAndBadAnswersSayNothingAboutTheAddress() {
        assertFalse(Attempt.unconnected(Kind.OVERLOADED, "").blamesAddress());
        assertFalse(new Attempt(Kind.MALFORMED, "", true, true, false).blamesAddress());
        assertTrue(Attempt.unconnected(Kind.UNREACHABLE, "").blamesAddress());
        assertTrue(new Attempt(Kind.TIMEOUT, "", true, false, false).blamesAddress());
    }
}

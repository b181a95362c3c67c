package io.neurocache.predict.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
    private static final long DAY = 86_400_000L;

    private final Pseudonyms pseudonyms = new Pseudonyms(new SecureRandom());

    @Test
    void aClientKeepsItsNameForADay() {
        int name = pseudonyms.of(1, 1_000);
        assertEquals(name, pseudonyms.of(1, 2_000));
        for (long other = 2; other < 10_000; other++) {
            pseudonyms.of(other, 3_000);
        }
        assertEquals(name, pseudonyms.of(1, DAY + 999));
        assertNotEquals(name, pseudonyms.of(1, DAY + 1_000));
    }

    @Test
    void clientsAndCachesAreToldApart() {
        assertNotEquals(pseudonyms.of(1, 0), pseudonyms.of(2, 0));
        assertNotEquals(pseudonyms.of(1, 0), new Pseudonyms(new SecureRandom()).of(1, 0));
    }

    @Test
    void aClockThatIsSetBackBringsNoOldName() {
        int name = pseudonyms.of(1, 5_000);
        assertNotEquals(name, pseudonyms.of(1, 4_000));
    }
}

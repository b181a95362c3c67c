package io.neurocache.edge.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChangedKeysTest {
    private static List<String> taken(ChangedKeys keys, int atMost) {
        List<String> taken = new ArrayList<>();
        keys.take(atMost, taken);
        return taken;
    }

    @Test
    void aKeyIsThereOnceHoweverOftenItIsNoted() {
        ChangedKeys keys = new ChangedKeys();
        keys.note("a");
        keys.note("a");
        keys.note("b");
        assertEquals(2, keys.size());
        assertEquals(Set.of("a", "b"), new HashSet<>(taken(keys, 10)));
        assertEquals(0, keys.size());
        assertEquals(List.of(), taken(keys, 10));
        keys.note("a");
        assertEquals(List.of("a"), taken(keys, 10));
    }

    @Test
    void whatFindsNoRoomIsForgottenAndThatIsSaidOnce() {
        ChangedKeys keys = new ChangedKeys(3);
        for (int i = 0; i < 5; i++) {
            keys.note("k" + i);
        }
        assertEquals(3, keys.size());
        assertTrue(keys.takeOverflow());
        assertFalse(keys.takeOverflow());
        assertEquals(3, taken(keys, 10).size());
        keys.note("k9");
        assertFalse(keys.takeOverflow());
        assertEquals(List.of("k9"), taken(keys, 10));
    }

    @Test
    void longKeysMeetTheBoundOfTheirLength() {
        ChangedKeys keys = new ChangedKeys();
        String tail = "x".repeat(60_000);
        for (int i = 0; i < 200; i++) {
            keys.note(i + tail);
        }
        assertTrue(keys.takeOverflow());
        assertEquals(ChangedKeys.MAX_CHARS / 60_000, keys.size());
        assertEquals(keys.size(), taken(keys, 200).size());
        keys.note(tail);
        assertFalse(keys.takeOverflow(), "there is room again");
    }

    @Test
    void aKeyThatIsNotedAgainAndAgainKeepsNoOtherWaiting() {
        ChangedKeys keys = new ChangedKeys();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            keys.note("k" + i);
        }
        for (int i = 0; i < 100; i++) {
            List<String> one = taken(keys, 1);
            all.addAll(one);
            keys.note(one.getFirst());
        }
        assertEquals(100, all.size());
    }

    @Test
    void notesByManyThreadsWhileOneTakesAreAllTaken() throws InterruptedException {
        ChangedKeys keys = new ChangedKeys();
        int threads = 4;
        int each = 5000;
        CountDownLatch over = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int first = t * each / 2;
            Thread.ofPlatform()
                    .start(() -> {
                        for (int i = 0; i < each; i++) {
                            keys.note("k" + (first + i));
                        }
                        over.countDown();
                    });
        }
        Set<String> all = new HashSet<>();
        while (over.getCount() > 0) {
            all.addAll(taken(keys, 100));
        }
        over.await();
        all.addAll(taken(keys, Integer.MAX_VALUE));
        assertEquals(each / 2 * (threads + 1), all.size());
        assertEquals(0, keys.size());
    }
}

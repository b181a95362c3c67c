package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The index beside a map of the JDK. */
class HashIndexProperties {
    @Property(tries = 50)
    void itAgreesWithAMap(
            @ForAll @Size(min = 1, max = 400) List<@IntRange(min = 0, max = 90) Integer> keys) {
        HashIndex index = new HashIndex();
        Map<Integer, Integer> map = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            int key = keys.get(i);
            // Few homes, so that runs of collisions are long and wrap around the end.
            long hash = (long) key % 5 + 60 + ((long) key << 40 | (long) key << 8);
            if (map.containsKey(key)) {
                map.remove(key);
                index.remove(hash);
            } else {
                map.put(key, i);
                index.put(hash, i);
            }
            assertEquals(map.size(), index.size());
            assertEquals(map.getOrDefault(key, HashIndex.NONE), index.find(hash));
        }
        for (int key = 0; key <= 90; key++) {
            long hash = (long) key % 5 + 60 + ((long) key << 40 | (long) key << 8);
            assertEquals(map.getOrDefault(key, HashIndex.NONE), index.find(hash), "key " + key);
        }
    }
}

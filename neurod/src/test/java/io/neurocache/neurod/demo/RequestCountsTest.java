package io.neurocache.neurod.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RequestCountsTest {
    private final RequestCounts counts = new RequestCounts();

    @Test
    void eachPathIsCountedAndItsAnswersWith304Apart() {
        counts.add("/b", 200);
        counts.add("/a", 200);
        counts.add("/a", 304);
        assertEquals(new RequestCounts.Count(2, 1), counts.of("/a"));
        assertEquals(new RequestCounts.Count(0, 0), counts.of("/c"));
        assertEquals(
                """
                {"total":3,"paths":{
                  "/a":{"requests":2,"not_modified":1},
                  "/b":{"requests":1,"not_modified":0}
                }}
                """,
                counts.toJson());
    }

    @Test
    void pathsBeyondTheLimitAreCountedTogether() {
        for (int i = 0; i < RequestCounts.MAX_PATHS + 5; i++) {
            counts.add("/" + i, 200);
        }
        assertEquals(1, counts.of("/0").requests());
        assertEquals(5, counts.of(RequestCounts.OTHER).requests());
    }

    @Test
    void aPathWithQuotesStaysJson() {
        counts.add("/\"\\\n", 200);
        String name = "/\\\"\\\\\\u000a";
        assertTrue(counts.toJson().contains("  \"" + name + "\":{\"requests\":1"), counts.toJson());
    }
}

package io.neurocache.neurod.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoOriginTest {
    @Test
    void thePortIsAnyFreeOneUnlessItIsGiven() {
        assertEquals(0, DemoOrigin.port(new String[0]));
        assertEquals(9000, DemoOrigin.port(new String[] {"--port", "9000"}));
    }

    @ParameterizedTest
    @CsvSource({"--port,65536", "--port,x", "--port,-1", "--host,1"})
    void whatIsNoPortIsRefused(String name, String value) {
        String[] args = {name, value};
        assertThrows(IllegalArgumentException.class, () -> DemoOrigin.port(args));
    }

    @Test
    void aMissingValueIsRefused() {
        String[] args = {"--port"};
        assertThrows(IllegalArgumentException.class, () -> DemoOrigin.port(args));
    }
}

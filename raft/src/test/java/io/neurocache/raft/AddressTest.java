package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AddressTest {
    private static final String LONGEST = "x".repeat(Address.MAX_CHARS);

    @Test
    void theLongestAddressesAreTaken() {
        Address address = new Address(LONGEST, LONGEST);
        assertEquals(LONGEST, address.raft());
        assertEquals(LONGEST, address.edge());
    }

    @Test
    void aMemberMayHaveNoEdge() {
        assertEquals("", new Address("a:7000", "").edge());
    }

    @Test
    void aMemberIsSomewhere() {
        assertThrows(IllegalArgumentException.class, () -> new Address("", "a:8080"));
    }

    @Test
    void anAddressThatIsTooLongIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Address(LONGEST + "x", ""));
        assertThrows(IllegalArgumentException.class, () -> new Address("a", LONGEST + "x"));
    }
}

package io.neurocache.raft.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.raft.Address;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PayloadsTest {
    private static final Configuration JOINT =
            new Configuration(
                    new TreeSet<>(List.of(1, 2, 4)),
                    new TreeSet<>(List.of(1, 2, 3)),
                    new TreeSet<>(List.of(5)),
                    new TreeMap<>(
                            java.util.Map.of(
                                    3, new Address("h\u00e9:7000", ""),
                                    5, new Address("[::1]:7001", "edge:8080"))));

    @Test
    void everyPayloadIsReadAsItWasWritten() {
        for (Payload payload :
                List.of(
                        new Payload.Noop(),
                        new Payload.Command(Bytes.utf8("{}")),
                        new Payload.Reconfigure(JOINT),
                        new Payload.Reconfigure(Configuration.EMPTY),
                        new Payload.Reconfigure(Configuration.of(List.of(1, 2, 3))))) {
            byte[] bytes = Payloads.bytes(payload).array();
            assertEquals(Payloads.length(payload), bytes.length);
            assertEquals(payload, Payloads.payload(Payloads.type(payload), bytes));
        }
    }

    @Test
    void aConfigurationThatEndsEarlyIsRefused() {
        byte[] whole = Payloads.bytes(new Payload.Reconfigure(JOINT)).array();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Payloads.payload(LogRecord.RECONFIGURE, part),
                    () -> "of " + part.length + " bytes");
        }
    }

    @Test
    void countsAndLengthsThatCannotBeAreRefused() {
        byte[] whole = Payloads.bytes(new Payload.Reconfigure(JOINT)).array();
        int addresses = Integer.BYTES * (3 + JOINT.all().size() + 2);
        for (int at : new int[] {0, addresses, addresses + 2 * Integer.BYTES}) {
            for (int number : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20}) {
                byte[] broken = whole.clone();
                ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Payloads.payload(LogRecord.RECONFIGURE, broken),
                        () -> number + " at " + at);
            }
        }
    }

    @Test
    void aSnapshotsHeaderTellsTheAddresses() {
        SnapshotHeader header =
                new SnapshotHeader(7, new io.neurocache.raft.SnapshotMeta(9, 2, JOINT));
        ByteBuffer encoded = header.encoded();
        int field = Short.toUnsignedInt(encoded.order(ByteOrder.LITTLE_ENDIAN).getShort(14));
        assertEquals(28 + Payloads.length(JOINT) + Integer.BYTES, field);
    }
}

package io.neurocache.raft.store;

import io.neurocache.raft.Address;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Payloads as bytes of a record: a command's are its own, a configuration's are three lists of ids
 * and the addresses, each behind its count. No state; safe from any thread.
 */
final class Payloads {
    /** Four bytes of UTF-8 for each character. */
    private static final int MAX_ADDRESS_BYTES = 4 * Address.MAX_CHARS;

    private static final int LISTS = 3;

    private Payloads() {}

    static byte type(Payload payload) {
        return switch (payload) {
            case Payload.Noop() -> LogRecord.NOOP;
            case Payload.Command _ -> LogRecord.COMMAND;
            case Payload.Reconfigure _ -> LogRecord.RECONFIGURE;
        };
    }

    /** How many bytes {@link #bytes} gives. */
    static int length(Payload payload) {
        return switch (payload) {
            case Payload.Noop() -> 0;
            case Payload.Command(Bytes bytes) -> bytes.length();
            case Payload.Reconfigure(Configuration configuration) -> length(configuration);
        };
    }

    /** The payload's bytes, to be read only. */
    static Bytes bytes(Payload payload) {
        return switch (payload) {
            case Payload.Noop() -> Bytes.EMPTY;
            case Payload.Command(Bytes bytes) -> bytes;
            case Payload.Reconfigure(Configuration configuration) -> {
                byte[] target = new byte[length(configuration)];
                put(littleEndian(target), configuration);
                yield Bytes.wrap(target);
            }
        };
    }

    /**
     * The payload of a record.
     *
     * @param bytes the payload's from now on
     * @throws IllegalArgumentException when the bytes are not what the type says
     */
    static Payload payload(byte type, byte[] bytes) {
        return switch (type) {
            case LogRecord.NOOP -> new Payload.Noop();
            case LogRecord.COMMAND -> new Payload.Command(Bytes.wrap(bytes));
            case LogRecord.RECONFIGURE ->
                    new Payload.Reconfigure(configuration(littleEndian(bytes)));
            default -> throw new IllegalArgumentException("no entry has type " + type);
        };
    }

    static int length(Configuration configuration) {
        int ids =
                configuration.voters().size()
                        + configuration.outgoing().size()
                        + configuration.learners().size();
        int length = Integer.BYTES * (LISTS + 1 + ids);
        for (Address address : configuration.addresses().values()) {
            length += 3 * Integer.BYTES + utf8(address.raft()).length + utf8(address.edge()).length;
        }
        return length;
    }

    static void put(ByteBuffer target, Configuration configuration) {
        put(target, configuration.voters());
        put(target, configuration.outgoing());
        put(target, configuration.learners());
        target.putInt(configuration.addresses().size());
        configuration
                .addresses()
                .forEach((id, address) -> {
                    target.putInt(id);
                    put(target, address.raft());
                    put(target, address.edge());
                });
    }

    private static void put(ByteBuffer target, String text) {
        byte[] bytes = utf8(text);
        target.putInt(bytes.length).put(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ByteBuffer target, SortedSet<Integer> ids) {
        target.putInt(ids.size());
        ids.forEach(target::putInt);
    }

    /**
     * Reads what {@link #put} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Configuration configuration(ByteBuffer source) {
        try {
            return new Configuration(ids(source), ids(source), ids(source), addresses(source));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a configuration ends early", e);
        }
    }

    private static SortedSet<Integer> ids(ByteBuffer source) {
        int count = source.getInt();
        if (count < 0 || count > Configuration.MAX_MEMBERS) {
            throw new IllegalArgumentException("a configuration has " + count + " members");
        }
        SortedSet<Integer> ids = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            ids.add(source.getInt());
        }
        return ids;
    }

    private static SortedMap<Integer, Address> addresses(ByteBuffer source) {
        int count = source.getInt();
        if (count < 0 || count > Configuration.MAX_MEMBERS) {
            throw new IllegalArgumentException("a configuration has " + count + " addresses");
        }
        SortedMap<Integer, Address> addresses = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int id = source.getInt();
            addresses.put(id, new Address(text(source), text(source)));
        }
        return addresses;
    }

    private static String text(ByteBuffer source) {
        int length = source.getInt();
        if (length < 0 || length > MAX_ADDRESS_BYTES) {
            throw new IllegalArgumentException("an address has " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        source.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

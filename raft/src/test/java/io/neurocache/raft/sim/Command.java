package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What clients ask of the state machine, in 16 bytes: client, kind, key, then seq, argument and
 * expected value. Values are positive numbers; {@link #ABSENT} stands for none.
 */
final class Command {
    static final int ABSENT = 0;

    /** Of every command here; one of the application's has another. */
    static final int LENGTH = 16;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Command() {}

    static Bytes encode(int client, int kind, int key, int seq, int argument, int expect) {
        byte[] bytes = new byte[LENGTH];
        bytes[0] = (byte) client;
        bytes[1] = (byte) kind;
        bytes[2] = (byte) key;
        INT.set(bytes, 4, seq);
        INT.set(bytes, 8, argument);
        INT.set(bytes, 12, expect);
        return Bytes.wrap(bytes);
    }

    static int client(Bytes command) {
        return command.array()[0];
    }

    static int kind(Bytes command) {
        return command.array()[1];
    }

    static int key(Bytes command) {
        return command.array()[2];
    }

    static int seq(Bytes command) {
        return (int) INT.get(command.array(), 4);
    }

    static int argument(Bytes command) {
        return (int) INT.get(command.array(), 8);
    }

    static int expect(Bytes command) {
        return (int) INT.get(command.array(), 12);
    }
}

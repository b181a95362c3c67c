package io.neurocache.raft.sim;

/**
 * Names of requests: the client in 8 bits, its operation in 16, the key in 8, and for reads a
 * number on top that rises.
 */
final class Requests {
    /** What the operator asks for: no client waits. */
    static final int OPERATOR = 0;

    private Requests() {}

    static long name(int client, int operation, int key) {
        return client | (long) (operation & 0xFFFF) << 8 | (long) key << 24;
    }

    static int client(long name) {
        return (int) name & 0xFF;
    }

    static int operation(long name) {
        return (int) (name >>> 8) & 0xFFFF;
    }

    static int key(long name) {
        return (int) (name >>> 24) & 0xFF;
    }

    static long numbered(long name, long number) {
        return number << 32 | name;
    }
}

package io.neurocache.raft.sim.check;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * What clients asked, what they were told, and in which order: the calls and returns of operations
 * on registers, one register a key. One thread.
 *
 * <p>An operation that never returns may have happened at any time after its call, or not at all.
 * One that is {@linkplain #never said not to have happened} must not have.
 */
public final class History {
    /** Reads; returns the value. */
    public static final int GET = 0;

    /** Sets the value. */
    public static final int PUT = 1;

    /** Removes the value; refused where there is none. */
    public static final int DELETE = 2;

    /** Sets the value if it was the expected one; else refused, with the value there was. */
    public static final int CAS = 3;

    /** No value. */
    public static final int ABSENT = 0;

    /** More than any history has that is checked in one piece. */
    public static final int MAX_OPERATIONS = 1 << 16;

    private static final byte OPEN = 0;
    private static final byte DONE = 1;
    private static final byte REFUSED = 2;
    private static final byte NEVER = 3;

    private int count;
    private byte[] kinds = new byte[256];
    private byte[] outcomes = new byte[256];
    private int[] keys = new int[256];
    private int[] arguments = new int[256];
    private int[] expected = new int[256];
    private int[] seen = new int[256];

    /** Operations in the order of calls and returns: a call is 2n, a return 2n + 1. */
    private int[] order = new int[512];

    private int orderCount;

    /** How many operations were called. */
    public int size() {
        return count;
    }

    /**
     * A client calls; its name for the operation is returned.
     *
     * @param argument the value to set, if any
     * @param expect the value a {@link #CAS} expects
     */
    public int call(int kind, int key, int argument, int expect) {
        Check.state(count < MAX_OPERATIONS, "the history is full");
        if (count == kinds.length) {
            grow();
        }
        kinds[count] = (byte) kind;
        keys[count] = key;
        arguments[count] = argument;
        expected[count] = expect;
        order[orderCount++] = 2 * count;
        return count++;
    }

    /** The operation took place, and a read saw this value. */
    public void done(int operation, int value) {
        finish(operation, DONE, value);
    }

    /** The operation was refused because the value was this one. */
    public void refused(int operation, int value) {
        finish(operation, REFUSED, value);
    }

    /** The client was promised that the operation did not take place and never will. */
    public void never(int operation) {
        finish(operation, NEVER, ABSENT);
    }

    private void finish(int operation, byte outcome, int value) {
        Check.state(outcomes[operation] == OPEN, "an operation returns once");
        outcomes[operation] = outcome;
        seen[operation] = value;
        order[orderCount++] = 2 * operation + 1;
    }

    int orderCount() {
        return orderCount;
    }

    /** The call (even) or return (odd) at a place in the order of time. */
    int order(int place) {
        return order[place];
    }

    int key(int operation) {
        return keys[operation];
    }

    boolean isOpen(int operation) {
        return outcomes[operation] == OPEN;
    }

    boolean isNever(int operation) {
        return outcomes[operation] == NEVER;
    }

    boolean isRead(int operation) {
        return kinds[operation] == GET;
    }

    /** The value after the operation if it takes place at this value; -1 where it cannot. */
    int apply(int operation, int value) {
        int argument = arguments[operation];
        boolean open = outcomes[operation] == OPEN;
        boolean done = outcomes[operation] == DONE;
        return switch (kinds[operation]) {
            case GET -> open || seen[operation] == value ? value : -1;
            case PUT -> argument;
            case DELETE -> open || done == (value != ABSENT) ? ABSENT : -1;
            case CAS -> {
                boolean matches = value == expected[operation];
                if (open) {
                    yield matches ? argument : value;
                }
                if (done) {
                    yield matches ? argument : -1;
                }
                yield !matches && seen[operation] == value ? value : -1;
            }
            default -> throw new IllegalStateException("no such operation");
        };
    }

    /** One operation in words. */
    public String describe(int operation) {
        String what =
                switch (kinds[operation]) {
                    case GET -> "get";
                    case PUT -> "put " + arguments[operation];
                    case DELETE -> "del";
                    default -> "cas " + expected[operation] + " -> " + arguments[operation];
                };
        String outcome =
                switch (outcomes[operation]) {
                    case DONE -> kinds[operation] == GET ? " = " + seen[operation] : " ok";
                    case REFUSED -> " refused, was " + seen[operation];
                    case NEVER -> " did not happen";
                    default -> " never returned";
                };
        return "#" + operation + " key " + keys[operation] + ": " + what + outcome;
    }

    /** All calls and returns in the order of time, a line each. */
    public String describe() {
        StringBuilder story = new StringBuilder();
        for (int at = 0; at < orderCount; at++) {
            story.append((order[at] & 1) == 0 ? "call   " : "return ");
            story.append(describe(order[at] >>> 1)).append('\n');
        }
        return story.toString();
    }

    private void grow() {
        int room = 2 * count;
        kinds = Arrays.copyOf(kinds, room);
        outcomes = Arrays.copyOf(outcomes, room);
        keys = Arrays.copyOf(keys, room);
        arguments = Arrays.copyOf(arguments, room);
        expected = Arrays.copyOf(expected, room);
        seen = Arrays.copyOf(seen, room);
        order = Arrays.copyOf(order, 2 * room);
    }
}

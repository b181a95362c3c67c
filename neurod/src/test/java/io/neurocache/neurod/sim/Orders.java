package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The replicated state: the latest orders, as many as fit a bound, and the index up to which orders
 * may have been forgotten. Also how an order looks as a command of the log. One thread.
 */
final class Orders {
    /** Longer than any command of the workload that the log's own state machine knows. */
    private static final int HEADER_BYTES = 20;

    private static final List<Order.Target> TARGETS = List.of(Order.Target.values());

    private final int bound;
    private final Deque<Numbered> latest = new ArrayDeque<>();
    private long floor;

    /** An order with the index of its entry. */
    record Numbered(long index, Order order) {}

    Orders(int bound) {
        this.bound = bound;
    }

    /** The state of a snapshot. */
    static Orders decode(int bound, Bytes state) {
        Orders orders = new Orders(bound);
        if (state.length() > 0) {
            ByteBuffer buffer = state.buffer();
            orders.floor = buffer.getLong();
            while (buffer.hasRemaining()) {
                orders.latest.addLast(new Numbered(buffer.getLong(), read(buffer)));
            }
        }
        return orders;
    }

    Bytes encode() {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 14).putLong(floor);
        for (Numbered each : latest) {
            write(buffer.putLong(each.index()), each.order());
        }
        return bytes(buffer);
    }

    void add(long index, Order order) {
        latest.addLast(new Numbered(index, order));
        if (latest.size() > bound) {
            floor = latest.removeFirst().index();
        }
    }

    /** In the order of their indices. */
    Iterable<Numbered> latest() {
        return latest;
    }

    /** Orders up to here may have been forgotten. */
    long floor() {
        return floor;
    }

    /** An order as a command. */
    static Bytes command(Order order) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 12).position(HEADER_BYTES);
        write(buffer, order);
        return bytes(buffer);
    }

    /** The order of a command. */
    static Order order(Bytes command) {
        ByteBuffer buffer = command.buffer();
        return read(buffer.position(buffer.position() + HEADER_BYTES));
    }

    private static void write(ByteBuffer buffer, Order order) {
        buffer.put((byte) TARGETS.indexOf(order.target()));
        buffer.put((byte) (order.isSoft() ? 1 : 0));
        buffer.put((byte) order.names().size());
        for (String name : order.names()) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            buffer.put((byte) bytes.length).put(bytes);
        }
    }

    private static Order read(ByteBuffer buffer) {
        Order.Target target = TARGETS.get(buffer.get());
        boolean isSoft = buffer.get() == 1;
        int count = buffer.get();
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[buffer.get()];
            buffer.get(bytes);
            names.add(new String(bytes, StandardCharsets.US_ASCII));
        }
        return new Order(target, names, isSoft);
    }

    private static Bytes bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return Bytes.wrap(bytes);
    }
}

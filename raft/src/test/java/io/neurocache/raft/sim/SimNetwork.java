package io.neurocache.raft.sim;

import io.neurocache.raft.Message;

/**
 * The network, and with it everything that is going to happen: {@link #step} delivers the next
 * event in the order (time, sequence). Time jumps from event to event.
 *
 * <p>At most {@value #MAX_ON_A_PATH} messages are under way from one server to another; what is
 * sent beyond that is lost, as from a full socket buffer. One thread.
 */
public final class SimNetwork {
    static final int MAX_ON_A_PATH = 256;

    /** What can happen. Plain numbers: an event is four array cells, not an object. */
    static final int MESSAGE = 0;

    static final int TICK = 1;
    static final int DISK = 2;
    static final int DISK_STALLED = 3;
    static final int REQUEST = 4;
    static final int RESPONSE = 5;
    static final int CLIENT_WAKES = 6;
    static final int NEMESIS = 7;
    static final int OPERATOR = 8;
    static final int RESTART = 9;
    static final int SNAPSHOT_READ = 10;
    static final int DISK_ROOM = 11;
    static final int APPLICATION = 12;
    static final int OUTSIDE = 13;

    /** Who gets the events. */
    interface Receiver {
        /**
         * An event's time has come.
         *
         * @param kind one of the constants of {@link SimNetwork}
         * @param target the server, or the client, that it is for
         */
        void deliver(int kind, int target, long argument, Object payload);
    }

    private final EventQueue queue = new EventQueue();
    private final ChaosNetwork chaos;
    private final int stride;
    private final int[] underWay;
    private long digest;
    private int most;

    SimNetwork(int maxId, ChaosNetwork chaos) {
        this.chaos = chaos;
        this.stride = maxId + 1;
        this.underWay = new int[stride * stride];
    }

    /** The time, in microseconds since the cluster's beginning. */
    public long nowMicros() {
        return queue.now;
    }

    /** A digest of all events delivered: two lives with the same one went the same way. */
    public long digest() {
        return digest;
    }

    /** How many events are planned. */
    public int size() {
        return queue.size();
    }

    /** The most messages that were ever under way on one path. */
    int most() {
        return most;
    }

    /** Sends a message through the chaos. */
    void send(Message message) {
        int from = message.from();
        int to = message.to();
        long now = queue.now;
        long delay = chaos.fate(from, to, now);
        if (delay == ChaosNetwork.LOST) {
            return;
        }
        post(message, now + delay, from * stride + to);
        long echo = chaos.echo(from, to, now);
        if (echo != ChaosNetwork.LOST) {
            post(message, now + echo, from * stride + to);
        }
    }

    private void post(Message message, long arrivalMicros, int path) {
        if (underWay[path] < MAX_ON_A_PATH) {
            most = Math.max(most, ++underWay[path]);
            queue.add(arrivalMicros, MESSAGE, message.to(), path, message);
        }
    }

    /** Plans an event that needs no more than a number. */
    void plan(long timeMicros, int kind, int target, long argument) {
        queue.add(timeMicros, kind, target, argument);
    }

    /** Plans an event. */
    void plan(long timeMicros, int kind, int target, long argument, Object payload) {
        queue.add(timeMicros, kind, target, argument, payload);
    }

    /** Delivers the next event; false where nothing is planned any more. */
    boolean step(Receiver receiver) {
        if (!queue.poll()) {
            return false;
        }
        if (queue.kind == MESSAGE) {
            underWay[(int) queue.argument]--;
        }
        note((queue.now << 8) ^ (queue.kind << 4) ^ queue.target);
        receiver.deliver(queue.kind, queue.target, queue.argument, queue.payload);
        return true;
    }

    /** Puts off the message that is being delivered: its receiver is paused. */
    void putOff(long untilMicros, Message message) {
        int path = message.from() * stride + message.to();
        post(message, untilMicros, path);
    }

    /** Makes something that was seen part of the digest. */
    void note(long seen) {
        digest = SimRandom.mix(digest + seen);
    }
}

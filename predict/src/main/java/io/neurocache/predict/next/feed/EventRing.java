package io.neurocache.predict.next.feed;

import io.neurocache.predict.record.AccessRecord.Answer;
import io.neurocache.slab.Check;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of events that loses those for which it has no room, and counts them.
 *
 * <p>Vyukov's bounded queue with one consumer. Cell {@code i} has a sequence number. It is {@code
 * n} while the cell is free for the event of number {@code n}, and {@code n + 1} once that event is
 * in it. A producer that sees {@code n} claims {@code n} by a CAS of the tail, so the cell is its
 * alone; it writes plainly and publishes by a store-release of {@code n + 1}. The consumer reads
 * that by a load-acquire, so it sees what was written; it gives the cell back by a store-release of
 * {@code n + capacity}, which the producer of that number acquires. Numbers never repeat, so there
 * is no ABA. A producer that stalls between claim and publication holds the consumer up behind it,
 * and producers lose events once the ring has gone round; nobody waits.
 *
 * <p>Adding costs one CAS and allocates nothing. The methods of {@link Events} are safe from any
 * thread; {@link #drain} is for one thread.
 */
public final class EventRing implements Events {
    private static final byte ARRIVED = 1;
    private static final byte STORED = 2;
    private static final byte FAILED = 3;
    private static final byte ANSWERED = 4;
    private static final byte RECONSIDER = 5;
    private static final byte OF_SITE = 0x40;
    private static final String SITE = "//";
    private static final int MAX_CAPACITY = 1 << 20;
    private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] sequences;
    private final @Nullable String[] keys;
    private final long[] clients;
    private final long[] times;
    private final long[] bytes;
    private final int[] freshness;
    private final int[] numbers;
    private final Answer[] answers;
    private final byte[] events;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private long head;

    /**
     * @param capacity how many events may wait, a power of two up to 1,048,576; about 50 bytes each
     */
    public EventRing(int capacity) {
        Check.argument(Integer.bitCount(capacity) == 1, "capacity not a power of two", capacity);
        Check.argument(capacity <= MAX_CAPACITY, "capacity too high", capacity);
        mask = capacity - 1;
        sequences = new long[capacity];
        for (int i = 0; i < capacity; i++) {
            sequences[i] = i;
        }
        keys = new String[capacity];
        clients = new long[capacity];
        times = new long[capacity];
        bytes = new long[capacity];
        freshness = new int[capacity];
        numbers = new int[capacity];
        answers = new Answer[capacity];
        Arrays.fill(answers, Answer.HIT);
        events = new byte[capacity];
    }

    /**
     * As {@link Events#answered}, and spares the caller to put the key of a site's object together.
     *
     * @param isOfSite whether two slashes belong before the key
     */
    public void answered(
            long client,
            long millis,
            String key,
            boolean isOfSite,
            Answer how,
            long size,
            int secondsFresh,
            int waitedMicros) {
        long number = claim();
        if (number >= 0) {
            int cell = (int) number & mask;
            clients[cell] = client;
            times[cell] = millis;
            answers[cell] = how;
            bytes[cell] = size;
            freshness[cell] = secondsFresh;
            numbers[cell] = waitedMicros;
            publish(number, key, isOfSite ? (byte) (ANSWERED | OF_SITE) : ANSWERED);
        }
    }

    @Override
    public void answered(
            long client,
            long millis,
            String key,
            Answer how,
            long size,
            int secondsFresh,
            int waitedMicros) {
        answered(client, millis, key, false, how, size, secondsFresh, waitedMicros);
    }

    /** As {@link Events#stored}, and with a key as {@code answered} takes it. */
    public void stored(String key, boolean isOfSite, int id, long size) {
        long number = claim();
        if (number >= 0) {
            int cell = (int) number & mask;
            numbers[cell] = id;
            bytes[cell] = size;
            publish(number, key, isOfSite ? (byte) (STORED | OF_SITE) : STORED);
        }
    }

    @Override
    public void stored(String key, int id, long size) {
        stored(key, false, id, size);
    }

    @Override
    public void arrived(String key) {
        add(key, ARRIVED);
    }

    @Override
    public void failed(String key) {
        add(key, FAILED);
    }

    @Override
    public void reconsider(long client) {
        long number = claim();
        if (number >= 0) {
            clients[(int) number & mask] = client;
            publish(number, "", RECONSIDER);
        }
    }

    private void add(String key, byte event) {
        long number = claim();
        if (number >= 0) {
            publish(number, key, event);
        }
    }

    /** The number of a cell that is the caller's to write, or -1 when the ring is full. */
    private long claim() {
        while (true) {
            long number = tail.get();
            long sequence = (long) SEQUENCE.getAcquire(sequences, (int) number & mask);
            if (sequence < number) {
                dropped.increment();
                return -1;
            }
            if (sequence == number && tail.compareAndSet(number, number + 1)) {
                return number;
            }
        }
    }

    private void publish(long number, String key, byte event) {
        int cell = (int) number & mask;
        keys[cell] = key;
        events[cell] = event;
        SEQUENCE.setRelease(sequences, cell, number + 1);
    }

    /** Hands over at most {@code most} events, oldest first; how many there were. */
    public int drain(Events to, int most) {
        int count = 0;
        while (count < most
                && (long) SEQUENCE.getAcquire(sequences, (int) head & mask) == head + 1) {
            handOver(to, (int) head & mask);
            count++;
        }
        return count;
    }

    /** Empties the cell and gives it back before anybody is told: that may take long. */
    private void handOver(Events to, int cell) {
        String key = Objects.requireNonNull(keys[cell], "an event without a key");
        byte event = events[cell];
        long client = clients[cell];
        long millis = times[cell];
        Answer how = answers[cell];
        long size = bytes[cell];
        int secondsFresh = freshness[cell];
        int number = numbers[cell];
        keys[cell] = null;
        SEQUENCE.setRelease(sequences, cell, head + mask + 1);
        head++;
        String name = (event & OF_SITE) == 0 ? key : SITE + key;
        switch (event & ~OF_SITE) {
            case ANSWERED -> to.answered(client, millis, name, how, size, secondsFresh, number);
            case STORED -> to.stored(name, number, size);
            case RECONSIDER -> to.reconsider(client);
            case ARRIVED -> to.arrived(name);
            default -> to.failed(name);
        }
    }

    /** How many events were lost because the ring was full. */
    public long dropped() {
        return dropped.sum();
    }
}

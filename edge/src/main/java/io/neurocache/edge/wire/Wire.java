package io.neurocache.edge.wire;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way from who tells them to the journal and to readers, by one thread.
 *
 * <p>Who tells an event puts it in a bounded queue and goes on; without room it is dropped and
 * counted. Readers are given what stands in the journal, each from its own place, so nothing is
 * kept for one that is slow, and none holds another up.
 *
 * <p>{@link #tell}, {@link #offer}, {@link #stream}, {@link #history}, {@link #dropped} and {@link
 * #endReaders} are safe from any thread, the exchanges' event loops among them; {@link #open},
 * {@link #start} and {@link #close} are its owner's.
 */
public final class Wire implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int QUEUED = 4_096;
    private static final int MOST_STREAMS = 64;
    private static final int MOST_HISTORIES = 8;
    private static final int BATCH = 1_024;

    /** Chunks looked through for another node at once. */
    private static final int MOST_LOOKS = 16;

    /** How long a tick or a reader waits at most. */
    private static final long LOOK_NANOS = 50_000_000L;

    private static final long COMPLAIN_NANOS = 60_000_000_000L;
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private final Journal journal;
    private final int node;
    private final Picture picture;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUED);
    private final ConcurrentLinkedQueue<Reader> joining = new ConcurrentLinkedQueue<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger histories = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;
    private final List<Reader> readers = new ArrayList<>();
    private final Map<Integer, Journal.Place> places = new HashMap<>();
    private volatile LongConsumer ticker = _ -> {};
    private volatile Consumer<List<Event>> loser = _ -> {};
    private volatile boolean isEnding;
    private volatile boolean isClosed;
    private long complainedNanos;

    private Wire(Journal journal, int node, Picture picture, Clock clock, LongSupplier nanoClock) {
        this.journal = journal;
        this.node = node;
        this.picture = picture;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.complainedNanos = nanoClock.getAsLong() - COMPLAIN_NANOS;
        this.thread = Thread.ofPlatform().daemon().name("wire").unstarted(this::run);
    }

    /**
     * Opens the journal.
     *
     * @param directory where it is, made where it is missing
     * @param node this node's id
     * @param picture is shown what is found, and then told of everything
     * @throws IOException when it cannot be had
     */
    public static Wire open(
            Path directory, JournalLimits limits, int node, Picture picture, Clock clock)
            throws IOException {
        return open(directory, limits, node, picture, clock, System::nanoTime);
    }

    /** The same, with a seam for tests: what ticks and pings are timed by. */
    static Wire open(
            Path directory,
            JournalLimits limits,
            int node,
            Picture picture,
            Clock clock,
            LongSupplier nanoClock)
            throws IOException {
        Journal journal =
                Journal.open(
                        directory,
                        limits,
                        clock.millis(),
                        line -> {
                            picture.found(line.text());
                            return true;
                        });
        return new Wire(journal, node, picture, clock, nanoClock);
    }

    /**
     * Has somebody called some twenty times a second on the wire's thread, with its nano time; set
     * before the start.
     */
    public void everyTick(LongConsumer called) {
        ticker = called;
    }

    /**
     * Has somebody told on the wire's thread of events of other nodes that were taken and could not
     * be written, in their order; set before the start.
     */
    public void whenLost(Consumer<List<Event>> told) {
        loser = told;
    }

    /** Begins to carry events. */
    public void start() {
        thread.start();
    }

    /** This node tells something that happened just now. */
    public void tell(String type, String members) {
        if (!queue.offer(new Event(type, clock.millis(), node, 0, members))) {
            dropped.increment();
        }
    }

    /** Something happened elsewhere; false where there is no room now. */
    public boolean offer(Event event) {
        return queue.offer(event);
    }

    /** This node's events that were lost, for want of room in the queue or on the disk. */
    public long dropped() {
        return dropped.sum();
    }

    /** Readers of the stream. */
    public int readers() {
        return streams.get();
    }

    /**
     * This node's own events behind a number, for another node: lines of JSON, whole ones, at most
     * so many bytes of them but at least one line where there is one; the search ends after a
     * megabyte of others. The wire's thread only: in a tick.
     *
     * @param to the node they are for: where it is in the journal is remembered
     * @param after the last one that is known there
     */
    public Told ownBehind(int to, long after, int mostBytes) {
        List<String> lines = new ArrayList<>();
        long[] reached = {Math.min(after, journal.newest())};
        int[] bytes = {0};
        try {
            Journal.Place place = placeOf(to, after);
            boolean hasMore = true;
            for (int i = 0; i < MOST_LOOKS && hasMore && bytes[0] < mostBytes; i++) {
                hasMore =
                        journal.read(
                                place,
                                Reader.CHUNK_BYTES,
                                line -> {
                                    boolean isOwn =
                                            line.node() == node && !line.type().equals("snapshot");
                                    if (isOwn
                                            && bytes[0] > 0
                                            && bytes[0] + line.text().length() > mostBytes) {
                                        bytes[0] = mostBytes;
                                        return false;
                                    }
                                    if (isOwn) {
                                        lines.add(line.text());
                                        bytes[0] += line.text().length();
                                    }
                                    reached[0] = line.id();
                                    return true;
                                });
            }
        } catch (IOException e) {
            complain("the journal of events cannot be read", e);
        }
        return new Told(reached[0], lines);
    }

    private Journal.Place placeOf(int to, long after) throws IOException {
        long from = Math.clamp(after, journal.oldest() - 1, journal.newest()) + 1;
        Journal.Place known = places.get(to);
        if (known != null && known.id() == from && !journal.isBehind(known)) {
            return known;
        }
        Journal.Place found = journal.place(from);
        places.put(to, found);
        return found;
    }

    /**
     * Events for another node.
     *
     * @param reached the number up to which there are no others
     * @param lines the events
     */
    public record Told(long reached, List<String> lines) {}

    // ---- Readers.

    /** Answers {@code GET /wire}; on the exchange's event loop. */
    public void stream(Exchange exchange) {
        accept(
                exchange,
                streams,
                MOST_STREAMS,
                "text/event-stream",
                query -> {
                    exchange.writeBody(
                            Unpooled.wrappedBuffer(
                                    "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII)));
                    return new LiveReader(exchange, query, this::snapshot, nanoClock.getAsLong());
                });
    }

    /** Answers {@code GET /wire/history}; on the exchange's event loop. */
    public void history(Exchange exchange) {
        accept(
                exchange,
                histories,
                MOST_HISTORIES,
                "application/x-ndjson",
                query -> new PastReader(exchange, query));
    }

    /** Makes a reader once its answer has begun. */
    private interface Admission {
        Reader admit(Query query);
    }

    private void accept(
            Exchange exchange, AtomicInteger count, int most, String type, Admission admission) {
        Query query;
        try {
            query = Query.of(exchange.request());
        } catch (Query.BadQuery e) {
            refuse(exchange, 400, e.getMessage() + ".", Fields.EMPTY);
            return;
        }
        if (count.incrementAndGet() > most || isEnding) {
            count.decrementAndGet();
            refuse(
                    exchange,
                    503,
                    "There are " + most + " readers already, or the node is stopping.",
                    Fields.of("Retry-After", "5"));
            return;
        }
        boolean hasBody = !exchange.request().method().equals("HEAD");
        Fields fields = head(type).add("X-Accel-Buffering", "no").build();
        exchange.respond(new ResponseHead(200, fields), Unpooled.EMPTY_BUFFER, hasBody);
        if (!hasBody) {
            count.decrementAndGet();
            return;
        }
        Reader reader = admission.admit(query);
        exchange.listen(new Counted(reader, count));
        joining.add(reader);
    }

    /** A reader's listener that gives its place free when it goes. */
    private record Counted(Reader reader, AtomicInteger count) implements Exchange.Listener {
        @Override
        public void writable() {
            reader.writable();
        }

        @Override
        public void closed(boolean complete) {
            count.decrementAndGet();
            reader.closed(complete);
        }
    }

    private Fields.Builder head(String type) {
        return Fields.builder(5)
                .add("Date", HttpDate.format(clock.millis()))
                .add("Content-Type", type)
                .add("Cache-Control", "no-store");
    }

    private void refuse(Exchange exchange, int status, String sentence, Fields more) {
        byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
        Fields fields =
                head("text/plain; charset=utf-8")
                        .add("Content-Length", Integer.toString(body.length))
                        .addAll(more)
                        .build();
        boolean hasBody = !exchange.request().method().equals("HEAD");
        exchange.respond(new ResponseHead(status, fields), Unpooled.EMPTY_BUFFER, hasBody);
        if (hasBody) {
            exchange.writeBody(Unpooled.wrappedBuffer(body));
            exchange.finish(Fields.EMPTY);
        }
    }

    /** Ends the streams and takes no new ones: the node stops soon. Events go on being written. */
    public void endReaders() {
        isEnding = true;
    }

    // ---- The thread.

    // The top of the thread: a fault here must not end the node, which serves without events.
    @SuppressWarnings("CatchingUnchecked")
    private void run() {
        while (!isClosed) {
            try {
                turn();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("events are told no more", e);
                isEnding = true;
                endAll();
                return;
            }
        }
        endAll();
    }

    private void endAll() {
        for (Reader next = joining.poll(); next != null; next = joining.poll()) {
            readers.add(next);
        }
        readers.forEach(Reader::end);
    }

    private void turn() throws InterruptedException {
        Event first = queue.poll(LOOK_NANOS, TimeUnit.NANOSECONDS);
        long now = nanoClock.getAsLong();
        ticker.accept(now);
        List<Event> events = new ArrayList<>();
        if (first != null) {
            events.add(first);
        }
        queue.drainTo(events, BATCH);
        List<Long> ids = new ArrayList<>();
        try {
            for (Event event : events) {
                ids.add(journal.append(event, this::snapshot));
                picture.appended(event);
            }
            journal.flush();
        } catch (IOException e) {
            complain("events are lost, the journal cannot be written", e);
            lose(events, ids);
        }
        serve(now);
    }

    /**
     * What did not get into the journal, and of other nodes also what waits behind it: they are
     * asked for it again, and it must come in order.
     */
    private void lose(List<Event> events, List<Long> ids) {
        List<Event> others = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            boolean isWritten = i < ids.size() && ids.get(i) <= journal.newest();
            if (!isWritten && events.get(i).node() == node) {
                dropped.increment();
            } else if (!isWritten) {
                others.add(events.get(i));
            }
        }
        queue.removeIf(each -> each.node() != node && others.add(each));
        loser.accept(others);
    }

    private Event snapshot() {
        String members = picture.snapshot(journal.oldest(), journal.newest());
        return new Event("snapshot", clock.millis(), node, 0, members);
    }

    private void serve(long now) {
        for (Reader next = joining.poll(); next != null; next = joining.poll()) {
            readers.add(next);
        }
        for (Iterator<Reader> each = readers.iterator(); each.hasNext(); ) {
            Reader reader = each.next();
            if (reader.isOver()) {
                each.remove();
            } else if (isEnding) {
                reader.end();
            } else {
                try {
                    reader.advance(journal, now);
                } catch (IOException e) {
                    complain("the journal of events cannot be read", e);
                    reader.end();
                }
            }
        }
    }

    /** Once a minute: a full disk stays full. */
    private void complain(String what, IOException cause) {
        long now = nanoClock.getAsLong();
        if (now - complainedNanos >= COMPLAIN_NANOS) {
            complainedNanos = now;
            LOG.warn("{}: {}", what, cause.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        isEnding = true;
        isClosed = true;
        try {
            if (thread.isAlive() && !thread.join(END_WAIT)) {
                LOG.warn("the thread of the events does not end");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Check.state(!thread.isAlive(), "the wire's thread runs");
        journal.close();
    }
}

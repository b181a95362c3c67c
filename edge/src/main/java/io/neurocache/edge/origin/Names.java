package io.neurocache.edge.origin;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Resolves host names without holding up an event loop, and remembers the answers for a while. Safe
 * from any thread.
 *
 * <p>Asks the operating system, so that {@code /etc/hosts}, search domains and every other rule of
 * the host hold here as they do for its other programs. That call blocks in native code, where a
 * virtual thread would keep its carrier: a few platform threads do it, and end when there is
 * nothing to resolve.
 *
 * <p>The maps need no lock of ours: an answer is immutable and replaced whole, and whichever of two
 * racing answers stays is a true one.
 */
public final class Names implements AutoCloseable {
    /** What is known about a name. */
    public sealed interface Answer {}

    /** At least one address, the most promising first. */
    public record Known(List<InetAddress> addresses) implements Answer {}

    /** No address, and why. */
    public record Unknown(String reason) implements Answer {}

    private record Remembered(Answer answer, long sinceNanos) {}

    private static final int MAX_THREADS = 4;
    private static final int MAX_QUEUED = 256;
    private static final int MAX_REMEMBERED = 1024;
    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConcurrentMap<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CompletableFuture<Answer>> asked =
            new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;

    /** Makes one that knows nothing yet; its threads start when there is a name to resolve. */
    public Names() {
        ThreadFactory factory = Thread.ofPlatform().daemon().name("origin-names-", 1).factory();
        threads =
                new ThreadPoolExecutor(
                        MAX_THREADS,
                        MAX_THREADS,
                        5,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_QUEUED),
                        factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Tells the addresses of a host on the loop; at once when they are known. */
    public void resolve(String host, EventLoop loop, Consumer<Answer> then) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            then.accept(literal(literal));
            return;
        }
        Remembered known = remembered.get(host);
        if (known != null && isFresh(known)) {
            then.accept(known.answer);
            return;
        }
        CompletableFuture<Answer> answer;
        try {
            answer = asked.computeIfAbsent(host, this::ask);
        } catch (RejectedExecutionException full) {
            then.accept(new Unknown("more than " + MAX_QUEUED + " names wait to be resolved"));
            return;
        }
        var _ = answer.thenAcceptAsync(then, loop);
    }

    /** Puts the address that accepted a connection before the others of its host. */
    public void worked(String host, InetAddress address) {
        Remembered known = remembered.get(host);
        if (known != null
                && known.answer instanceof Known(List<InetAddress> addresses)
                && !addresses.getFirst().equals(address)
                && addresses.contains(address)) {
            List<InetAddress> better = new ArrayList<>(addresses);
            better.remove(address);
            better.addFirst(address);
            Answer answer = new Known(List.copyOf(better));
            remembered.replace(host, known, new Remembered(answer, known.sinceNanos));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private CompletableFuture<Answer> ask(String host) {
        return CompletableFuture.supplyAsync(() -> lookUp(host), threads);
    }

    private Answer lookUp(String host) {
        try {
            Answer known = new Known(List.of(InetAddress.getAllByName(host)));
            remember(host, known);
            return known;
        } catch (UnknownHostException unknown) {
            Answer none = new Unknown("the name " + host + " has no address");
            remember(host, none);
            return none;
        } finally {
            asked.remove(host);
        }
    }

    /** Keeps an answer as if it had been asked for now. */
    void remember(String host, Answer answer) {
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.values().removeIf(old -> !isFresh(old));
        }
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(host, new Remembered(answer, System.nanoTime()));
    }

    private static boolean isFresh(Remembered known) {
        long limit = known.answer instanceof Known ? KNOWN_NANOS : UNKNOWN_NANOS;
        return System.nanoTime() - known.sinceNanos < limit;
    }

    private static Answer literal(byte[] bytes) {
        try {
            return new Known(List.of(InetAddress.getByAddress(bytes)));
        } catch (UnknownHostException impossible) {
            throw new CompletionException("four or sixteen bytes are an address", impossible);
        }
    }
}

package io.neurocache.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of load: connects, warms up, measures, prints one line.
 *
 * <p>Linux only, for epoll and /proc. All state but the plan is confined to the event loop, until
 * it has ended.
 */
public final class Load {
    private static final long SEED = 20_261_127;
    private static final int CONNECT_SECONDS = 30;
    private static final long TICK_MICROS = 200;
    private static final int MAX_WARMUP_SECONDS = 60;
    private static final long GRACE_SECONDS = 20;
    private static final double NANOS_A_MILLI = 1e6;
    private static final int P50 = 500_000;
    private static final int P99 = 990_000;
    private static final int P999 = 999_000;

    private final Plan plan;
    private final byte[] value;
    private final byte[] key;
    private final int keyDigitsFrom;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Session> sessions = new ArrayList<>();
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private Histogram times = new Histogram();
    private final AtomicLong answered = new AtomicLong();
    private long errors;
    private volatile boolean isOver;
    private volatile @Nullable String broken;

    private Load(Plan plan) {
        this.plan = plan;
        this.value = "v".repeat(plan.valueBytes()).getBytes(US_ASCII);
        this.keyDigitsFrom = "key-".length();
        this.key = ("key-" + "0".repeat(Integer.toString(plan.keys()).length())).getBytes(US_ASCII);
    }

    /** Runs one plan: see {@code Plan.USAGE}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Plan plan;
        try {
            plan = Plan.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Plan.USAGE);
            System.exit(2);
            return;
        }
        String failure = new Load(plan).run();
        if (failure != null) {
            System.err.println("load: " + failure);
            System.exit(1);
        }
    }

    private @Nullable String run() throws IOException, InterruptedException {
        InetSocketAddress leader =
                plan.target() == Plan.Target.NEURO
                        ? Leaders.leaderOf(plan.servers())
                        : plan.servers().getFirst();
        try {
            ProcessFigures unconnected = ProcessFigures.of(plan.pids());
            connect(leader, plan.silent(), Silent::new);
            ProcessFigures connected = ProcessFigures.of(plan.pids());
            connect(leader, plan.connections(), this::session);
            loop.execute(this::begin);
            warmUp();
            ProcessFigures before = ProcessFigures.of(plan.pids());
            ProcessFigures ownBefore = own();
            long start = System.nanoTime();
            loop.submit(this::startCounting).syncUninterruptibly();
            TimeUnit.SECONDS.sleep(plan.seconds());
            Histogram measured = loop.submit(this::stopCounting).syncUninterruptibly().getNow();
            double seconds = (System.nanoTime() - start) / 1e9;
            ProcessFigures after = ProcessFigures.of(plan.pids());
            report(
                    measured,
                    seconds,
                    after.cpuMicros() - before.cpuMicros(),
                    own().cpuMicros() - ownBefore.cpuMicros());
            if (plan.silent() > 0) {
                System.out.printf(
                        Locale.ROOT,
                        " kib_a_silent=%.2f",
                        (double) (connected.rssAnonKib() - unconnected.rssAnonKib())
                                / plan.silent());
            }
            System.out.printf(Locale.ROOT, " rss_anon_mib=%d%n", after.rssAnonKib() >> 10);
            return broken;
        } finally {
            group.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS)
                    .awaitUninterruptibly(GRACE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void warmUp() throws InterruptedException {
        TimeUnit.SECONDS.sleep(plan.warmupSeconds());
        for (int i = 0; i < MAX_WARMUP_SECONDS && answered.get() < plan.warmupOps(); i++) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static ProcessFigures own() throws IOException {
        return ProcessFigures.of(List.of(ProcessHandle.current().pid()));
    }

    private Session session() {
        int open = plan.ratePerSecond() > 0 ? Session.MAX_OPEN / 2 : plan.inFlight();
        Session session = new Session(plan.target().wire(), this, open);
        sessions.add(session);
        return session;
    }

    private void connect(
            InetSocketAddress to, int count, Supplier<ChannelInboundHandlerAdapter> handlers) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(EpollSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_SECONDS * 1000)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(handlers.get());
                                    }
                                });
        for (int i = 0; i < count; i++) {
            bootstrap.connect(to).syncUninterruptibly();
        }
    }

    /** A connection that only has to stay. */
    private final class Silent extends ChannelInboundHandlerAdapter {
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            broke("a silent connection was closed");
        }
    }

    private void begin() {
        long now = System.nanoTime();
        long gap =
                plan.ratePerSecond() == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / plan.ratePerSecond();
        for (int i = 0; i < sessions.size(); i++) {
            sessions.get(i).begin(now + gap * i, gap * sessions.size());
        }
        if (gap > 0) {
            var _ =
                    loop.scheduleAtFixedRate(
                            () -> sessions.forEach(Session::tick),
                            TICK_MICROS,
                            TICK_MICROS,
                            TimeUnit.MICROSECONDS);
        }
    }

    private void startCounting() {
        times = new Histogram();
        errors = 0;
    }

    private Histogram stopCounting() {
        isOver = true;
        Histogram measured = times;
        times = new Histogram();
        return measured;
    }

    private void report(Histogram measured, double seconds, long cpuMicros, long ownMicros) {
        long count = Math.max(1, measured.count());
        System.out.printf(
                Locale.ROOT,
                "ops_s=%.0f p50_ms=%.3f p99_ms=%.3f p999_ms=%.3f max_ms=%.1f errors=%d cpu_us=%.2f"
                        + " own_us=%.2f",
                measured.count() / seconds,
                measured.quantileNanos(P50) / NANOS_A_MILLI,
                measured.quantileNanos(P99) / NANOS_A_MILLI,
                measured.quantileNanos(P999) / NANOS_A_MILLI,
                measured.maxNanos() / NANOS_A_MILLI,
                errors,
                (double) cpuMicros / count,
                (double) ownMicros / count);
    }

    Plan plan() {
        return plan;
    }

    boolean isOver() {
        return isOver;
    }

    /** The next key; its array is filled anew for each. */
    byte[] nextKey() {
        int number = random.nextInt(plan.keys());
        for (int i = key.length - 1; i >= keyDigitsFrom; i--) {
            key[i] = (byte) ('0' + number % 10);
            number /= 10;
        }
        return key;
    }

    byte[] value() {
        return value;
    }

    void answered(long nanos, boolean isOk) {
        if (isOk) {
            times.add(nanos);
            // Written by the loop alone.
            answered.lazySet(answered.getPlain() + 1);
        } else {
            errors++;
        }
    }

    void broke(String why) {
        if (!isOver && broken == null) {
            broken = why;
        }
    }
}

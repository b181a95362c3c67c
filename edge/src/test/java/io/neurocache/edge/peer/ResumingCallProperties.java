package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.peer.FakeSource.Manner;
import io.neurocache.edge.peer.FakeSource.Spec;
import io.neurocache.edge.rules.Fields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever the sources do, a listener hears the bytes of the object or that they end. */
class ResumingCallProperties {
    private static final int MAX_BYTES = 40;
    private static final Fields MARKS = Fields.of("ETag", "\"same\"");
    private static final Fields OTHER_MARKS = Fields.of("ETag", "\"other\"");

    /** A source, and whether it has the object or another one. */
    record Actor(Spec spec, boolean other) {}

    @Provide
    Arbitrary<List<Actor>> dying() {
        return actors(Arbitraries.just(Manner.HONEST), Arbitraries.just(false));
    }

    @Provide
    Arbitrary<List<Actor>> anybody() {
        Arbitrary<Manner> manners =
                Arbitraries.of(Manner.class).filter(manner -> manner != Manner.REFUSES);
        return actors(manners, Arbitraries.of(true, false));
    }

    private static Arbitrary<List<Actor>> actors(
            Arbitrary<Manner> manners, Arbitrary<Boolean> others) {
        Arbitrary<Integer> deaths =
                Arbitraries.integers()
                        .between(0, MAX_BYTES + 1)
                        .injectNull(0.2)
                        .map(after -> after == null ? FakeSource.NEVER : after);
        Arbitrary<Integer> chunks = Arbitraries.integers().between(1, 9);
        return Combinators.combine(manners, deaths, chunks, Arbitraries.of(true, false), others)
                .as((manner, after, chunk, announces, other) ->
                        new Actor(
                                new Spec("s", manner, after, chunk, announces || lies(manner)),
                                other))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property
    void deathsOfAnyNumberBeforeOneGoodSourceAreNotNoticed(
            @ForAll("dying") List<Actor> actors,
            @ForAll @IntRange(min = 1, max = MAX_BYTES) int length,
            @ForAll long pauses) {
        List<Actor> all = new ArrayList<>(actors);
        all.add(new Actor(Spec.honest("good"), false));
        byte[] object = object(length, 0);
        Heard heard = run(all, length, pauses);
        boolean mayMissTheEnd = actors.stream().anyMatch(actor -> !actor.spec().announcesLength());
        if (heard.trailers == null && mayMissTheEnd) {
            // All bytes of a body of unknown length came, and no source can say that they are all.
            assertArrayEquals(object, heard.body(), heard.detail());
            return;
        }
        assertNotNull(heard.trailers, heard.detail());
        assertArrayEquals(object, heard.body());
    }

    @Property
    void otherBytesAreNeverHeard(
            @ForAll("anybody") List<Actor> actors,
            @ForAll @IntRange(min = 0, max = MAX_BYTES) int length,
            @ForAll long pauses) {
        Heard heard = run(actors, length, pauses);
        assertTrue(heard.isOver());
        byte[] mine = object(length, 0);
        byte[] others = object(length, 1);
        byte[] body = heard.body();
        byte[] expected = isPrefix(body, mine) ? mine : others;
        assertTrue(isPrefix(body, expected), () -> Arrays.toString(body));
        if (heard.trailers != null) {
            assertEquals(expected.length, body.length);
        }
    }

    /** Too many or too few bytes show against an announced length alone. */
    private static boolean lies(Manner manner) {
        return manner == Manner.ENDS_EARLY || manner == Manner.SENDS_MORE;
    }

    private static boolean isPrefix(byte[] part, byte[] whole) {
        return part.length <= whole.length
                && Arrays.equals(part, 0, part.length, whole, 0, part.length);
    }

    private static byte[] object(int length, int kind) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (2 * i + kind);
        }
        return bytes;
    }

    /** Runs to the end; the call is paused and resumed as the bits say. */
    private static Heard run(List<Actor> actors, int length, long pauses) {
        Queue<Runnable> steps = new ArrayDeque<>();
        List<BodySource> sources = new ArrayList<>();
        for (Actor each : actors) {
            sources.add(
                    new FakeSource(
                            each.spec(),
                            object(length, each.other() ? 1 : 0),
                            each.other() ? OTHER_MARKS : MARKS,
                            steps));
        }
        Heard heard = new Heard();
        OriginCall call = ResumingCall.start(sources, PeerRig.get("/a"), heard);
        for (int turn = 0; !heard.isOver() && turn < 10_000; turn++) {
            if ((pauses >>> (turn % 64) & 1) == 1) {
                call.pause();
            } else {
                call.resume();
            }
            if (steps.isEmpty()) {
                call.resume();
            }
            Runnable step = steps.poll();
            if (step != null) {
                step.run();
            }
        }
        return heard;
    }
}

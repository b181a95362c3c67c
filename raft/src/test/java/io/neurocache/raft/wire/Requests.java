package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random requests, for properties. */
public final class Requests {
    private Requests() {}

    public static Arbitrary<Bytes> keys() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().withCharRange('a', 'e').ofMinLength(1).ofMaxLength(3),
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(20))
                .map(text -> text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\p{Cs}]", "k"))
                .map(Bytes::utf8)
                .filter(Limits::isKey);
    }

    public static Arbitrary<Bytes> values() {
        return Arbitraries.oneOf(
                Arbitraries.of("1", "2", "3").map(Bytes::utf8),
                Arbitraries.strings().ofMaxLength(60).map(Bytes::utf8),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(60).map(Bytes::wrap));
    }

    public static Arbitrary<Session> sessions() {
        Arbitrary<Session> some =
                Combinators.combine(
                                Arbitraries.of("c1", "c2", "\u20ac 3", "\"4\\"),
                                Arbitraries.longs().between(1, 70))
                        .as(Session::new);
        return Arbitraries.oneOf(Arbitraries.just(Session.NONE), some);
    }

    public static Arbitrary<Content> contents() {
        return Arbitraries.oneOf(
                Arbitraries.just(new Content.Absent()), values().map(Content.Value::new));
    }

    private static Arbitrary<Long> ids() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }

    public static Arbitrary<Request.Write> writes() {
        return Arbitraries.oneOf(
                Combinators.combine(ids(), keys(), values(), sessions()).as(Request.Put::new),
                Combinators.combine(ids(), keys(), sessions()).as(Request.Del::new),
                Combinators.combine(ids(), keys(), contents(), values(), sessions())
                        .as(Request.Cas::new));
    }

    /** Purges of every kind. */
    public static Arbitrary<Request.Purge> purges() {
        Arbitrary<Boolean> soft = Arbitraries.of(true, false);
        return Arbitraries.of(Request.Purge.Target.values())
                .flatMap(target ->
                        Combinators.combine(ids(), keys().list().ofMinSize(1).ofMaxSize(4), soft)
                                .as((id, names, isSoft) ->
                                        new Request.Purge(
                                                id,
                                                target,
                                                switch (target) {
                                                    case KEYS, TAGS -> names;
                                                    case PREFIX -> names.subList(0, 1);
                                                    case ALL -> List.of();
                                                },
                                                isSoft)));
    }

    private static Arbitrary<Bytes> hashes() {
        return Arbitraries.bytes().array(byte[].class).ofSize(32).map(Bytes::wrap);
    }

    private static Arbitrary<Request.Placed> objects() {
        Arbitrary<CacheObject> objects =
                Combinators.combine(ids(), hashes(), ids()).as(CacheObject::new);
        return Combinators.combine(keys(), objects).as(Request.Placed::new);
    }

    private static Arbitrary<Request> toldByServers() {
        Arbitrary<Integer> members = Arbitraries.integers().between(1, 64);
        Arbitrary<EdgeIdentity> edges =
                Combinators.combine(
                                members,
                                Arbitraries.of("h:1", "[::1]:65535"),
                                hashes().list().ofMinSize(1).ofMaxSize(4),
                                Arbitraries.of(true, false))
                        .as(EdgeIdentity::new);
        return Arbitraries.oneOf(
                Combinators.combine(ids(), members, objects()).as(Request.Supersede::new),
                Combinators.combine(ids(), edges).as(Request.Announce::new),
                Combinators.combine(ids(), members, Arbitraries.of(true, false))
                        .as(Request.Drain::new));
    }

    private static Arbitrary<Request.Place> placed() {
        Arbitrary<Request.Placed> placed = objects();
        return Combinators.combine(
                        ids(),
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        placed.list().ofMaxSize(3),
                        keys().list().ofMaxSize(3))
                .as(Request.Place::new);
    }

    private static Arbitrary<Request.Touched> touched() {
        return Combinators.combine(keys(), Arbitraries.longs().between(1, 1000))
                .as(Request.Touched::new);
    }

    public static Arbitrary<Request> all() {
        Arbitrary<Consistency> read = Arbitraries.of(Consistency.values());
        Arbitrary<Bytes> parts = Arbitraries.oneOf(Arbitraries.just(Bytes.EMPTY), keys());
        Arbitrary<Integer> members = Arbitraries.integers().between(1, Integer.MAX_VALUE);
        Arbitrary<Boolean> truths = Arbitraries.of(true, false);
        Arbitrary<Request> others =
                Arbitraries.oneOf(
                        purges(),
                        Combinators.combine(
                                        ids(),
                                        parts,
                                        parts,
                                        Arbitraries.integers().between(1, 10_000),
                                        read)
                                .as(Request.Entries::new),
                        placed(),
                        toldByServers(),
                        Combinators.combine(ids(), members, touched().list().ofMaxSize(3))
                                .as(Request.Touch::new),
                        Combinators.combine(
                                        ids(),
                                        keys().list().ofMinSize(1).ofMaxSize(3),
                                        Arbitraries.longs().between(1, 9).list().ofMaxSize(2))
                                .as(Request.Preload::new),
                        Combinators.combine(ids(), members, ids(), ids().list().ofMaxSize(3))
                                .as(Request.Lease::new),
                        ids().map(Request.Status::new),
                        ids().map(Request.Members::new),
                        ids().map(Request.Snapshot::new),
                        Combinators.combine(ids(), members).as(Request.PromoteMember::new),
                        Combinators.combine(ids(), members).as(Request.RemoveMember::new),
                        Combinators.combine(ids(), Arbitraries.integers().between(0, 9))
                                .as(Request.TransferLeader::new),
                        Combinators.combine(
                                        ids(),
                                        members,
                                        Arbitraries.of("h:1", "[::1]:65535"),
                                        Arbitraries.of("", "e.example:80"),
                                        truths)
                                .as(Request.AddMember::new),
                        Combinators.combine(
                                        ids(),
                                        parts,
                                        parts,
                                        Arbitraries.integers().between(1, 10_000),
                                        truths,
                                        read)
                                .as(Request.Scan::new));
        return Arbitraries.frequencyOf(
                Tuple.of(4, writes()),
                Tuple.of(2, Combinators.combine(ids(), keys(), read).as(Request.Get::new)),
                Tuple.of(1, others));
    }
}

package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.HardState;
import java.util.HexFormat;
import java.util.List;

/** Writes a client's requests as {@link RequestReader} reads them. Safe from any thread. */
public final class RequestWriter {
    private RequestWriter() {}

    /** Writes one request as a JSON object, without a frame's length. */
    public static void write(Request request, ByteSink sink) {
        switch (request) {
            case Request.Put put -> {
                begin(sink, put, "put");
                key(sink, put);
                JsonText.value(sink, "value", "encoding", put.value());
                session(sink, put.session());
            }
            case Request.Del del -> {
                begin(sink, del, "del");
                key(sink, del);
                session(sink, del.session());
            }
            case Request.Cas cas -> {
                begin(sink, cas, "cas");
                key(sink, cas);
                switch (cas.expect()) {
                    case Content.Absent() -> sink.ascii(",\"expect\":null");
                    case Content.Value(var bytes) ->
                            JsonText.value(sink, "expect", "expectEncoding", bytes);
                }
                JsonText.value(sink, "value", "encoding", cas.value());
                session(sink, cas.session());
            }
            case Request.Purge purge -> purge(sink, purge);
            case Request.Place place -> place(sink, place);
            case Request.Touch touch -> touch(sink, touch);
            case Request.Supersede supersede -> {
                begin(sink, supersede, "supersede");
                member(sink, supersede.member());
                sink.ascii(",\"placed\":[");
                placed(sink, supersede.placed());
                sink.write(']');
            }
            case Request.Announce announce -> {
                begin(sink, announce, "announce");
                announced(sink, announce.edge());
            }
            case Request.Drain drain -> {
                begin(sink, drain, "drain");
                member(sink, drain.member());
                sink.ascii(drain.isDrained() ? ",\"draining\":true" : "");
            }
            case Request.Preload preload -> preload(sink, preload);
            case Request.Lease lease -> lease(sink, lease);
            case Request.Get get -> {
                begin(sink, get, "get");
                JsonText.string(sink.ascii(",\"key\":"), get.key());
                consistency(sink, get.read());
            }
            case Request.Scan scan -> scan(sink, scan);
            case Request.Entries entries -> {
                begin(sink, entries, "entries");
                JsonText.string(sink.ascii(",\"prefix\":"), entries.prefix());
                sink.ascii(",\"limit\":").number(entries.limit());
                if (entries.after().length() > 0) {
                    JsonText.string(sink.ascii(",\"after\":"), entries.after());
                }
                consistency(sink, entries.read());
            }
            case Request.Status status -> begin(sink, status, "status");
            case Request.Members members -> begin(sink, members, "members");
            case Request.AddMember add -> addMember(sink, add);
            case Request.PromoteMember promote -> {
                begin(sink, promote, "promoteMember");
                member(sink, promote.member());
            }
            case Request.RemoveMember remove -> {
                begin(sink, remove, "removeMember");
                member(sink, remove.member());
            }
            case Request.TransferLeader transfer -> {
                begin(sink, transfer, "transferLeader");
                if (transfer.member() != HardState.NOBODY) {
                    member(sink, transfer.member());
                }
            }
            case Request.Snapshot snapshot -> begin(sink, snapshot, "snapshot");
            case Request.ReadSnapshot(long _, long index, long offset) -> {
                begin(sink, request, "readSnapshot");
                sink.ascii(",\"index\":").number(index).ascii(",\"offset\":").number(offset);
            }
        }
        sink.write('}');
    }

    private static void begin(ByteSink sink, Request request, String op) {
        sink.ascii("{\"id\":").number(request.id());
        sink.ascii(",\"op\":\"").ascii(op).write('"');
    }

    private static void key(ByteSink sink, Request.KeyWrite write) {
        JsonText.string(sink.ascii(",\"key\":"), write.key());
    }

    private static void session(ByteSink sink, Session session) {
        if (session.isPresent()) {
            JsonText.string(sink.ascii(",\"client\":"), session.client());
            sink.ascii(",\"seq\":").number(session.seq());
        }
    }

    private static void consistency(ByteSink sink, Consistency read) {
        if (read != Consistency.LINEARIZABLE) {
            sink.ascii(",\"read\":\"").ascii(read.text()).write('"');
        }
    }

    private static void scan(ByteSink sink, Request.Scan scan) {
        begin(sink, scan, "scan");
        JsonText.string(sink.ascii(",\"prefix\":"), scan.prefix());
        sink.ascii(",\"limit\":").number(scan.limit());
        if (scan.after().length() > 0) {
            JsonText.string(sink.ascii(",\"after\":"), scan.after());
        }
        if (scan.keysOnly()) {
            sink.ascii(",\"keysOnly\":true");
        }
        consistency(sink, scan.read());
    }

    private static void purge(ByteSink sink, Request.Purge purge) {
        begin(sink, purge, "purge");
        purged(sink, purge);
    }

    /** What is purged, and how: the fields behind others. */
    public static void purged(ByteSink sink, Request.Purge purge) {
        sink.ascii(",\"").ascii(purge.target().text()).ascii("\":");
        switch (purge.target()) {
            case KEYS, TAGS -> texts(sink, purge.names());
            case PREFIX -> JsonText.string(sink, purge.names().getFirst());
            case ALL -> sink.ascii("true");
        }
        if (purge.isSoft()) {
            sink.ascii(",\"soft\":true");
        }
    }

    private static void place(ByteSink sink, Request.Place place) {
        begin(sink, place, "place");
        member(sink, place.member());
        sink.ascii(",\"applied\":").number(place.applied());
        sink.ascii(",\"placed\":[");
        boolean first = true;
        for (Request.Placed placed : place.placed()) {
            placed(first ? sink : sink.ascii(","), placed);
            first = false;
        }
        texts(sink.ascii("],\"removed\":"), place.removed());
    }

    private static void placed(ByteSink sink, Request.Placed placed) {
        JsonText.string(sink, placed.key());
        CacheObject object = placed.object();
        sink.ascii(",").number(object.size());
        sink.ascii(",\"").ascii(HexFormat.of().formatHex(object.hash().array()));
        sink.ascii("\",").number(object.expires());
    }

    /** How an edge is reached and known: the fields behind others. */
    public static void announced(ByteSink sink, EdgeIdentity edge) {
        member(sink, edge.member());
        JsonText.string(sink.ascii(",\"edge\":"), edge.address());
        sink.ascii(",\"fingerprints\":[");
        boolean first = true;
        for (Bytes fingerprint : edge.fingerprints()) {
            sink.ascii(first ? "\"" : ",\"");
            sink.ascii(HexFormat.of().formatHex(fingerprint.array())).write('"');
            first = false;
        }
        sink.write(']');
        if (edge.isDraining()) {
            sink.ascii(",\"draining\":true");
        }
    }

    private static void touch(ByteSink sink, Request.Touch touch) {
        begin(sink, touch, "touch");
        member(sink, touch.member());
        sink.ascii(",\"touched\":[");
        boolean first = true;
        for (Request.Touched touched : touch.touched()) {
            JsonText.string(first ? sink : sink.ascii(","), touched.key());
            sink.ascii(",").number(touched.times());
            first = false;
        }
        sink.write(']');
    }

    private static void preload(ByteSink sink, Request.Preload preload) {
        begin(sink, preload, "preload");
        texts(sink.ascii(",\"keys\":"), preload.keys());
        numbers(sink, "members", preload.members());
    }

    private static void texts(ByteSink sink, List<Bytes> texts) {
        sink.write('[');
        for (int i = 0; i < texts.size(); i++) {
            JsonText.string(i == 0 ? sink : sink.ascii(","), texts.get(i));
        }
        sink.write(']');
    }

    /** A list that is left out where it is empty. */
    private static void numbers(ByteSink sink, String name, List<Long> numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            if (i == 0) {
                sink.ascii(",\"").ascii(name).ascii("\":[");
            } else {
                sink.write(',');
            }
            sink.number(numbers.get(i));
        }
        if (!numbers.isEmpty()) {
            sink.write(']');
        }
    }

    private static void lease(ByteSink sink, Request.Lease lease) {
        begin(sink, lease, "lease");
        member(sink, lease.member());
        sink.ascii(",\"applied\":").number(lease.applied());
        numbers(sink, "found", lease.found());
    }

    private static void addMember(ByteSink sink, Request.AddMember add) {
        begin(sink, add, "addMember");
        member(sink, add.member());
        JsonText.string(sink.ascii(",\"raft\":"), add.raft());
        if (!add.edge().isEmpty()) {
            JsonText.string(sink.ascii(",\"edge\":"), add.edge());
        }
        if (add.learner()) {
            sink.ascii(",\"learner\":true");
        }
    }

    private static void member(ByteSink sink, int member) {
        sink.ascii(",\"member\":").number(member);
    }
}

package io.neurocache.raft.wire;

import io.neurocache.raft.HardState;

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
            case Request.Lease lease -> lease(sink, lease);
            case Request.Get get -> {
                begin(sink, get, "get");
                JsonText.string(sink.ascii(",\"key\":"), get.key());
                consistency(sink, get.read());
            }
            case Request.Scan scan -> scan(sink, scan);
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
            case KEYS, TAGS -> {
                for (int i = 0; i < purge.names().size(); i++) {
                    JsonText.string(sink.ascii(i == 0 ? "[" : ","), purge.names().get(i));
                }
                sink.write(']');
            }
            case PREFIX -> JsonText.string(sink, purge.names().getFirst());
            case ALL -> sink.ascii("true");
        }
        if (purge.isSoft()) {
            sink.ascii(",\"soft\":true");
        }
    }

    private static void lease(ByteSink sink, Request.Lease lease) {
        begin(sink, lease, "lease");
        member(sink, lease.member());
        sink.ascii(",\"applied\":").number(lease.applied());
        for (int i = 0; i < lease.found().size(); i++) {
            sink.ascii(i == 0 ? ",\"found\":[" : ",").number(lease.found().get(i));
        }
        if (!lease.found().isEmpty()) {
            sink.write(']');
        }
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

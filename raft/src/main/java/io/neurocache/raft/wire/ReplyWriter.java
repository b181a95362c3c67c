package io.neurocache.raft.wire;

import io.neurocache.raft.HardState;
import java.util.HexFormat;

/** Writes a server's answers to its clients. Safe from any thread. */
public final class ReplyWriter {
    private ReplyWriter() {}

    /** Writes one answer as a JSON object, without a frame's length. */
    public static void write(Reply reply, ByteSink sink) {
        switch (reply) {
            case Reply.Done(long id) -> ok(sink, id);
            case Reply.Written(long id, long index) ->
                    ok(sink, id).ascii(",\"index\":").number(index);
            case Reply.Purged(long id, long index, boolean found) ->
                    ok(sink, id)
                            .ascii(",\"index\":")
                            .number(index)
                            .ascii(",\"found\":")
                            .ascii(found ? "true" : "false");
            case Reply.Leased(long id, long index) ->
                    ok(sink, id).ascii(",\"lease\":").number(index);
            case Reply.EntriesTold told -> entries(sink, told);
            case Reply.Found found -> {
                ok(sink, found.id());
                JsonText.value(sink, "value", "encoding", found.value());
                sink.ascii(",\"index\":").number(found.index());
            }
            case Reply.Scanned scanned -> scanned(sink, scanned);
            case Reply.Piece(long id, var data, boolean done) -> {
                JsonText.base64(ok(sink, id).ascii(",\"data\":"), data);
                sink.ascii(",\"done\":").ascii(done ? "true" : "false");
            }
            case Reply.StatusTold(long id, NodeStatus status) -> status(ok(sink, id), status);
            case Reply.MembersTold told -> members(sink, told);
            case Reply.Failed(long id, ErrorCode code, String message) -> {
                failed(sink, id, code);
                message(sink, message);
            }
            case Reply.NotLeader(long id, String leader, String message) -> {
                failed(sink, id, ErrorCode.NOT_LEADER);
                JsonText.string(sink.ascii(",\"leader\":"), leader);
                message(sink, message);
            }
            case Reply.CasFailed(long id, Content actual, String message) -> {
                failed(sink, id, ErrorCode.CAS_FAILED);
                switch (actual) {
                    case Content.Absent() -> sink.ascii(",\"actual\":null");
                    case Content.Value(var bytes) ->
                            JsonText.value(sink, "actual", "encoding", bytes);
                }
                message(sink, message);
            }
        }
        sink.write('}');
    }

    private static ByteSink ok(ByteSink sink, long id) {
        return sink.ascii("{\"id\":").number(id).ascii(",\"ok\":true");
    }

    private static void failed(ByteSink sink, long id, ErrorCode code) {
        sink.ascii("{\"id\":");
        if (id == WireException.NO_ID) {
            sink.ascii("null");
        } else {
            sink.number(id);
        }
        sink.ascii(",\"ok\":false,\"error\":{\"code\":\"").ascii(code.text()).write('"');
    }

    private static void message(ByteSink sink, String message) {
        JsonText.string(sink.ascii(",\"message\":"), message);
        sink.write('}');
    }

    private static void scanned(ByteSink sink, Reply.Scanned scanned) {
        ok(sink, scanned.id()).ascii(",\"items\":[");
        boolean first = true;
        for (Reply.Item item : scanned.items()) {
            if (!first) {
                sink.write(',');
            }
            first = false;
            JsonText.string(sink.ascii("{\"key\":"), item.key());
            if (item.value() instanceof Content.Value(var bytes)) {
                JsonText.value(sink, "value", "encoding", bytes);
            }
            sink.write('}');
        }
        sink.ascii("],\"more\":").ascii(scanned.more() ? "true" : "false");
    }

    private static void entries(ByteSink sink, Reply.EntriesTold told) {
        ok(sink, told.id()).ascii(",\"entries\":[");
        boolean first = true;
        for (CacheEntry entry : told.entries()) {
            entry(first ? sink : sink.ascii(","), entry);
            first = false;
        }
        sink.ascii("],\"more\":").ascii(told.more() ? "true" : "false");
    }

    /** Writes what is known of a cached object, as one JSON object. */
    public static void entry(ByteSink sink, CacheEntry entry) {
        JsonText.string(sink.ascii("{\"key\":"), entry.key());
        CacheObject object = entry.object();
        sink.ascii(",\"size\":").number(object.size());
        sink.ascii(",\"hash\":\"").ascii(HexFormat.of().formatHex(object.hash().array()));
        sink.ascii("\",\"expires\":").number(object.expires());
        sink.ascii(",\"count\":").number(entry.accessCount());
        sink.ascii(",\"used\":").number(entry.lastUse());
        if (entry.putIndex() > 0) {
            sink.ascii(",\"put\":").number(entry.putIndex());
        }
        sink.ascii(",\"edges\":[");
        for (int i = 0; i < entry.edges().length; i++) {
            (i == 0 ? sink : sink.ascii(",")).number(entry.edges()[i]);
        }
        sink.ascii("],\"index\":").number(entry.index()).write('}');
    }

    private static void status(ByteSink sink, NodeStatus status) {
        sink.ascii(",\"status\":{\"node\":").number(status.node());
        JsonText.string(sink.ascii(",\"version\":"), status.version());
        sink.ascii(",\"uptime_s\":").number(status.uptimeSeconds());
        JsonText.string(sink.ascii(",\"role\":"), status.role());
        sink.ascii(",\"term\":").number(status.term()).ascii(",\"leader\":");
        if (status.leader() == HardState.NOBODY) {
            sink.ascii("null");
        } else {
            sink.number(status.leader());
        }
        sink.ascii(",\"commit\":").number(status.commit());
        sink.ascii(",\"applied\":").number(status.applied());
        sink.ascii(",\"last\":").number(status.last());
        sink.ascii(",\"snapshot\":").number(status.snapshot());
        sink.ascii(",\"keys\":").number(status.keys());
        sink.ascii(",\"sessions\":").number(status.sessions());
        sink.ascii(",\"peers\":[");
        boolean first = true;
        for (NodeStatus.Peer peer : status.peers()) {
            sink.ascii(first ? "{\"id\":" : ",{\"id\":").number(peer.id());
            sink.ascii(",\"match\":").number(peer.match());
            if (peer.rttMicros() != NodeStatus.UNKNOWN) {
                sink.ascii(",\"rtt_us\":").number(peer.rttMicros());
            }
            sink.write('}');
            first = false;
        }
        sink.ascii("]}");
    }

    private static void members(ByteSink sink, Reply.MembersTold told) {
        ok(sink, told.id()).ascii(",\"members\":[");
        boolean first = true;
        for (Reply.Member member : told.members()) {
            sink.ascii(first ? "{\"id\":" : ",{\"id\":").number(member.id());
            JsonText.string(sink.ascii(",\"raft\":"), member.raft());
            if (!member.edge().isEmpty()) {
                JsonText.string(sink.ascii(",\"edge\":"), member.edge());
            }
            sink.ascii(",\"role\":\"").ascii(member.kind().text()).write('"');
            sink.ascii(member.isDrained() ? ",\"draining\":true}" : "}");
            first = false;
        }
        sink.write(']');
    }
}

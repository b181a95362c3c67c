package io.neurocache.raft.wire;

import io.neurocache.raft.Address;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Message;
import io.neurocache.raft.Payload;
import io.neurocache.slab.Check;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Writes what servers send each other, in the words of the Raft paper.
 *
 * <p>A command is a JSON object already and is copied as it stands. Safe from any thread.
 */
public final class PeerWriter {
    private PeerWriter() {}

    /** Writes one frame as a JSON object, without its length. */
    public static void write(PeerFrame frame, ByteSink sink) {
        switch (frame) {
            case PeerFrame.Hello hello -> {
                begin(sink, "Hello").ascii(",\"protocol\":").number(hello.protocol());
                JsonText.string(sink.ascii(",\"cluster\":"), hello.cluster());
                number(sink, "from", hello.from());
                number(sink, "to", hello.to());
            }
            case PeerFrame.Refused(ErrorCode code, String message) -> {
                begin(sink, "Refused").ascii(",\"code\":\"").ascii(code.text()).write('"');
                JsonText.string(sink.ascii(",\"message\":"), message);
            }
            case PeerFrame.Ask(Request _, Bytes command) -> {
                begin(sink, "Ask").ascii(",\"request\":");
                sink.write(command.backing(), command.offset(), command.length());
            }
            case PeerFrame.Answer(Reply reply) ->
                    ReplyWriter.write(reply, begin(sink, "Answer").ascii(",\"reply\":"));
            case PeerFrame.Aside(Bytes body) -> {
                begin(sink, "Aside").ascii(",\"body\":");
                sink.write(body.backing(), body.offset(), body.length());
            }
            case PeerFrame.Rpc(Message message) -> message(sink, message);
        }
        sink.write('}');
    }

    private static void message(ByteSink sink, Message message) {
        switch (message) {
            case Message.PreVote vote -> {
                begin(sink, "PreVote", vote, "candidateId");
                number(sink, "lastLogIndex", vote.lastLogIndex());
                number(sink, "lastLogTerm", vote.lastLogTerm());
            }
            case Message.PreVoteReply reply -> {
                begin(sink, "PreVoteReply", reply, "from");
                truth(sink, "voteGranted", reply.voteGranted());
            }
            case Message.RequestVote vote -> {
                begin(sink, "RequestVote", vote, "candidateId");
                number(sink, "lastLogIndex", vote.lastLogIndex());
                number(sink, "lastLogTerm", vote.lastLogTerm());
                truth(sink, "transfer", vote.transfer());
            }
            case Message.RequestVoteReply reply -> {
                begin(sink, "RequestVoteReply", reply, "from");
                truth(sink, "voteGranted", reply.voteGranted());
            }
            case Message.AppendEntries append -> appendEntries(sink, append);
            case Message.AppendEntriesReply reply -> {
                begin(sink, "AppendEntriesReply", reply, "from");
                truth(sink, "success", true);
                number(sink, "matchIndex", reply.matchIndex());
                number(sink, "round", reply.round());
            }
            case Message.AppendEntriesRejected rejected -> {
                begin(sink, "AppendEntriesReply", rejected, "from");
                truth(sink, "success", false);
                number(sink, "prevLogIndex", rejected.prevLogIndex());
                number(sink, "conflictTerm", rejected.conflictTerm());
                number(sink, "conflictIndex", rejected.conflictIndex());
                number(sink, "round", rejected.round());
            }
            case Message.InstallSnapshot install -> installSnapshot(sink, install);
            case Message.InstallSnapshotReply reply -> {
                begin(sink, "InstallSnapshotReply", reply, "from");
                number(sink, "lastIncludedIndex", reply.lastIncludedIndex());
                number(sink, "nextOffset", reply.nextOffset());
                number(sink, "round", reply.round());
            }
            case Message.TimeoutNow now -> begin(sink, "TimeoutNow", now, "leaderId");
        }
    }

    private static void installSnapshot(ByteSink sink, Message.InstallSnapshot install) {
        begin(sink, "InstallSnapshot", install, "leaderId");
        number(sink, "lastIncludedIndex", install.snapshot().lastIncludedIndex());
        number(sink, "lastIncludedTerm", install.snapshot().lastIncludedTerm());
        configuration(sink.ascii(",\"configuration\":"), install.snapshot().configuration());
        number(sink, "offset", install.offset());
        truth(sink, "done", install.done());
        number(sink, "round", install.round());
        JsonText.base64(sink.ascii(",\"data\":"), install.data());
    }

    private static void appendEntries(ByteSink sink, Message.AppendEntries append) {
        begin(sink, "AppendEntries", append, "leaderId");
        number(sink, "prevLogIndex", append.prevLogIndex());
        number(sink, "prevLogTerm", append.prevLogTerm());
        number(sink, "leaderCommit", append.leaderCommit());
        number(sink, "round", append.round());
        sink.ascii(",\"entries\":[");
        entries(sink, append.prevLogIndex(), append.entries());
        sink.write(']');
    }

    private static void entries(ByteSink sink, long prevLogIndex, List<Entry> entries) {
        long term = 0;
        long index = prevLogIndex;
        for (Entry entry : entries) {
            index++;
            Check.argument(entry.index() == index, "the entries' indices have a gap", index);
            if (entry.term() != term) {
                separate(sink);
                term = entry.term();
                sink.number(term);
            }
            sink.write(',');
            payload(sink, entry.payload());
        }
    }

    private static void separate(ByteSink sink) {
        if (sink.array()[sink.length() - 1] != '[') {
            sink.write(',');
        }
    }

    private static void payload(ByteSink sink, Payload payload) {
        switch (payload) {
            case Payload.Noop() -> sink.ascii("[\"Noop\"]");
            case Payload.Command(var bytes) -> {
                byte[] array = bytes.backing();
                int from = bytes.offset();
                int last = from + bytes.length() - 1;
                Check.argument(
                        last > from && array[from] == '{' && array[last] == '}',
                        "a command that is no JSON object");
                sink.write(array, from, bytes.length());
            }
            case Payload.Reconfigure(var configuration) -> {
                configuration(sink.ascii("[\"Reconfigure\","), configuration);
                sink.write(']');
            }
        }
    }

    /** Writes who belongs to the cluster, as an object. */
    public static void configuration(ByteSink sink, Configuration configuration) {
        members(sink.ascii("{\"voters\":["), configuration.voters());
        members(sink.ascii("],\"outgoing\":["), configuration.outgoing());
        members(sink.ascii("],\"learners\":["), configuration.learners());
        sink.write(']');
        if (!configuration.addresses().isEmpty()) {
            addresses(sink.ascii(",\"addresses\":{"), configuration.addresses());
            sink.write('}');
        }
        sink.write('}');
    }

    private static void addresses(ByteSink sink, SortedMap<Integer, Address> addresses) {
        String separator = "\"";
        for (Map.Entry<Integer, Address> entry : addresses.entrySet()) {
            sink.ascii(separator).number(entry.getKey()).ascii("\":{\"raft\":");
            JsonText.string(sink, entry.getValue().raft());
            JsonText.string(sink.ascii(",\"edge\":"), entry.getValue().edge());
            sink.write('}');
            separator = ",\"";
        }
    }

    private static void members(ByteSink sink, SortedSet<Integer> members) {
        for (int member : members) {
            separate(sink);
            sink.number(member);
        }
    }

    private static ByteSink begin(ByteSink sink, String rpc) {
        return sink.ascii("{\"rpc\":\"").ascii(rpc).write('"');
    }

    private static void begin(ByteSink sink, String rpc, Message message, String fromName) {
        begin(sink, rpc);
        number(sink, "term", message.term());
        number(sink, fromName, message.from());
        number(sink, "to", message.to());
    }

    private static void number(ByteSink sink, String name, long value) {
        sink.ascii(",\"").ascii(name).ascii("\":").number(value);
    }

    private static void truth(ByteSink sink, String name, boolean value) {
        sink.ascii(",\"").ascii(name).ascii("\":").ascii(value ? "true" : "false");
    }
}

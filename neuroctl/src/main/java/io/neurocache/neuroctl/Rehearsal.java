package io.neurocache.neuroctl;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyWriter;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;

/**
 * Runs each kind of command once against answers of its own, so that the JVM can write down what a
 * command loads: {@code bin/make-aot-cache neuroctl} makes the AOT cache of it. The last command is
 * run through {@link Neuroctl#main}, which ends the process as it always does.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** Rehearses. */
    public static void main(String[] args) throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> accept(listening));
        String there = "--endpoints=127.0.0.1:" + listening.getLocalPort();
        for (List<String> command :
                List.of(
                        List.of("help"),
                        List.of("put", "a", "1", there),
                        List.of("scan", there),
                        List.of("status", there),
                        List.of("cluster", "members", there),
                        List.of("del", "a", there, "--json"))) {
            new Neuroctl(
                            InputStream.nullInputStream(),
                            OutputStream.nullOutputStream(),
                            new PrintStream(OutputStream.nullOutputStream()),
                            Io.Terminals.NONE,
                            Map.of())
                    .run(command);
        }
        Neuroctl.main(new String[] {"get", "a", there});
    }

    private static void accept(ServerSocket listening) {
        while (true) {
            try (Socket socket = listening.accept()) {
                serve(socket);
            } catch (IOException _) {
                // The command is over: it hangs up, and the next one comes.
            }
        }
    }

    private static void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            byte[] payload = in.readNBytes(Frames.checked(in.readInt()));
            Request request = new RequestReader().read(payload, 0, payload.length);
            ByteSink sink = new ByteSink();
            int frame = sink.beginFrame();
            ReplyWriter.write(answer(request), sink);
            sink.endFrame(frame);
            socket.getOutputStream().write(sink.array(), 0, sink.length());
        }
    }

    private static Reply answer(Request request) {
        long id = request.id();
        Bytes one = Bytes.utf8("1");
        return switch (request) {
            case Request.Get _ -> new Reply.Found(id, one, 1);
            case Request.Scan _ ->
                    new Reply.Scanned(
                            id, List.of(new Reply.Item(one, new Content.Value(one))), false);
            case Request.Put _, Request.Cas _ -> new Reply.Written(id, 1);
            case Request.Status _ ->
                    new Reply.StatusTold(
                            id,
                            new NodeStatus(1, "1", 1, "leader", 1, 1, 1, 1, 1, 0, 1, 1, List.of()));
            case Request.Members _ -> new Reply.MembersTold(id, List.of());
            default -> new Reply.Done(id);
        };
    }
}

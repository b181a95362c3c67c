package io.neurocache.raft.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.wire.AuthFrames;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.WireException;
import io.neurocache.raft.wire.WireText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/protocol.md to the code: every example in it is read, answered or written again. */
class ProtocolDocumentTest {
    private static final String NAME = "docs/protocol.md";

    private final String document = read();

    private static String read() {
        // Tests run in the module's directory, by hand perhaps in the root's.
        Path there = Path.of(NAME);
        Path file = Files.exists(there) ? there : Path.of("..").resolve(NAME);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("the document is missing: " + file.toAbsolutePath(), e);
        }
    }

    /** The lines of all fenced blocks of a kind. */
    private List<String> blocks(String kind) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : document.lines().toList()) {
            if (line.startsWith("```")) {
                inside = line.equals("```" + kind);
            } else if (inside) {
                lines.add(line);
            }
        }
        assertTrue(!lines.isEmpty(), "no examples of " + kind);
        return lines;
    }

    @Test
    void theConversationIsAnsweredWordForWord() {
        Rig rig = new Rig();
        rig.machine.pass(16);
        List<String> lines = blocks("kv");
        for (int i = 0; i < lines.size(); i += 2) {
            assertTrue(lines.get(i).startsWith("> "), lines.get(i));
            assertEquals(lines.get(i + 1), "< " + rig.ask(lines.get(i).substring(2)));
        }
    }

    @Test
    void everyOtherRequestAndAnswerIsWrittenAsItIsRead() throws WireException {
        for (String line : blocks("frames")) {
            String json = line.substring(line.indexOf(' ') + 1);
            String again =
                    line.startsWith("request ")
                            ? WireText.text(WireText.request(json))
                            : WireText.text(WireText.reply(json));
            assertEquals(json, again);
        }
    }

    @Test
    void theHandshakeIsWrittenAsItIsRead() throws WireException {
        for (String line : blocks("auth")) {
            byte[] json = line.substring(2).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            ByteSink again = new ByteSink();
            AuthFrames.write(
                    line.startsWith("> ")
                            ? AuthFrames.readAsked(json, 0, json.length)
                            : AuthFrames.readAnswer(json, 0, json.length),
                    again);
            assertEquals(line.substring(2), again.toString());
        }
    }

    @Test
    void everyFrameBetweenServersIsWrittenAsItIsRead() throws WireException {
        for (String line : blocks("peer")) {
            assertEquals(line, WireText.text(WireText.peer(line)));
        }
    }

    @Test
    void theSnapshotIsReadAndWrittenAgain() throws IOException {
        String text = String.join("\n", blocks("snapshot")) + "\n";
        byte[] again = Rig.restored(text.getBytes(UTF_8)).snapshot();

        assertEquals(text, new String(again, UTF_8));
    }

    @Test
    void everyOperationRpcAndCodeIsInTheDocument() {
        List<String> words =
                List.of(
                        "put",
                        "get",
                        "del",
                        "cas",
                        "scan",
                        "purge",
                        "lease",
                        "place",
                        "touch",
                        "preload",
                        "status",
                        "members",
                        "addMember",
                        "promoteMember",
                        "removeMember",
                        "transferLeader",
                        "snapshot");
        for (String op : words) {
            assertTrue(document.contains("\"op\":\"" + op + "\""), op);
        }
        List<String> rpcs =
                List.of(
                        "Hello",
                        "Refused",
                        "Ask",
                        "Answer",
                        "PreVote",
                        "PreVoteReply",
                        "RequestVote",
                        "RequestVoteReply",
                        "AppendEntries",
                        "AppendEntriesReply",
                        "InstallSnapshot",
                        "InstallSnapshotReply",
                        "TimeoutNow");
        for (String rpc : rpcs) {
            assertTrue(document.contains("\"rpc\":\"" + rpc + "\""), rpc);
        }
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(document.contains("`" + code.text() + "`"), code.text());
            assertTrue(document.contains("\"code\":\"" + code.text() + "\""), code.text());
        }
    }
}

package io.neurocache.raft.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.auth.SharedSecret.Side;
import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.AuthFrames;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secret, and both sides of its handshake. */
class SharedSecretTest {
    private static final String OLD = "an-old-secret-of-thirty-two-or-more";
    private static final String NEW = "another-secret-of-thirty-two-or-more";

    @TempDir Path folder;

    private final byte[] caller = SharedSecret.nonce();
    private final byte[] called = SharedSecret.nonce();
    private final SharedSecret secret = SharedSecret.of(List.of(OLD));

    @Test
    void aProofIsOfOneSideAndOneHandshake() {
        byte[] proof = secret.prove(Side.CALLER, caller, called);
        assertTrue(secret.isProof(Side.CALLER, caller, called, proof));
        assertFalse(secret.isProof(Side.CALLED, caller, called, proof), "sent back");
        assertFalse(secret.isProof(Side.CALLER, called, caller, proof), "turned round");
        assertFalse(secret.isProof(Side.CALLER, caller, SharedSecret.nonce(), proof), "replayed");
        assertFalse(secret.isProof(Side.CALLER, caller, called, new byte[0]), "empty");
        SharedSecret other = SharedSecret.of(List.of(NEW));
        assertFalse(other.isProof(Side.CALLER, caller, called, proof), "another secret");
    }

    @Test
    void aSecretIsReplacedWithoutAMomentInWhichTwoDoNotKnowEachOther() throws Exception {
        List<List<String>> steps =
                List.of(List.of(OLD), List.of(OLD, NEW), List.of(NEW, OLD), List.of(NEW));
        for (int i = 0; i + 1 < steps.size(); i++) {
            SharedSecret before = SharedSecret.of(steps.get(i));
            SharedSecret after = SharedSecret.of(steps.get(i + 1));
            assertEquals("Accepted", outcome(before, after), "step " + i);
            assertEquals("Accepted", outcome(after, before), "step " + i);
        }
    }

    @Test
    void neitherSideAcceptsAnotherSecret() throws Exception {
        SharedSecret other = SharedSecret.of(List.of(NEW));
        assertEquals(
                "what listens there does not prove that it knows the secret",
                outcome(secret, other));
    }

    /** Plays a handshake over the wire's own bytes. */
    private static String outcome(SharedSecret calling, SharedSecret called) throws IOException {
        SecretCaller caller = new SecretCaller(calling);
        SecretCalled door = new SecretCalled(called);
        try {
            AuthFrame proof = caller.challenged(answer(door, caller.begin()));
            AuthFrame last = answer(door, proof);
            caller.answered(last);
            return last.getClass().getSimpleName();
        } catch (AuthException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static AuthFrame answer(SecretCalled door, AuthFrame asked) throws WireException {
        byte[] bytes = bytes(asked);
        byte[] answer = bytes(door.answer(bytes, 0, bytes.length));
        return AuthFrames.readAnswer(answer, 0, answer.length);
    }

    private static byte[] bytes(AuthFrame frame) {
        ByteSink sink = new ByteSink();
        AuthFrames.write(frame, sink);
        return java.util.Arrays.copyOf(sink.array(), sink.length());
    }

    @Test
    void theCalledSideTakesTwoFramesInTheirOrder() throws Exception {
        AuthFrame begin = new SecretCaller(secret).begin();
        AuthFrame prove =
                new AuthFrame.Prove(
                        2,
                        io.neurocache.raft.Bytes.wrap(secret.prove(Side.CALLER, caller, called)));
        assertRefused(new SecretCalled(secret), bytes(prove), "nonces come first");
        SecretCalled door = new SecretCalled(secret);
        answer(door, begin);
        assertRefused(door, bytes(begin), "it has begun already");
        assertRefused(door, bytes(prove), "that is not the cluster's secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "x",
                "{\"id\":1,\"op\":\"get\",\"key\":\"a\"}",
                "{\"id\":1,\"op\":\"auth\"}",
                "{\"id\":1,\"op\":\"auth\",\"nonce\":\"\"}",
                "{\"id\":1,\"op\":\"auth\",\"nonce\":\"AAAA\"}",
                "{\"id\":1,\"op\":\"auth\",\"nonce\":7}",
                "{\"id\":1,\"op\":\"auth\",\"nonce\":\"*\"}",
                "{\"id\":1,\"op\":\"auth\",\"op\":\"auth\"}",
                "{\"id\":1,\"op\":\"auth\"}{}",
                "{\"rpc\":\"Hello\",\"protocol\":1,\"cluster\":\"c\",\"from\":2,\"to\":1}"
            })
    void whatIsNoHandshakeIsUnauthorized(String text) {
        assertRefused(new SecretCalled(secret), text.getBytes(StandardCharsets.UTF_8), "");
    }

    private static void assertRefused(SecretCalled door, byte[] bytes, String why) {
        WireException e =
                assertThrows(WireException.class, () -> door.answer(bytes, 0, bytes.length));
        assertEquals(ErrorCode.UNAUTHORIZED, e.code());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void aFileHoldsASecretALine() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), OLD + "\r\n\n" + NEW + "\n");
        SharedSecret read = SharedSecret.read(file);
        byte[] proof = SharedSecret.of(List.of(NEW)).prove(Side.CALLER, caller, called);
        assertTrue(read.isProof(Side.CALLER, caller, called, proof));
        assertFalse(read.toString().contains("secret-of"), read::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "short", "with a blank, though it is long enough", "ä"})
    void whatIsNoSecretIsRefusedWithoutShowingIt(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), text);
        AuthException e = assertThrows(AuthException.class, () -> SharedSecret.read(file));
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertTrue(text.isBlank() || !e.getMessage().contains(text), e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path none = folder.resolve("none");
        AuthException e = assertThrows(AuthException.class, () -> SharedSecret.read(none));
        assertEquals(none + ": no such file", e.getMessage());
    }
}

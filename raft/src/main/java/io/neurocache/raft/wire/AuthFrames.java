package io.neurocache.raft.wire;

import com.fasterxml.jackson.core.JsonParser;
import io.neurocache.raft.Bytes;
import java.io.IOException;
import java.util.Set;

/** Reads and writes {@link AuthFrame}s. Safe from any thread. */
public final class AuthFrames {
    /** No frame of a handshake is longer; a few hundred bytes do. */
    public static final int MAX_BYTES = 1024;

    /** How long a nonce is, and a proof: what SHA-256 gives. */
    private static final int BYTES = 32;

    private static final Set<String> KNOWN = Set.of("id", "op", "ok", "nonce", "proof");

    private AuthFrames() {}

    /** Writes one frame as a JSON object, without a frame's length. */
    public static void write(AuthFrame frame, ByteSink sink) {
        switch (frame) {
            case AuthFrame.Begin(long id, Bytes nonce) -> bytes(asked(sink, id), "nonce", nonce);
            case AuthFrame.Prove(long id, Bytes proof) -> bytes(asked(sink, id), "proof", proof);
            case AuthFrame.Challenge(long id, Bytes nonce, Bytes proof) -> {
                bytes(answered(sink, id), "nonce", nonce);
                bytes(sink, "proof", proof);
            }
            case AuthFrame.Accepted(long id) -> answered(sink, id);
            case AuthFrame.Refused(ErrorCode code, String message) -> {
                ReplyWriter.write(new Reply.Failed(WireException.NO_ID, code, message), sink);
                return;
            }
        }
        sink.write('}');
    }

    private static ByteSink asked(ByteSink sink, long id) {
        return sink.ascii("{\"id\":").number(id).ascii(",\"op\":\"auth\"");
    }

    private static ByteSink answered(ByteSink sink, long id) {
        return sink.ascii("{\"id\":").number(id).ascii(",\"ok\":true");
    }

    private static void bytes(ByteSink sink, String name, Bytes value) {
        JsonText.base64(sink.ascii(",\"").ascii(name).ascii("\":"), value);
    }

    /**
     * Reads what a caller says.
     *
     * @throws WireException Unauthorized if it is anything but {@code auth}
     */
    public static AuthFrame readAsked(byte[] bytes, int offset, int length) throws WireException {
        Fields fields = fields(bytes, offset, length);
        long id = fields.number("id", WireException.NO_ID);
        if (id < 0 || !"auth".equals(fields.text("op"))) {
            throw WireException.refused(
                    ErrorCode.UNAUTHORIZED, "the cluster's secret is to be proven first", id);
        }
        return fields.has("nonce")
                ? new AuthFrame.Begin(id, bytes(fields, "nonce"))
                : new AuthFrame.Prove(id, bytes(fields, "proof"));
    }

    /**
     * Reads what the called side answers.
     *
     * @throws WireException if it is no answer of a handshake
     */
    public static AuthFrame readAnswer(byte[] bytes, int offset, int length) throws WireException {
        if (PeerReader.isPeer(bytes, offset, length)) {
            return PeerReader.read(bytes, offset, length) instanceof PeerFrame.Refused refused
                    ? new AuthFrame.Refused(refused.code(), refused.message())
                    : new AuthFrame.Refused(ErrorCode.UNAUTHORIZED, "it proves no secret");
        }
        Fields fields = fields(bytes, offset, length);
        long id = fields.number("id", WireException.NO_ID);
        if (!Boolean.TRUE.equals(fields.truth("ok"))) {
            return ReplyReader.read(bytes, offset, length) instanceof Reply.Failed failed
                    ? new AuthFrame.Refused(failed.code(), failed.message())
                    : new AuthFrame.Refused(ErrorCode.UNAUTHORIZED, "it proves no secret");
        }
        return fields.has("proof")
                ? new AuthFrame.Challenge(id, bytes(fields, "nonce"), bytes(fields, "proof"))
                : new AuthFrame.Accepted(id);
    }

    private static Fields fields(byte[] bytes, int offset, int length) throws WireException {
        Fields fields = new Fields();
        try (JsonParser parser = Json.parser(bytes, offset, length)) {
            parser.nextToken();
            fields.read(parser, KNOWN);
            if (parser.nextToken() != null) {
                throw new IOException("not one object");
            }
        } catch (IOException e) {
            throw unauthorized("the frame is not one JSON object in UTF-8");
        }
        if (fields.doubled() != null) {
            throw unauthorized("\"" + fields.doubled() + "\" comes twice");
        }
        return fields;
    }

    /** Nonces and proofs are 32 bytes each. */
    private static Bytes bytes(Fields fields, String name) throws WireException {
        String text = fields.text(name);
        Bytes decoded = text == null ? null : Json.decodeBase64(text);
        if (decoded == null || decoded.length() != BYTES) {
            throw unauthorized("\"" + name + "\" is not 32 bytes in base64");
        }
        return decoded;
    }

    private static WireException unauthorized(String message) {
        return WireException.refused(ErrorCode.UNAUTHORIZED, message, WireException.NO_ID);
    }
}

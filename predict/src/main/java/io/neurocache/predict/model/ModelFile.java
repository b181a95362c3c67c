package io.neurocache.predict.model;

import io.neurocache.slab.Check;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A model in one file: what it is, a question with its answer, the network, a checksum.
 *
 * <pre>
 *  0  8  magic "NEUROMDL"
 *  8  4  version, 1          12  4  kind (ModelKind)
 * 16  4  bytes of metadata   20  4  numbers of the question, 8 bytes each
 * 24  4  numbers of the answer, 4 bytes each
 * 28  4  bytes of the network
 * 32     metadata (JSON, UTF-8), question, answer, network (ONNX)
 * end 32 SHA-256 of all before it
 * </pre>
 *
 * <p>Numbers are big-endian. Lengths are checked against fixed limits and against the size of the
 * file before anything of that size is allocated. The question and its answer are the golden
 * vector: a model that does not answer so here, on this machine and library, does not go live.
 *
 * <p>Arrays belong to the record: nobody writes to them. Safe from any thread.
 *
 * @param kind what the model is for
 * @param metadata JSON, which the kind defines
 * @param question input of the golden vector, in the order that the kind defines
 * @param answer what the model computed of it where it was trained; finite
 * @param onnx the network
 */
@SuppressWarnings("ArrayRecordComponent") // Megabytes, which are neither copied nor compared.
public record ModelFile(
        ModelKind kind, String metadata, long[] question, float[] answer, byte[] onnx) {
    /** The most bytes of a file; the largest model that makes sense on a node is a tenth of it. */
    public static final int MAX_BYTES = 64 << 20;

    private static final byte[] MAGIC = "NEUROMDL".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 32;
    private static final int DIGEST_BYTES = 32;
    private static final int MAX_METADATA_BYTES = 16 << 20;
    private static final int MAX_NUMBERS = 1 << 16;

    /** Checks what the file's reader will check. */
    public ModelFile {
        Check.argument(question.length <= MAX_NUMBERS, "question too long", question.length);
        Check.argument(answer.length <= MAX_NUMBERS, "answer too long", answer.length);
        Check.argument(answer.length > 0, "no answer");
        Check.argument(onnx.length > 0, "no network");
        for (float number : answer) {
            Check.argument(Float.isFinite(number), "an answer is not finite");
        }
    }

    /** The bytes of the file. */
    public byte[] toByteArray() {
        byte[] text = metadata.getBytes(StandardCharsets.UTF_8);
        Check.argument(text.length <= MAX_METADATA_BYTES, "metadata too long", text.length);
        long size = size(text.length, question.length, answer.length, onnx.length);
        Check.argument(size <= MAX_BYTES, "model too large", size);
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        bytes.put(MAGIC).putInt(VERSION).putInt(kind.number);
        bytes.putInt(text.length).putInt(question.length).putInt(answer.length);
        bytes.putInt(onnx.length).put(text);
        for (long number : question) {
            bytes.putLong(number);
        }
        for (float number : answer) {
            bytes.putFloat(number);
        }
        bytes.put(onnx);
        MessageDigest digest = sha256();
        digest.update(bytes.array(), 0, bytes.position());
        return bytes.put(digest.digest()).array();
    }

    /** Writes a file beside the one meant, to disk, and then renames it. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, toByteArray());
    }

    /**
     * Reads a file.
     *
     * @throws ModelException when it is no such file, or damaged
     * @throws IOException when it cannot be read
     */
    public static ModelFile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(MAX_BYTES + 1));
        }
    }

    /** The same from bytes, which stay the caller's. */
    public static ModelFile parse(byte[] file) throws ModelException {
        require(file.length <= MAX_BYTES, "it is longer than " + MAX_BYTES + " bytes");
        require(file.length >= HEADER_BYTES + DIGEST_BYTES, "it ends in its header");
        ByteBuffer bytes = ByteBuffer.wrap(file);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        require(Arrays.equals(magic, MAGIC), "it does not begin as one");
        int version = bytes.getInt();
        require(version == VERSION, "it is of version " + version + ", not " + VERSION);
        ModelKind kind = kind(bytes.getInt());
        int textLength = length(bytes.getInt(), MAX_METADATA_BYTES, "metadata");
        int questionLength = length(bytes.getInt(), MAX_NUMBERS, "question");
        int answerLength = length(bytes.getInt(), MAX_NUMBERS, "answer");
        int onnxLength = length(bytes.getInt(), MAX_BYTES, "network");
        long size = size(textLength, questionLength, answerLength, onnxLength);
        require(size == file.length, "it has " + file.length + " bytes and should have " + size);
        require(answerLength > 0 && onnxLength > 0, "it has no answer or no network");
        MessageDigest digest = sha256();
        digest.update(file, 0, file.length - DIGEST_BYTES);
        byte[] expected = Arrays.copyOfRange(file, file.length - DIGEST_BYTES, file.length);
        require(MessageDigest.isEqual(digest.digest(), expected), "its checksum does not fit");
        String metadata = text(bytes.slice(bytes.position(), textLength));
        bytes.position(bytes.position() + textLength);
        long[] question = new long[questionLength];
        bytes.asLongBuffer().get(question);
        bytes.position(bytes.position() + questionLength * Long.BYTES);
        float[] answer = new float[answerLength];
        for (int i = 0; i < answerLength; i++) {
            answer[i] = bytes.getFloat();
            require(Float.isFinite(answer[i]), "its answer is not finite");
        }
        byte[] onnx = new byte[onnxLength];
        bytes.get(onnx);
        return new ModelFile(kind, metadata, question, answer, onnx);
    }

    private static long size(int text, int question, int answer, int onnx) {
        return (long) HEADER_BYTES
                + text
                + (long) question * Long.BYTES
                + (long) answer * Float.BYTES
                + onnx
                + DIGEST_BYTES;
    }

    private static ModelKind kind(int number) throws ModelException {
        for (ModelKind kind : ModelKind.values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new ModelException("not a model: it is of the unknown kind " + number);
    }

    private static int length(int value, int most, String what) throws ModelException {
        require(value >= 0 && value <= most, "the length of its " + what + " is " + value);
        return value;
    }

    private static String text(ByteBuffer bytes) throws ModelException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new ModelException("not a model: its metadata is not UTF-8", e);
        }
    }

    private static void require(boolean holds, String fault) throws ModelException {
        if (!holds) {
            throw new ModelException("not a model: " + fault);
        }
    }

    /** What a cluster calls a file: the SHA-256 of all of it, in hexadecimal. */
    public static String name(byte[] file) {
        return HexFormat.of().formatHex(sha256().digest(file));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

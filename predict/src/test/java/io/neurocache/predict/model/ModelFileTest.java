package io.neurocache.predict.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    private static final int HEADER = 32;
    private static final int DIGEST = 32;

    private static ModelFile model() {
        return new ModelFile(
                ModelKind.GPT,
                "{\"näme\":1}",
                new long[] {1, -2, Long.MAX_VALUE},
                new float[] {.5f, -1e9f},
                new byte[] {1, 2, 3, 4, 5});
    }

    private static String refused(byte[] file) {
        return String.valueOf(
                assertThrows(ModelException.class, () -> ModelFile.parse(file)).getMessage());
    }

    /** Gives a file that was tampered with the checksum of what it has become. */
    private static byte[] signed(byte[] file) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(file, 0, file.length - DIGEST);
        System.arraycopy(digest.digest(), 0, file, file.length - DIGEST, DIGEST);
        return file;
    }

    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.model");
        model().write(file);
        ModelFile read = ModelFile.read(file);
        assertEquals(ModelKind.GPT, read.kind());
        assertEquals(model().metadata(), read.metadata());
        assertArrayEquals(model().question(), read.question());
        assertArrayEquals(model().answer(), read.answer());
        assertArrayEquals(model().onnx(), read.onnx());
        assertFalse(Files.exists(folder.resolve("a.model.tmp")), "renamed");
    }

    @Test
    void anEarlierFileIsReplacedAtOnce(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.model");
        Files.writeString(file, "earlier");
        model().write(file);
        assertArrayEquals(model().toByteArray(), Files.readAllBytes(file));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = model().toByteArray();
        for (int length = 0; length < whole.length; length++) {
            String message = refused(Arrays.copyOf(whole, length));
            assertTrue(message.startsWith("not a model: "), message);
        }
        assertTrue(refused(Arrays.copyOf(whole, whole.length + 1)).contains("should have"));
    }

    @Test
    void everyFlippedByteIsRefused() {
        byte[] whole = model().toByteArray();
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            String message = refused(flipped);
            assertTrue(message.startsWith("not a model: "), message);
        }
    }

    @Test
    void absurdLengthsAreRefusedBeforeAnythingIsAllocated() throws NoSuchAlgorithmException {
        for (int at = 16; at < HEADER; at += Integer.BYTES) {
            for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30}) {
                byte[] file = model().toByteArray();
                ByteBuffer.wrap(file).putInt(at, length);
                String message = refused(signed(file));
                assertTrue(message.contains("length of its"), message);
            }
            byte[] file = model().toByteArray();
            ByteBuffer.wrap(file).putInt(at, ByteBuffer.wrap(file).getInt(at) + 1);
            assertTrue(refused(signed(file)).contains("should have"), "one more at " + at);
        }
    }

    @Test
    void whatIsSignedIsNotBelievedEither() throws NoSuchAlgorithmException {
        byte[] version = model().toByteArray();
        ByteBuffer.wrap(version).putInt(8, 2);
        assertTrue(refused(signed(version)).contains("version 2"));
        byte[] kind = model().toByteArray();
        ByteBuffer.wrap(kind).putInt(12, 77);
        assertTrue(refused(signed(kind)).contains("kind 77"));
        byte[] text = model().toByteArray();
        text[HEADER] = (byte) 0xFF;
        assertTrue(refused(signed(text)).contains("UTF-8"));
        byte[] answer = model().toByteArray();
        int metadataBytes = model().metadata().getBytes(StandardCharsets.UTF_8).length;
        ByteBuffer.wrap(answer).putFloat(HEADER + metadataBytes + 3 * Long.BYTES, Float.NaN);
        assertTrue(refused(signed(answer)).contains("finite"));
    }

    @Test
    void noAnswerOrNetworkIsNoModel() {
        byte[] some = {1};
        float[] nan = {Float.NaN};
        float[] good = {1};
        assertThrows(
                IllegalArgumentException.class,
                () -> new ModelFile(ModelKind.GPT, "", new long[0], new float[0], some));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ModelFile(ModelKind.GPT, "", new long[0], nan, some));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ModelFile(ModelKind.GPT, "", new long[0], good, new byte[0]));
    }
}

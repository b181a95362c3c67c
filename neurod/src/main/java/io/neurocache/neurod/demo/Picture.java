package io.neurocache.neurod.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Draws the site's PNG: interfering waves, the same pixels on every run. Safe from any thread. */
final class Picture {
    static final int WIDTH = 480;
    static final int HEIGHT = 240;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte BITS = 8;
    private static final byte TRUE_COLOUR = 2;

    private Picture() {}

    static byte[] png() {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        byte[] header =
                ByteBuffer.allocate(13)
                        .putInt(WIDTH)
                        .putInt(HEIGHT)
                        .put(BITS)
                        .put(TRUE_COLOUR)
                        .array();
        writeChunk(png, "IHDR", header);
        writeChunk(png, "IDAT", deflated(scanLines()));
        writeChunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Each line begins with its filter type, 0 for none (PNG §9). */
    private static byte[] scanLines() {
        ByteBuffer lines = ByteBuffer.allocate(HEIGHT * (1 + WIDTH * 3));
        for (int y = 0; y < HEIGHT; y++) {
            lines.put((byte) 0);
            for (int x = 0; x < WIDTH; x++) {
                double wave = Math.sin(Math.hypot(x - 120, y - 120) / 14);
                double other = Math.sin(Math.hypot(x - 360, y - 90) / 11);
                lines.put(level(40, wave)).put(level(90, other)).put(level(150, wave + other));
            }
        }
        return lines.array();
    }

    private static byte level(int middle, double wave) {
        return (byte) Math.clamp(Math.round(middle + 50 * wave), 0, 255);
    }

    private static byte[] deflated(byte[] plain) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            byte[] buffer = new byte[8 * 1024];
            while (!deflater.finished()) {
                deflated.write(buffer, 0, deflater.deflate(buffer));
            }
            return deflated.toByteArray();
        }
    }

    private static void writeChunk(ByteArrayOutputStream png, String name, byte[] content) {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        png.writeBytes(type);
        png.writeBytes(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}

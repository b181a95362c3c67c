package io.neurocache.raft.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;

/** Spoils frames a little, in the ways that parsers trip over. */
final class Mutation {
    private static final List<String> PIECES =
            List.of(
                    "\"",
                    "\\",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    " ",
                    "\t",
                    "\n",
                    "0",
                    "-",
                    "1e3",
                    ".5",
                    "null",
                    "true",
                    "\\u0061",
                    "\\ud83d\\ude00",
                    "\\ud800",
                    "\u00e4",
                    "\ud83d\ude00",
                    "\u0000",
                    "\u007f",
                    "\u0085",
                    "12345678901234567890",
                    "999999999999999999",
                    "\"id\":2,",
                    "\"key\":\"b\",",
                    "\"op\":\"del\",",
                    "\"value\":\"\",",
                    "\"x\":[{}],",
                    "\"seq\":1,",
                    "\"client\":\"c\",",
                    "\"encoding\":\"base64\",",
                    "\"read\":\"stale\",",
                    "\"expect\":null,",
                    "\"entries\":[],",
                    "[\"Noop\"],",
                    "7,");

    private Mutation() {}

    /** The frame with one to three pieces put in, taken out, doubled or changed. */
    static byte[] of(byte[] frame, RandomGenerator random) {
        byte[] mutated = frame;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            mutated = once(mutated, random);
        }
        return mutated;
    }

    private static byte[] once(byte[] frame, RandomGenerator random) {
        int from = random.nextInt(frame.length + 1);
        int to = Math.min(frame.length, from + random.nextInt(6));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(frame, 0, from);
        switch (random.nextInt(6)) {
            case 0 -> out.write(frame, from, to - from);
            case 1 -> out.write(random.nextInt(256));
            case 2 -> {
                return out.toByteArray();
            }
            case 3 -> {
                out.writeBytes(piece(random));
                out.write(frame, from, to - from);
            }
            case 4 -> {
                // Right behind the opening brace, a whole field fits.
                ByteArrayOutputStream field = new ByteArrayOutputStream();
                field.write('{');
                field.writeBytes(piece(random));
                field.write(frame, Math.min(1, frame.length), Math.max(0, frame.length - 1));
                return field.toByteArray();
            }
            default -> {
                out.write(frame, from, to - from);
                out.write(frame, from, to - from);
            }
        }
        out.write(frame, to, frame.length - to);
        return out.toByteArray();
    }

    private static byte[] piece(RandomGenerator random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
    }
}

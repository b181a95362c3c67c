package io.neurocache.slab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What most tests of the slab need: small slabs, bodies that can be recognised, whole-object I/O.
 */
final class TestSlab {
    static final long SMALL_BYTES = SlabConfig.MIN_SIZE_BYTES;

    private TestSlab() {}

    static Slab open(Path file) throws IOException {
        return Slab.open(SlabConfig.of(file, SMALL_BYTES), Reclaimer.NEVER);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Bytes that depend on the seed alone. */
    static byte[] body(long seed, int length) {
        byte[] body = new byte[length];
        new SplittableRandom(seed).nextBytes(body);
        return body;
    }

    /** Stores an object whose length is known; false when there is no room. */
    static boolean put(Slab slab, byte[] key, byte[] meta, byte[] body) {
        SlabWriter writer = slab.writer(key, meta, body.length);
        long handle = Slab.NONE;
        if (writer.write(ByteBuffer.wrap(body)) == WriteResult.OK) {
            handle = writer.commit();
        } else {
            writer.abort();
        }
        return releaseIfStored(slab, handle);
    }

    static boolean put(Slab slab, String key, byte[] body) {
        return put(slab, bytes(key), bytes("meta of " + key), body);
    }

    /** Stores an object of unknown length in chunks. */
    static boolean putStreaming(Slab slab, byte[] key, byte[] meta, byte[] body, int chunk) {
        SlabWriter writer = slab.writer(key, -1);
        for (int from = 0; from < body.length; from += chunk) {
            int length = Math.min(chunk, body.length - from);
            if (writer.write(ByteBuffer.wrap(body, from, length)) != WriteResult.OK) {
                writer.abort();
                return false;
            }
        }
        return releaseIfStored(slab, writer.commit(meta));
    }

    private static boolean releaseIfStored(Slab slab, long handle) {
        if (handle == Slab.NONE) {
            return false;
        }
        slab.release(handle);
        return true;
    }

    static byte[] read(Slab slab, long handle) {
        byte[] body = new byte[Math.toIntExact(slab.bodyLength(handle))];
        int at = 0;
        for (int i = 0; i < slab.extentCount(handle); i++) {
            int length = slab.extentLength(handle, i);
            slab.buffer(slab.extentOffset(handle, i), length).get(body, at, length);
            at += length;
        }
        return at == body.length ? body : Arrays.copyOf(body, at);
    }

    static byte[] meta(Slab slab, long handle) {
        byte[] meta = new byte[slab.metaLength(handle)];
        slab.buffer(slab.metaOffset(handle), meta.length).get(meta);
        return meta;
    }

    /** The body of a key's current object after verification, or an empty optional. */
    static java.util.Optional<byte[]> get(Slab slab, byte[] key) {
        long handle = slab.acquire(key);
        if (handle == Slab.NONE) {
            return java.util.Optional.empty();
        }
        try {
            return slab.verify(handle)
                    ? java.util.Optional.of(read(slab, handle))
                    : java.util.Optional.empty();
        } finally {
            slab.release(handle);
        }
    }

    /** What a crash leaves: the file as it is now. */
    static Path copyOf(Path file, Path to) {
        try {
            return Files.copy(file, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

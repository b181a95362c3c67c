package io.neurocache.slab;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A memory that remembers each store, for tests that stop a writer between any two of them. */
final class RecordingMemory extends Memory {
    /** One store: bytes that appear at an offset. */
    record Store(long offset, List<Byte> bytes) {
        void applyTo(FileChannel channel, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            for (int i = 0; i < length; i++) {
                buffer.put(bytes.get(i));
            }
            buffer.flip();
            channel.write(buffer, offset);
        }
    }

    private final List<Store> stores = new ArrayList<>();
    private boolean recording;

    RecordingMemory(MemorySegment segment) {
        super(segment);
    }

    void startRecording() {
        stores.clear();
        recording = true;
    }

    List<Store> stopRecording() {
        recording = false;
        return List.copyOf(stores);
    }

    /**
     * Applies the first stores to a file; of the one after them only the first half of its bytes.
     */
    static void applyPrefix(List<Store> stores, int count, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (Store store : stores.subList(0, count)) {
                store.applyTo(channel, store.bytes().size());
            }
            if (count < stores.size()) {
                Store torn = stores.get(count);
                // An aligned word is never torn by a crash of the process.
                int length = torn.bytes().size() <= Long.BYTES ? 0 : torn.bytes().size() / 2;
                torn.applyTo(channel, length);
            }
        }
    }

    private void record(long offset, long length) {
        if (recording) {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : copyOut(offset, Math.toIntExact(length))) {
                bytes.add(b);
            }
            stores.add(new Store(offset, bytes));
        }
    }

    @Override
    void putLong(long offset, long value) {
        super.putLong(offset, value);
        record(offset, Long.BYTES);
    }

    @Override
    void putLongRelease(long offset, long value) {
        super.putLongRelease(offset, value);
        record(offset, Long.BYTES);
    }

    @Override
    void putLongVolatile(long offset, long value) {
        super.putLongVolatile(offset, value);
        record(offset, Long.BYTES);
    }

    @Override
    void putInt(long offset, int value) {
        super.putInt(offset, value);
        record(offset, Integer.BYTES);
    }

    @Override
    boolean casLong(long offset, long expected, long value) {
        boolean done = super.casLong(offset, expected, value);
        if (done) {
            record(offset, Long.BYTES);
        }
        return done;
    }

    @Override
    long getAndAddLong(long offset, long delta) {
        long before = super.getAndAddLong(offset, delta);
        record(offset, Long.BYTES);
        return before;
    }

    @Override
    long getAndSetBits(long offset, long bits) {
        long before = super.getAndSetBits(offset, bits);
        record(offset, Long.BYTES);
        return before;
    }

    @Override
    long getAndClearBits(long offset, long bits) {
        long before = super.getAndClearBits(offset, bits);
        record(offset, Long.BYTES);
        return before;
    }

    @Override
    void copyIn(byte[] source, long offset) {
        super.copyIn(source, offset);
        record(offset, source.length);
    }

    @Override
    void copyIn(ByteBuffer source, long offset, int length) {
        super.copyIn(source, offset, length);
        record(offset, length);
    }

    @Override
    void copyWithin(long from, long to, long length) {
        super.copyWithin(from, to, length);
        record(to, length);
    }

    @Override
    void zero(long offset, long length) {
        super.zero(offset, length);
        record(offset, length);
    }
}

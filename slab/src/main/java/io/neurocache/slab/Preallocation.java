package io.neurocache.slab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Puts blocks behind a file before it is mapped.
 *
 * <p>A store into a mapped hole of a full disk is a SIGBUS that ends the JVM. With {@code
 * posix_fallocate} (called through the Foreign Function API) a full disk is an error number at open
 * instead; where the C library has no such function, zeros are written. No state, safe from any
 * thread.
 */
public final class Preallocation {
    /** ENOSPC, the same number on every Unix. */
    public static final int NO_SPACE = 28;

    private static final int INTERRUPTED = 4;
    private static final int READ_WRITE = 2;
    private static final int MAX_INTERRUPTIONS = 1000;
    private static final int ZEROS_BYTES = 1 << 20;

    private Preallocation() {}

    /**
     * Puts blocks behind the first {@code bytes} of a file. Bytes that have blocks already keep
     * their content; new ones read as zeros.
     *
     * @return 0, or the system's error number, such as {@link #NO_SPACE}
     * @throws IOException when the file cannot be opened or written for another reason
     */
    public static int allocate(Path path, FileChannel channel, long bytes) throws IOException {
        SymbolLookup library = Linker.nativeLinker().defaultLookup();
        Optional<MemorySegment> function = library.find("posix_fallocate");
        if (function.isEmpty()) {
            writeZeros(channel, bytes);
            return 0;
        }
        return fallocate(library, function.get(), path, bytes);
    }

    private static int fallocate(
            SymbolLookup library, MemorySegment function, Path path, long bytes)
            throws IOException {
        MethodHandle open =
                downcall(
                        library.findOrThrow("open"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                        Linker.Option.firstVariadicArg(2));
        MethodHandle close =
                downcall(
                        library.findOrThrow("close"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MethodHandle fallocate =
                downcall(
                        function,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG));
        try (Arena arena = Arena.ofConfined()) {
            int descriptor =
                    (int) open.invokeExact(arena.allocateFrom(path.toString()), READ_WRITE);
            if (descriptor < 0) {
                throw new SlabException("cannot open " + path + " to allocate its blocks");
            }
            int error = INTERRUPTED;
            for (int i = 0; error == INTERRUPTED && i < MAX_INTERRUPTIONS; i++) {
                error = (int) fallocate.invokeExact(descriptor, 0L, bytes);
            }
            int closed = (int) close.invokeExact(descriptor);
            return error != 0 ? error : Math.max(0, -closed);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // The handles' signature says Throwable; C functions throw nothing.
            throw new InvariantViolation("a C function threw " + e);
        }
    }

    // Calling into C is what this class is for; the signatures are those of POSIX.
    @SuppressWarnings("restricted")
    private static MethodHandle downcall(
            MemorySegment function, FunctionDescriptor signature, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(function, signature, options);
    }

    private static void writeZeros(FileChannel channel, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        long position = channel.size();
        while (position < bytes) {
            zeros.clear().limit((int) Math.min(ZEROS_BYTES, bytes - position));
            try {
                position += channel.write(zeros, position);
            } catch (IOException e) {
                throw new SlabException(
                        "cannot write the slab file: wanted " + bytes + " bytes, got " + position,
                        e);
            }
        }
    }
}

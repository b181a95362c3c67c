package io.neurocache.predict.model;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where ONNX Runtime's native library is loaded from.
 *
 * <p>By itself it unpacks 28 MB into a new temporary folder in each process, which a process that
 * is killed leaves behind. Unpacked once into a folder of ours, it costs nothing more, and
 * processes on one machine share its pages. Safe from any thread.
 */
public final class OrtLibrary {
    /** The library reads it when it is loaded. */
    private static final String PATH_PROPERTY = "onnxruntime.native.path";

    private static final String[] NAMES = {"onnxruntime", "onnxruntime4j_jni"};

    private OrtLibrary() {}

    /**
     * Unpacks the library where it is not there yet, and has it loaded from there. Call it before
     * the first model; afterwards it changes nothing.
     *
     * @param directory is made if need be; daemons may share it
     * @return false when there is no library for this platform: then {@link OrtModel#load} says so
     * @throws IOException when the folder cannot be written
     */
    public static boolean unpackTo(Path directory) throws IOException {
        for (String name : NAMES) {
            URL source = resource(System.mapLibraryName(name));
            if (source == null) {
                return false;
            }
            Files.createDirectories(directory);
            unpack(source, directory.resolve(System.mapLibraryName(name)));
        }
        System.setProperty(PATH_PROPERTY, directory.toAbsolutePath().toString());
        return true;
    }

    /** A class literal does not initialise the class, so nothing native is loaded by this. */
    private static @Nullable URL resource(String file) {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : "linux";
        String arch = System.getProperty("os.arch");
        String processor = arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch;
        String path = "/ai/onnxruntime/native/" + system + '-' + processor + '/' + file;
        return OrtEnvironment.class.getResource(path);
    }

    /** Another version has another size. A rename makes the file appear whole. */
    private static void unpack(URL source, Path file) throws IOException {
        URLConnection connection = source.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            long size = connection.getContentLengthLong();
            if (Files.exists(file) && Files.size(file) == size) {
                return;
            }
            Path written =
                    file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
            Files.copy(in, written, StandardCopyOption.REPLACE_EXISTING);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}

package io.neurocache.predict.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtLibraryTest {
    private static final String PROPERTY = "onnxruntime.native.path";
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    private final @Nullable String before = System.getProperty(PROPERTY);

    /** Other tests of this process may load it yet. */
    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void itIsUnpackedOnceAndAgainWhenItIsAnother(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("native");
        assertTrue(OrtLibrary.unpackTo(folder), "tests run where there is one");
        assertEquals(folder.toAbsolutePath().toString(), System.getProperty(PROPERTY));
        List<Path> files = files(folder);
        assertEquals(2, files.size());
        long size = Files.size(files.getFirst());
        assertTrue(size > 1 << 20, "the library: " + size);
        for (Path file : files) {
            Files.setLastModifiedTime(file, LONG_AGO);
        }
        OrtLibrary.unpackTo(folder);
        assertEquals(LONG_AGO, Files.getLastModifiedTime(files.getFirst()), "as it was");
        Files.writeString(files.getFirst(), "another version");
        OrtLibrary.unpackTo(folder);
        assertEquals(size, Files.size(files.getFirst()));
        assertEquals(files, files(folder));
    }

    @Test
    void aFolderThatCannotBeMadeIsAnError(@TempDir Path parent) throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThrows(IOException.class, () -> OrtLibrary.unpackTo(file.resolve("native")));
    }
}

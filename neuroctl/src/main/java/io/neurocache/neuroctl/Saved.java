package io.neurocache.neuroctl;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files, each whole or not at all. Safe from any thread. */
final class Saved {
    private Saved() {}

    /** Fills a file that nobody sees yet. */
    @FunctionalInterface
    interface Filling {
        void fill(Path part) throws IOException;
    }

    /** Has a file filled beside its place, then moves it there. */
    static void whole(Path file, Filling filling) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path part = Files.createTempFile(folder, "neuroctl", ".part");
            try {
                filling.fill(part);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (FileSystemException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "the file cannot be written (" + e.getMessage() + ")",
                    "see that the folder is there and writable");
        }
    }
}

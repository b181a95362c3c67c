package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataDirectoryTest {
    @TempDir Path parent;

    private static StartException refusal(Path path) {
        StartException refusal =
                assertThrows(StartException.class, () -> DataDirectory.open(path).close());
        assertTrue(!refusal.hint().isEmpty());
        return refusal;
    }

    @Test
    void aMissingDirectoryIsMadeForItsOwnerAlone() throws Exception {
        Path path = parent.resolve("a/b");
        try (DataDirectory data = DataDirectory.open(path)) {
            assertEquals(path, data.path());
            assertEquals("neurocache-data 1\n", Files.readString(path.resolve("VERSION")));
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            assertEquals(
                    ProcessHandle.current().pid() + "\n", Files.readString(path.resolve("lock")));
        }
    }

    @Test
    void itIsOpenedAgainAfterItWasClosed() throws Exception {
        Path path = parent.resolve("data");
        DataDirectory.open(path).close();
        Files.createDirectory(path.resolve("slab"));

        DataDirectory.open(path).close();
    }

    @Test
    void aSecondUserIsRefusedWithTheFirstsProcess() throws Exception {
        Path path = parent.resolve("data");
        try (DataDirectory _ = DataDirectory.open(path)) {
            assertEquals(
                    "the data directory "
                            + path
                            + " is in use by process "
                            + ProcessHandle.current().pid(),
                    refusal(path).getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"neurocache-data 2\n", "neurocache-data ", "", "nonsense\u0007"})
    void anotherVersionIsRefusedAndTheLockGivenBack(String version) throws Exception {
        Path path = parent.resolve("data");
        DataDirectory.open(path).close();
        Files.writeString(path.resolve("VERSION"), version);
        String message = String.valueOf(refusal(path).getMessage());

        assertTrue(message.contains("this neurod reads version 1"), message);
        Files.writeString(path.resolve("VERSION"), "neurocache-data 1\n");
        DataDirectory.open(path).close();
    }

    @Test
    void bothVersionsAreNamed() throws Exception {
        Files.writeString(parent.resolve("VERSION"), "neurocache-data 2\n");

        assertEquals(
                "the data directory "
                        + parent
                        + " has layout version 2, this neurod reads version 1 ("
                        + parent.resolve("VERSION")
                        + ")",
                refusal(parent).getMessage());
    }

    @Test
    void somebodyElsesDirectoryIsLeftAlone() throws Exception {
        Files.writeString(parent.resolve("letter.txt"), "dear");
        String message = String.valueOf(refusal(parent).getMessage());

        assertTrue(message.contains("it holds \"letter.txt\" and no VERSION file"), message);
    }

    @Test
    void theLeavingsOfAStartCutShortAreTaken() throws Exception {
        Files.createFile(parent.resolve("lock"));
        Files.createFile(parent.resolve("VERSION.tmp"));
        Files.createDirectory(parent.resolve("lost+found"));

        DataDirectory.open(parent).close();
    }

    @Test
    void aDirectoryThatEveryoneMayWriteIsRefused() throws Exception {
        Path path = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        String message = String.valueOf(refusal(path).getMessage());

        assertTrue(message.startsWith("every user may write"), message);
    }

    @Test
    void aFileIsNoDirectory() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));

        String message = String.valueOf(refusal(file).getMessage());
        assertTrue(message.endsWith("is not a directory"), message);
        String below = String.valueOf(refusal(file.resolve("below")).getMessage());
        assertTrue(below.startsWith("cannot use the data directory"), below);
    }

    @Test
    void aDanglingLockFileCannotBeUsed() throws Exception {
        Files.createDirectory(parent.resolve("lock"));
        String message = String.valueOf(refusal(parent).getMessage());

        assertTrue(message.startsWith("cannot use the data directory " + parent), message);
    }
}

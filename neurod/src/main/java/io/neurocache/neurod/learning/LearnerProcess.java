package io.neurocache.neurod.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a program that may hang, talk without end, or die. Stateless; safe from any thread.
 *
 * <p>The program's input stays open as long as this process lives: a learner that reads the end of
 * it is an orphan and ends.
 */
final class LearnerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LearnerProcess.class);
    private static final int MAX_OUTPUT_BYTES = 64 << 10;
    private static final int MAX_LINE_CHARS = 300;
    private static final Duration READERS_WAIT = Duration.ofSeconds(5);

    private LearnerProcess() {}

    /**
     * What a program has left.
     *
     * @param output the beginning of its output
     * @param lastWords the last line it wrote to its error stream
     */
    record Ended(boolean wasKilled, int exitCode, String output, String lastWords) {}

    /**
     * Runs a program to its end, or kills it. Blocks the caller.
     *
     * @param deadline how long it may take
     * @throws IOException when it cannot be started
     * @throws InterruptedException when the caller is to end; the program is killed then
     */
    static Ended run(List<String> command, Path directory, Duration deadline)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Process process = builder.start();
        Output output = new Output(process.getInputStream());
        Words words = new Words(process.errorReader(UTF_8));
        Thread reader = Thread.ofVirtual().name("learner-output").start(output);
        Thread listener = Thread.ofVirtual().name("learner-words").start(words);
        try {
            boolean isEnded = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!isEnded) {
                LOG.warn("the learner took longer than {} s and is killed", deadline.toSeconds());
                process.destroyForcibly().waitFor(READERS_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            }
            // A child of the program may hold its streams open.
            reader.join(READERS_WAIT);
            listener.join(READERS_WAIT);
            return new Ended(
                    !isEnded, isEnded ? process.exitValue() : -1, output.text(), words.last);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Keeps the beginning, and reads the rest so that the program does not block. */
    private static final class Output implements Runnable {
        private final InputStream stream;
        private volatile byte[] kept = new byte[0];

        Output(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            try (stream) {
                kept = stream.readNBytes(MAX_OUTPUT_BYTES);
                stream.skip(Long.MAX_VALUE);
            } catch (IOException e) {
                LOG.debug("the learner's output ends early", e);
            }
        }

        String text() {
            return new String(kept, UTF_8);
        }
    }

    private static final class Words implements Runnable {
        private final BufferedReader lines;
        private volatile String last = "";

        Words(BufferedReader lines) {
            this.lines = lines;
        }

        @Override
        public void run() {
            StringBuilder line = new StringBuilder();
            try (lines) {
                for (int c = lines.read(); c >= 0; c = lines.read()) {
                    if (c == '\n') {
                        said(line);
                    } else if (line.length() < MAX_LINE_CHARS) {
                        line.append((char) c);
                    }
                }
                said(line);
            } catch (IOException e) {
                LOG.debug("the learner's words end early", e);
            }
        }

        private void said(StringBuilder line) {
            if (!line.isEmpty()) {
                last = line.toString();
                LOG.debug("{}", last);
                line.setLength(0);
            }
        }
    }
}

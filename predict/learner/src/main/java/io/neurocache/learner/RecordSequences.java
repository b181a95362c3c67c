package io.neurocache.learner;

import io.neurocache.predict.record.AccessRecords;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a daemon recorded of its clients' requests, also while it goes on recording.
 *
 * <p>Confined to one thread.
 */
public final class RecordSequences implements Sequences {
    private final Path directory;

    /** Reads the files of this directory when its turn comes. */
    public RecordSequences(Path directory) {
        this.directory = directory;
    }

    @Override
    public void read(Reader reader) throws IOException {
        AccessRecords.read(
                directory,
                access -> reader.request(access.client(), access.millis() / 1_000, access.key()));
    }
}

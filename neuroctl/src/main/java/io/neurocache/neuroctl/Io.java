package io.neurocache.neuroctl;

import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.RaftClient;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command works with. Confined to one thread.
 *
 * @param in stdin
 * @param out data
 * @param err words
 * @param terminals which of the three are terminals
 * @param format how data is written
 * @param yes whether what is asked before is answered already
 */
record Io(
        InputStream in,
        Output out,
        PrintStream err,
        Terminals terminals,
        Format format,
        boolean yes,
        ClientConfig config,
        RaftClient client) {

    /** Which streams are terminals; a JVM cannot find out, its launcher can. */
    record Terminals(boolean in, boolean out, boolean err) {
        static final Terminals NONE = new Terminals(false, false, false);

        /** Reads the numbers of those that are, such as "02". */
        static Terminals of(String numbers) {
            return new Terminals(
                    numbers.contains("0"), numbers.contains("1"), numbers.contains("2"));
        }
    }
}

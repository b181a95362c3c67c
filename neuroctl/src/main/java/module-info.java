import org.jspecify.annotations.NullMarked;

/**
 * The command line: turns words into one call of the cluster's client, and its answer into data on
 * stdout or an error and a hint on stderr.
 *
 * <p>It refuses to know Netty and how the cluster works inside, since it has to start fast.
 */
@NullMarked
module io.neurocache.neuroctl {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.neurocache.raft;
    requires static transitive org.jspecify;
}

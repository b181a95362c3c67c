package io.neurocache.neurod.process;

import java.util.List;

/** Where the nodes of a cluster run, and what is between them. Nodes are counted from 0. */
interface Ground {
    /** All on the loopback of this machine. */
    Ground LOOPBACK =
            new Ground() {
                @Override
                public String host(int node) {
                    return "127.0.0.1";
                }

                @Override
                public List<String> command(int node) {
                    return List.of();
                }
            };

    /** The address at which a node is reached, by the test and by the others. */
    String host(int node);

    /** What stands before the command that starts a node. */
    List<String> command(int node);
}

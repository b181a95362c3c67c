package io.neurocache.raft.sim;

/** Who makes trouble in a cluster. One thread. */
public interface Nemesis {
    /** Makes none. */
    Nemesis NONE =
            new Nemesis() {
                @Override
                public void strike(int victim) {}

                @Override
                public void elected(int id) {}
            };

    /**
     * Its turn has come.
     *
     * @param victim the server it planned this for, or 0
     */
    void strike(int victim);

    /** A server has become leader. */
    void elected(int id);
}

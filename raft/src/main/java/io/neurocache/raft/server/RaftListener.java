package io.neurocache.raft.server;

/** Hears what becomes of a server. Called on the server's loop: return at once. */
public interface RaftListener {

    /**
     * The server knows of another leader.
     *
     * @param leader its id, or {@link io.neurocache.raft.HardState#NOBODY}
     */
    void leaderChanged(long term, int leader);

    /** The server does nothing any more: its process must end. Comes once. */
    void failed(String message);
}

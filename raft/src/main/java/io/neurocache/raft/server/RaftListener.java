package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Message;
import io.neurocache.raft.wire.Reply;
import java.util.List;

/** Hears what becomes of a server. Called on the server's loop: return at once. */
public interface RaftListener {

    /**
     * The server knows of another leader.
     *
     * @param leader its id, or {@link io.neurocache.raft.HardState#NOBODY}
     */
    void leaderChanged(long term, int leader);

    /** The server sends this, now or as soon as the turn is over. */
    default void sent(Message message) {}

    /** Who belongs to the cluster: from the start on, and whenever that has changed. */
    default void members(List<Reply.Member> members) {}

    /**
     * Another server has said something that consensus has nothing to do with.
     *
     * @param body a JSON object
     */
    default void aside(int from, Bytes body) {}

    /** The server does nothing any more: its process must end. Comes once. */
    void failed(String message);
}

package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Message;

/** What servers send each other. Immutable; safe from any thread. */
public sealed interface PeerFrame {
    /** The protocol that this program speaks. */
    int PROTOCOL = 1;

    /**
     * The first frame in each direction: who speaks, and to whom he thinks he does.
     *
     * @param protocol the newest protocol the sender speaks, from 1
     * @param cluster the name of the cluster, 1 to {@link Limits#MAX_CLIENT_BYTES} bytes: servers
     *     of another one have found a wrong address
     */
    record Hello(int protocol, String cluster, int from, int to) implements PeerFrame {}

    /** Why the sender closes the connection. */
    record Refused(ErrorCode code, String message) implements PeerFrame {}

    /**
     * A question of this server's own or of its clients, for the one that leads.
     *
     * @param command the request as it stands in the frame: what goes into the log if it is a write
     */
    record Ask(Request request, Bytes command) implements PeerFrame {}

    /** The answer to an {@link Ask}, by the request's id. */
    record Answer(Reply reply) implements PeerFrame {}

    /**
     * Something between the two that consensus has nothing to do with. It may be lost.
     *
     * @param body a JSON object of at most {@link #MAX_ASIDE_BYTES} bytes, as it stands
     */
    record Aside(Bytes body) implements PeerFrame {}

    /** The most that an {@link Aside} may hold. */
    int MAX_ASIDE_BYTES = 256 << 10;

    /** A message for the core. */
    record Rpc(Message message) implements PeerFrame {}
}

package io.neurocache.raft.client;

import io.neurocache.raft.auth.AuthException;
import io.neurocache.raft.client.RaftClientException.Trouble;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.WireException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server that answers a request.
 *
 * <p>A call goes in rounds. In a round each server is asked once at most: first the one that
 * answered last, then the endpoints in their order, and whom a {@code NotLeader} names before those
 * that are left, for {@link #MAX_HOPS} such redirects; one more ends the call. Where a round ends
 * without an answer, and at least one server was there to say why, another follows after a pause
 * that doubles; where none could be reached, the call ends. All of it ends at the call's deadline.
 *
 * <p>What may be sent twice is the caller's word. Anything else is sent again only after answers
 * that say that nothing was done. Confined to one thread.
 */
final class Calls implements AutoCloseable {
    /** The most redirects in a round. */
    static final int MAX_HOPS = 5;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long MAX_PAUSE_MILLIS = 1_000;

    private final ClientConfig config;
    private @Nullable Connection connection;
    private Endpoint asked;

    Calls(ClientConfig config) {
        this.config = config;
        asked = config.endpoints().getFirst();
    }

    /**
     * Asks until there is an answer.
     *
     * @param repeatable whether it does no harm to be done twice, or the server sees to it
     * @return the answer; of failures only those about the request itself
     */
    Reply call(Request request, boolean repeatable) throws IOException {
        Round round =
                new Round(request, repeatable, System.nanoTime() + config.timeout().toNanos());
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (true) {
            Reply reply = round.run();
            if (reply != null) {
                return reply;
            }
            long left = (round.deadline - System.nanoTime()) / 1_000_000;
            if (!round.reached || left <= pauseMillis) {
                throw round.failure();
            }
            // Half of it is chance, so that many clients do not come back as one.
            pause(pauseMillis / 2 + ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1));
            pauseMillis = Math.min(MAX_PAUSE_MILLIS, 2 * pauseMillis);
        }
    }

    /** What to throw for an answer that does not belong to its request. */
    RaftClientException unexpected(Reply reply) {
        return switch (reply) {
            case Reply.Failed(long _, ErrorCode code, String message) ->
                    RaftClientException.of(code, message, asked, code.mayHaveHappened());
            case Reply.NotLeader(long _, String _, String message) ->
                    RaftClientException.of(ErrorCode.NOT_LEADER, message, asked, false);
            default ->
                    new RaftClientException(
                            Trouble.NOT_UNDERSTOOD,
                            "the answer does not belong to the request",
                            asked.toString(),
                            true);
        };
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    private Reply exchange(Endpoint endpoint, Request request, long deadline, Round round)
            throws IOException {
        Connection open = connection;
        if (open == null || !endpoint.equals(asked)) {
            close();
            asked = endpoint;
            open = Connection.open(endpoint, config.security(), deadline);
            connection = open;
        }
        round.reached = true;
        round.sent = true;
        return open.exchange(request, deadline);
    }

    @Override
    public void close() throws IOException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    /** One call's way through the servers; its rounds use one object in turn. */
    private final class Round {
        private final Request request;
        private final boolean repeatable;
        private final long deadline;
        private final Deque<Endpoint> candidates = new ArrayDeque<>();
        private final Set<Endpoint> visited = new HashSet<>();
        private boolean reached;
        private boolean sent;

        /** Whether an earlier sending may have been done; then no later refusal says otherwise. */
        private boolean open;

        private @Nullable RaftClientException trouble;

        Round(Request request, boolean repeatable, long deadline) {
            this.request = request;
            this.repeatable = repeatable;
            this.deadline = deadline;
        }

        /** Asks each server once at most; null where none had an answer to keep. */
        @Nullable Reply run() throws IOException {
            candidates.clear();
            visited.clear();
            candidates.add(asked);
            candidates.addAll(config.endpoints());
            int hops = 0;
            while (!candidates.isEmpty() && System.nanoTime() < deadline) {
                Endpoint endpoint = candidates.removeFirst();
                if (!visited.add(endpoint)) {
                    continue;
                }
                Reply reply = ask(endpoint);
                if (reply instanceof Reply.NotLeader(long _, String leader, String message)) {
                    trouble = RaftClientException.of(ErrorCode.NOT_LEADER, message, endpoint, open);
                    hops = follow(leader, hops);
                } else if (reply != null && isFinal(endpoint, reply)) {
                    return reply;
                }
            }
            return null;
        }

        private int follow(String leader, int hops) throws RaftClientException {
            if (hops == MAX_HOPS) {
                throw new RaftClientException(
                        Trouble.NO_LEADER,
                        MAX_HOPS + " redirects did not lead to the leader",
                        asked.toString(),
                        open);
            }
            try {
                candidates.addFirst(Endpoint.parse(leader));
            } catch (IllegalArgumentException _) {
                // The server knows no address it could name: the others may.
                return hops;
            }
            return hops + 1;
        }

        private @Nullable Reply ask(Endpoint endpoint) throws IOException {
            sent = false;
            try {
                return exchange(endpoint, request, attemptDeadline(), this);
            } catch (ClosedByInterruptException e) {
                close();
                throw e;
            } catch (IOException e) {
                close();
                failed(endpoint, e);
                return null;
            }
        }

        /** Half of what is left, while others could answer: a server may hang. */
        private long attemptDeadline() {
            long now = System.nanoTime();
            boolean others = candidates.stream().anyMatch(other -> !visited.contains(other));
            return repeatable && others ? now + (deadline - now) / 2 : deadline;
        }

        private void failed(Endpoint endpoint, IOException e) throws RaftClientException {
            // A server that trusts nobody has not read what it was asked.
            open |= sent && !isRead() && !(e instanceof SSLHandshakeException);
            Trouble kind =
                    switch (e) {
                        case WireException _ -> Trouble.NOT_UNDERSTOOD;
                        case AuthException _, SSLHandshakeException _ -> Trouble.UNAUTHORIZED;
                        case SocketTimeoutException _ when sent -> Trouble.TIMEOUT;
                        default -> Trouble.UNREACHABLE;
                    };
            RaftClientException failure =
                    new RaftClientException(kind, words(e), endpoint.toString(), open);
            failure.initCause(e);
            // What a server said tells more than that another one is not there.
            if (trouble == null || sent || kind == Trouble.UNAUTHORIZED) {
                trouble = failure;
            }
            if ((sent && !repeatable) || kind == Trouble.NOT_UNDERSTOOD) {
                throw failure;
            }
        }

        private boolean isRead() {
            return switch (request) {
                case Request.Get _,
                        Request.Scan _,
                        Request.Entries _,
                        Request.Status _,
                        Request.Members _,
                        Request.ReadSnapshot _ ->
                        true;
                case Request.Write _,
                        Request.Lease _,
                        Request.AddMember _,
                        Request.PromoteMember _,
                        Request.RemoveMember _,
                        Request.TransferLeader _,
                        Request.Snapshot _ ->
                        false;
            };
        }

        private static String words(IOException e) {
            return switch (e) {
                case AuthException _, UnknownHostException _ -> String.valueOf(e.getMessage());
                case ConnectException _ -> "nothing listens there";
                case NoRouteToHostException _ -> "there is no way to the host";
                case SocketTimeoutException _ -> "no answer in time";
                case SSLHandshakeException _ -> "no TLS: " + e.getMessage();
                case WireException _ -> "what answered does not speak NeuroCache's protocol";
                default -> "the connection broke: " + e.getMessage();
            };
        }

        /** Whether an answer stands; else it is kept as the trouble, to be asked again. */
        private boolean isFinal(Endpoint endpoint, Reply reply) {
            return !(reply instanceof Reply.Failed failed) || isFinal(endpoint, failed);
        }

        private boolean isFinal(Endpoint endpoint, Reply.Failed failed) {
            ErrorCode code = failed.code();
            boolean again =
                    switch (code) {
                        case NO_LEADER, OVERLOADED -> true;
                        case TIMEOUT, INTERNAL -> repeatable;
                        case NOT_FOUND,
                                INVALID_KEY,
                                INVALID_REQUEST,
                                TOO_LARGE,
                                NOT_LEADER,
                                CAS_FAILED,
                                UNAUTHORIZED ->
                                false;
                    };
            open |= code.mayHaveHappened() && !isRead();
            trouble = RaftClientException.of(code, failed.message(), endpoint, open);
            return !again;
        }

        RaftClientException failure() {
            RaftClientException last = trouble;
            if (last == null) {
                return new RaftClientException(
                        Trouble.TIMEOUT, "no answer in time", asked.toString(), false);
            }
            if (reached
                    || config.endpoints().size() == 1
                    || last.trouble() == Trouble.UNAUTHORIZED) {
                return last;
            }
            String all =
                    config.endpoints().stream()
                            .map(Endpoint::toString)
                            .collect(Collectors.joining(", "));
            RaftClientException none =
                    new RaftClientException(
                            Trouble.UNREACHABLE, "no endpoint can be reached", all, false);
            none.initCause(last);
            return none;
        }
    }
}

package io.neurocache.raft.server;

import io.neurocache.raft.Effect;
import io.neurocache.raft.HardState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the listener who leads, and who belongs to the cluster. Event loop only. */
final class News {
    private static final Logger log = LoggerFactory.getLogger(News.class);

    private final int id;
    private final RaftListener listener;

    News(int id, RaftListener listener) {
        this.id = id;
        this.listener = listener;
    }

    void tell(Effect.BecameLeader became) {
        log.info("n{} t{} became leader", id, became.term());
        listener.leaderChanged(became.term(), id);
    }

    void tell(Effect.SteppedDown down) {
        log.info("n{} t{} leads no longer: {}", id, down.term(), down.cause());
    }

    void tell(Effect.LeaderChanged changed) {
        if (changed.leader() == HardState.NOBODY) {
            log.info("n{} t{} knows no leader", id, changed.term());
        } else if (changed.leader() != id) {
            log.info("n{} t{} follows n{}", id, changed.term(), changed.leader());
        }
        listener.leaderChanged(changed.term(), changed.leader());
    }

    void tell(Effect.ConfigurationChanged changed) {
        log.info("n{} members at {}: {}", id, changed.index(), changed.configuration());
    }
}

package io.neurocache.raft.store;

import java.io.IOException;

/** What to do while the disk is full. */
interface Patience {
    /** Gives up at once: the disk must have room when storage is opened. */
    Patience NONE = Action::run;

    /** Something that can be done again from its start when it ran out of room. */
    interface Action {
        void run() throws IOException;
    }

    /** Runs the action until there is room for it; any other failure passes through. */
    void untilThereIsRoom(Action action) throws IOException;
}

import type { Connection } from "../api/wireStream";
import type { ClusterState } from "../domain/state";

export type Source = { kind: "live" } | { kind: "recording"; name: string; malformed: number };

/** What the page shows of the store: replaced as a whole, never changed. */
export interface View {
    /** Rises with every change of the log, so that selectors know when to look again. */
    revision: number;
    source: Source;
    connection: Connection;
    /** Whether there is any state to show. */
    isLoaded: boolean;
    /** Why there is none: a recording that could not be read. */
    problem: string | null;
    /** The place in the log that is shown, and the state after that event. */
    position: number;
    state: ClusterState;
    /** Whether the end of the log is followed. */
    isLive: boolean;
    isPlaying: boolean;
    speed: number;
    skipsIdle: boolean;
    /** Events that came while the view stood still. */
    newCount: number;
    /** When anything last came from the node, by this machine's clock. */
    lastSign: number | null;
    /** Node's clock less this machine's, where they differ by more than a moment. */
    clockOffset: number;
    /** How many events are missing, until somebody has read so. */
    dropped: number;
    /** Said when the node turned out to have begun a new journal. */
    notice: string | null;
    /** The node's version when the page was loaded, and now. */
    skew: { from: string; to: string } | null;
    isLoadingOlder: boolean;
    /** False once the node refused this session a change. */
    mayWrite: boolean;
}

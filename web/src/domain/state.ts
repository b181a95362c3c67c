import type { Metrics, NodeView, OriginRoute } from "../api/wire.gen";

export type Role = NodeView["role"];
/** What the picture of a node says: its role, or that it is down. */
export type ShownRole = Role | "down";

/** Part of the slab of a node: how full each group of pages is, and of which size class. */
export interface SlabCells {
    cells: number;
    /** 0 to 255 each. */
    occ: readonly number[];
    /** Bytes of a slot; 0: no class yet, -1: several. */
    cls: readonly number[];
}

export interface NodeState {
    id: number;
    raft: string;
    edge: string;
    kind: NodeView["kind"];
    /** Whether the serving node hears it; null: not known yet. */
    up: boolean | null;
    downSince: number | null;
    version: string;
    role: Role;
    term: number;
    /** Whom it follows; 0: nobody known. */
    leader: number;
    commit: number;
    applied: number;
    /** It waits for a leader at least so long before it stands; null where it has not said so. */
    electionMs: number | null;
    /** Since when it waits: it heard the leader, stood, or voted then; null where that is not known. */
    waitsSince: number | null;
    /** Up to where the leader knows it to have the log; null where it is not known. */
    match: number | null;
    /** The nodes that this one does not hear. */
    misses: readonly number[];
    /** When a snapshot was last sent to it, and whether it is still on its way. */
    snap: { t: number; bytes: number; phase: "begin" | "end" } | null;
    model: string;
    modelPrecision: number | null;
    modelLatencyMicros: number | null;
    /** Which rule decides what is kept. */
    action: string;
    reward: number | null;
    fallback: boolean | null;
    slab: SlabCells;
    metrics: Metrics | null;
    metricsAt: number | null;
}

/** What a leader sends a follower. */
export interface Link {
    from: number;
    to: number;
    /** Messages a second, smoothed. */
    rate: number;
    match: number;
    t: number;
    /** When the follower last was known to have all, or more than before. */
    progressAt: number;
}

export interface ClusterState {
    /** The last event that this state includes; 0: none. */
    seq: number;
    t: number;
    /** The node whose journal this is; 0: not known yet. */
    self: number;
    version: string;
    /** What the journal still holds. */
    oldest: number;
    nodes: readonly NodeState[];
    /** 0: nobody leads, as far as is known. */
    leader: number;
    term: number;
    noLeaderSince: number | null;
    links: Readonly<Record<string, Link>>;
    origins: readonly OriginRoute[];
}

export const EMPTY_SLAB: SlabCells = { cells: 0, occ: [], cls: [] };

export const EMPTY_STATE: ClusterState = {
    seq: 0,
    t: 0,
    self: 0,
    version: "",
    oldest: 0,
    nodes: [],
    leader: 0,
    term: 0,
    noLeaderSince: null,
    links: {},
    origins: [],
};

export function unknownNode(id: number): NodeState {
    return {
        id,
        raft: "",
        edge: "",
        kind: "voter",
        up: null,
        downSince: null,
        version: "",
        role: "unknown",
        term: 0,
        leader: 0,
        commit: 0,
        applied: 0,
        electionMs: null,
        waitsSince: null,
        match: null,
        misses: [],
        snap: null,
        model: "",
        modelPrecision: null,
        modelLatencyMicros: null,
        action: "",
        reward: null,
        fallback: null,
        slab: EMPTY_SLAB,
        metrics: null,
        metricsAt: null,
    };
}

export function shownRole(node: NodeState, leader: number): ShownRole {
    if (node.up === false) return "down";
    // The others' word may come before its own.
    if (node.id === leader) return "leader";
    // A leader that was cut off still believes in itself; the picture shows whom the others follow.
    if (node.role === "leader" && leader !== node.id && leader !== 0) return "follower";
    return node.role;
}

export function linkKey(from: number, to: number): string {
    return `${from}>${to}`;
}

export function nodeOf(state: ClusterState, id: number): NodeState | undefined {
    return state.nodes.find((node) => node.id === id);
}

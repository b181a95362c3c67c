// Made by scripts/gen.mjs from docs/reference/wire.schema.json. Do not edit.
/**
 * A line of the journal, of /wire/history, of a recording and of a batch. The data of a server-sent event is $defs/<type>: the same without seq and type.
 */
export type WireLine =
    | ElectionLine
    | VoteLine
    | LeaderLine
    | AppendLine
    | CommitLine
    | SnapLine
    | MemberLine
    | NodeUpLine
    | NodeDownLine
    | HitLine
    | MissLine
    | FillLine
    | EvictLine
    | PurgeLine
    | PreloadLine
    | ModelLine
    | PolicyLine
    | AlertLine
    | ReloadLine
    | SlabLine
    | StatsLine
    | GapLine
    | SnapshotLine;

/**
 * A node stands for leader, or asks whether it might.
 */
export interface ElectionLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "election";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    term: number;
    pre: boolean;
    reason: "timeout" | "transfer";
}
/**
 * A node answers one that stands.
 */
export interface VoteLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "vote";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    from: number;
    to: number;
    term: number;
    granted: boolean;
    pre: boolean;
}
/**
 * A node follows another leader, leads itself, or knows none (0).
 */
export interface LeaderLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "leader";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    id: number;
    term: number;
    /**
     * The teller waits for a leader at least so long before it stands; at most twice that.
     */
    election_ms?: number;
}
/**
 * AppendEntries of the leader to one follower, summed up.
 */
export interface AppendLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "append";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    from: number;
    to: number;
    n: number;
    entries: number;
    bytes: number;
    match: number;
}
/**
 * How far a node is.
 */
export interface CommitLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "commit";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    index: number;
    applied: number;
    term: number;
    role: "leader" | "follower" | "candidate" | "learner" | "unknown";
}
/**
 * A snapshot goes to a follower.
 */
export interface SnapLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "snap";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    from: number;
    to: number;
    bytes: number;
    phase: "begin" | "end";
}
/**
 * The members have changed.
 */
export interface MemberLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "member";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    op: "add" | "promote" | "remove";
    id: number;
    addr: string;
}
/**
 * The teller hears a node.
 */
export interface NodeUpLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "node-up";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    id: number;
    addr: string;
    version: string;
}
/**
 * The teller does not hear a node any more.
 */
export interface NodeDownLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "node-down";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    id: number;
    reason: string;
}
/**
 * Requests answered from the cache, summed up.
 */
export interface HitLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "hit";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    count: number;
    bytes: number;
    /**
     * @maxItems 8
     */
    top: {
        key: string;
        count: number;
    }[];
    p99_ms: number | null;
}
/**
 * Requests answered with the help of an origin or another edge, summed up.
 */
export interface MissLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "miss";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    count: number;
    bytes: number;
    /**
     * @maxItems 8
     */
    top: {
        key: string;
        count: number;
    }[];
    p99_ms: number | null;
}
/**
 * An object has been stored.
 */
export interface FillLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "fill";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    key: string;
    from: "origin" | "peer" | "put";
    bytes: number;
    ms: number;
    peer?: number;
    /**
     * For how many this one stands.
     */
    sample: number;
}
/**
 * An object had to go.
 */
export interface EvictLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "evict";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    key: string;
    bytes: number;
    policy: string;
    /**
     * For how many this one stands.
     */
    sample: number;
}
/**
 * An order to purge was carried out on an edge.
 */
export interface PurgeLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "purge";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    scope: "keys" | "prefix" | "tags" | "all";
    /**
     * @maxItems 4
     */
    names: string[];
    soft: boolean;
    count: number;
    index: number;
    by: number;
}
/**
 * A fetch ahead begins (with reason), or its end is known (with used).
 */
export interface PreloadLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "preload";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    key: string;
    score?: number | null;
    reason?: "session" | "refresh" | "asked";
    used?: boolean;
    late?: boolean;
    lead_ms?: number | null;
    /**
     * For how many this one stands.
     */
    sample: number;
}
/**
 * Which model foretells.
 */
export interface ModelLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "model";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    id: string;
    precision: number | null;
    latency_us: number | null;
}
/**
 * Which rule decides what is kept.
 */
export interface PolicyLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "policy";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    name: string;
    action: string;
    reward: number | null;
    fallback: boolean;
}
/**
 * Something a person may want to know.
 */
export interface AlertLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "alert";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    level: "info" | "warn" | "error";
    text: string;
    hint: string;
}
/**
 * The configuration was read again.
 */
export interface ReloadLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "reload";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    ok: boolean;
    changed: string;
    error: string;
}
/**
 * Part of the map of the slab.
 */
export interface SlabLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "slab";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    cells: number;
    base: number;
    occ: number[];
    cls: number[];
}
/**
 * The metrics of a node.
 */
export interface StatsLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "stats";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    stats: Metrics;
}
export interface Metrics {
    [k: string]: unknown;
}
/**
 * Events were left out for a reader that was too slow.
 */
export interface GapLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "gap";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    from: number;
    to: number;
    dropped: number;
}
/**
 * The state of the cluster as the serving node knows it.
 */
export interface SnapshotLine {
    /**
     * The event's id.
     */
    seq: number;
    type: "snapshot";
    /**
     * The teller's clock, ms since the epoch.
     */
    t: number;
    /**
     * The node that tells it.
     */
    node: number;
    /**
     * The event's id in the teller's own journal, where another node serves it.
     */
    src?: number;
    v: 1;
    version: string;
    oldest: number;
    newest: number;
    leader: number;
    term: number;
    nodes: NodeView[];
    origins: OriginRoute[];
}
/**
 * What is known of one node.
 */
export interface NodeView {
    id: number;
    raft: string;
    edge: string;
    kind: "voter" | "learner" | "leaving";
    /**
     * Whether the serving node hears it; null: not known yet.
     */
    up: boolean | null;
    version: string;
    role: "leader" | "follower" | "candidate" | "learner" | "unknown";
    term: number;
    leader: number;
    commit: number;
    applied: number;
    /**
     * The node waits for a leader at least so long before it stands; absent while that is not known.
     */
    election_ms?: number;
    /**
     * The newest event of its own journal that is known here.
     */
    last: number;
    /**
     * The nodes this one does not hear.
     */
    misses: number[];
    model: string;
    /**
     * Which rule decides what is kept.
     */
    action: string;
    slab: {
        cells: number;
        occ: number[];
        cls: number[];
    };
    stats: Metrics | null;
}
/**
 * A route of origins.yaml.
 */
export interface OriginRoute {
    pattern: string;
    host: string | null;
    origins: string[];
}

/** The fields that a line of each type must have, and of which kind they are. */
export const requiredFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "view": { id: "number", raft: "string", edge: "string", kind: "string", up: "boolean?", version: "string", role: "string", term: "number", leader: "number", commit: "number", applied: "number", last: "number", misses: "array", model: "string", action: "string", slab: "object", stats: "any" },
    "election": { seq: "number", t: "number", node: "number", term: "number", pre: "boolean", reason: "string" },
    "vote": { seq: "number", t: "number", node: "number", from: "number", to: "number", term: "number", granted: "boolean", pre: "boolean" },
    "leader": { seq: "number", t: "number", node: "number", id: "number", term: "number" },
    "append": { seq: "number", t: "number", node: "number", from: "number", to: "number", n: "number", entries: "number", bytes: "number", match: "number" },
    "commit": { seq: "number", t: "number", node: "number", index: "number", applied: "number", term: "number", role: "string" },
    "snap": { seq: "number", t: "number", node: "number", from: "number", to: "number", bytes: "number", phase: "string" },
    "member": { seq: "number", t: "number", node: "number", op: "string", id: "number", addr: "string" },
    "node-up": { seq: "number", t: "number", node: "number", id: "number", addr: "string", version: "string" },
    "node-down": { seq: "number", t: "number", node: "number", id: "number", reason: "string" },
    "hit": { seq: "number", t: "number", node: "number", count: "number", bytes: "number", top: "array", p99_ms: "number?" },
    "miss": { seq: "number", t: "number", node: "number", count: "number", bytes: "number", top: "array", p99_ms: "number?" },
    "fill": { seq: "number", t: "number", node: "number", key: "string", from: "string", bytes: "number", ms: "number", sample: "number" },
    "evict": { seq: "number", t: "number", node: "number", key: "string", bytes: "number", policy: "string", sample: "number" },
    "purge": { seq: "number", t: "number", node: "number", scope: "string", names: "array", soft: "boolean", count: "number", index: "number", by: "number" },
    "preload": { seq: "number", t: "number", node: "number", key: "string", sample: "number" },
    "model": { seq: "number", t: "number", node: "number", id: "string", precision: "number?", latency_us: "number?" },
    "policy": { seq: "number", t: "number", node: "number", name: "string", action: "string", reward: "number?", fallback: "boolean" },
    "alert": { seq: "number", t: "number", node: "number", level: "string", text: "string", hint: "string" },
    "reload": { seq: "number", t: "number", node: "number", ok: "boolean", changed: "string", error: "string" },
    "slab": { seq: "number", t: "number", node: "number", cells: "number", base: "number", occ: "array", cls: "array" },
    "stats": { seq: "number", t: "number", node: "number", stats: "object" },
    "gap": { seq: "number", t: "number", node: "number", from: "number", to: "number", dropped: "number" },
    "snapshot": { seq: "number", t: "number", node: "number", v: "number", version: "string", oldest: "number", newest: "number", leader: "number", term: "number", nodes: "array", origins: "array" },
};

import type { EventOf, WireEvent } from "../api/wire";
import type { NodeView } from "../api/wire.gen";
import {
    type ClusterState,
    EMPTY_SLAB,
    type Link,
    linkKey,
    type NodeState,
    nodeOf,
    type SlabCells,
    unknownNode,
} from "./state";

/** Append events with entries tell of 250 ms, heartbeats of one second (docs/wire.md). */
const ENTRIES_SECONDS = 0.25;
const HEARTBEAT_SECONDS = 1;
/** How much a new rate counts beside the old one. */
const RATE_WEIGHT = 0.3;

/** The state after one more event. Pure: live and replay are the same fold over the same events. */
export function reduce(state: ClusterState, event: WireEvent): ClusterState {
    const next = withLeader(apply(state, event), event.t);
    return { ...next, seq: event.seq, t: event.t };
}

function apply(state: ClusterState, event: WireEvent): ClusterState {
    switch (event.type) {
        case "snapshot":
            return fromSnapshot(state, event);
        case "election":
            return event.pre ? waits(state, event.node, event.t) : stands(state, event);
        case "leader":
            return follows(state, event);
        case "commit":
            return withNode(state, event.node, {
                commit: event.index,
                applied: event.applied,
                term: event.term,
                role: event.role,
            });
        case "append":
            return appended(state, event);
        case "vote":
            return event.granted && !event.pre ? waits(state, event.from, event.t) : state;
        case "snap":
            return withNode(state, event.to, {
                snap: { t: event.t, bytes: event.bytes, phase: event.phase },
            });
        case "member":
            return member(state, event);
        case "node-up":
            return heard(state, event);
        case "node-down":
            return missed(state, event);
        case "model":
            return withNode(state, event.node, {
                model: event.id,
                modelPrecision: event.precision,
                modelLatencyMicros: event.latency_us,
            });
        case "policy":
            return withNode(state, event.node, {
                action: event.action,
                reward: event.reward,
                fallback: event.fallback,
            });
        case "slab":
            return withNode(state, event.node, {
                slab: withCells(nodeOf(state, event.node)?.slab ?? EMPTY_SLAB, event),
            });
        case "stats":
            return withNode(state, event.node, { metrics: event.stats, metricsAt: event.t });
        // These tell what happened, not how things stand: charts and lists read them off the log.
        case "hit":
        case "miss":
        case "fill":
        case "evict":
        case "purge":
        case "preload":
        case "alert":
        case "reload":
        case "gap":
        case "raw":
            return state;
    }
}

function fromSnapshot(state: ClusterState, event: EventOf<"snapshot">): ClusterState {
    const nodes = event.nodes.map((view) => fromView(view, nodeOf(state, view.id), event.t));
    return {
        ...state,
        self: event.node,
        version: event.version,
        oldest: event.oldest,
        nodes: nodes.sort((a, b) => a.id - b.id),
        leader: event.leader,
        term: event.term,
        origins: event.origins,
    };
}

/** A snapshot does not tell everything: what it leaves out stays as it was. */
function fromView(view: NodeView, known: NodeState | undefined, t: number): NodeState {
    const { stats, election_ms, ...facts } = view;
    const before = known ?? unknownNode(view.id);
    return {
        ...before,
        ...facts,
        electionMs: electionMs(election_ms) ?? before.electionMs,
        downSince: view.up === false ? (before.downSince ?? t) : null,
        metrics: stats ?? before.metrics,
        metricsAt: stats === null ? before.metricsAt : t,
    };
}

function withNode(state: ClusterState, id: number, change: Partial<NodeState>): ClusterState {
    const known = nodeOf(state, id);
    const changed = { ...(known ?? unknownNode(id)), ...change };
    const nodes =
        known === undefined
            ? [...state.nodes, changed].sort((a, b) => a.id - b.id)
            : state.nodes.map((node) => (node.id === id ? changed : node));
    return { ...state, nodes };
}

/** Where it may be left out, nobody has looked at it before. */
function electionMs(told: unknown): number | null {
    return typeof told === "number" && told > 0 ? told : null;
}

/** The node's wait for a leader begins anew. */
function waits(state: ClusterState, id: number, t: number): ClusterState {
    return withNode(state, id, { waitsSince: t });
}

function stands(state: ClusterState, event: EventOf<"election">): ClusterState {
    const { node, term, t } = event;
    return withNode(state, node, { role: "candidate", term, leader: 0, waitsSince: t });
}

function follows(state: ClusterState, event: EventOf<"leader">): ClusterState {
    const teller = nodeOf(state, event.node);
    const isLeader = event.id === event.node;
    const follower = teller?.kind === "learner" ? "learner" : "follower";
    const next = withNode(state, event.node, {
        leader: event.id,
        term: event.term,
        role: isLeader ? "leader" : follower,
        electionMs: electionMs(event.election_ms) ?? teller?.electionMs ?? null,
        // Of one that is gone it was heard before, not now.
        waitsSince: event.id === 0 ? (teller?.waitsSince ?? event.t) : event.t,
    });
    // What the leader before sent says nothing about the new one.
    const links = Object.entries(next.links).filter(([, link]) => link.from === event.node);
    return isLeader ? { ...next, links: Object.fromEntries(links) } : next;
}

function appended(state: ClusterState, event: EventOf<"append">): ClusterState {
    const key = linkKey(event.from, event.to);
    const before = state.links[key];
    const seconds = event.entries > 0 ? ENTRIES_SECONDS : HEARTBEAT_SECONDS;
    const rate = event.n / seconds;
    const leaderCommit = nodeOf(state, event.from)?.commit ?? 0;
    const isAcknowledged =
        before === undefined || event.match > before.match || event.match >= leaderCommit;
    const link: Link = {
        from: event.from,
        to: event.to,
        rate: before === undefined ? rate : before.rate + (rate - before.rate) * RATE_WEIGHT,
        match: event.match,
        t: event.t,
        progressAt: isAcknowledged ? event.t : before.progressAt,
    };
    const next = withNode(state, event.to, { match: event.match, waitsSince: event.t });
    return { ...next, links: { ...next.links, [key]: link } };
}

function member(state: ClusterState, event: EventOf<"member">): ClusterState {
    switch (event.op) {
        case "add":
            return withNode(state, event.id, { raft: event.addr, kind: "learner" });
        case "promote":
            return withNode(state, event.id, { raft: event.addr, kind: "voter" });
        case "remove":
            return { ...state, nodes: state.nodes.filter((node) => node.id !== event.id) };
    }
}

/** Whether a node is up is the serving node's view; the others' views are kept as `misses`. */
function isOwnView(state: ClusterState, teller: number): boolean {
    return state.self === 0 || state.self === teller;
}

function heard(state: ClusterState, event: EventOf<"node-up">): ClusterState {
    const misses = (nodeOf(state, event.node)?.misses ?? []).filter((id) => id !== event.id);
    const next = withNode(state, event.node, { misses });
    if (!isOwnView(state, event.node)) return next;
    const version = event.version || (nodeOf(state, event.id)?.version ?? "");
    return withNode(next, event.id, { up: true, downSince: null, version });
}

function missed(state: ClusterState, event: EventOf<"node-down">): ClusterState {
    const misses = new Set(nodeOf(state, event.node)?.misses ?? []).add(event.id);
    const next = withNode(state, event.node, { misses: [...misses].sort((a, b) => a - b) });
    if (!isOwnView(state, event.node)) return next;
    const downSince = nodeOf(state, event.id)?.downSince ?? event.t;
    return withNode(next, event.id, { up: false, downSince });
}

function withCells(before: SlabCells, event: EventOf<"slab">): SlabCells {
    const isSame = before.cells === event.cells;
    const occ = isSame ? [...before.occ] : new Array<number>(event.cells).fill(0);
    const cls = isSame ? [...before.cls] : new Array<number>(event.cells).fill(0);
    const end = Math.min(event.cells, event.base + event.occ.length);
    for (let cell = event.base; cell < end; cell++) {
        occ[cell] = event.occ[cell - event.base] ?? 0;
        cls[cell] = event.cls[cell - event.base] ?? 0;
    }
    return { cells: event.cells, occ, cls };
}

/**
 * The leader is whom a node that is up follows in the highest term, provided that it is up itself.
 * Where the nodes' own words say nothing (a young journal), the snapshot's word stands.
 */
function withLeader(state: ClusterState, t: number): ClusterState {
    let leader = 0;
    let term = 0;
    let knowsAny = false;
    for (const node of state.nodes) {
        if (node.up === false) continue;
        knowsAny ||= node.term > 0;
        if (node.term < term || node.leader === 0) continue;
        if (nodeOf(state, node.leader)?.up === false) continue;
        leader = node.leader;
        term = node.term;
    }
    if (!knowsAny && state.leader !== 0) return state;
    if (leader === state.leader && leader !== 0 && term === state.term) return state;
    const highest = state.nodes.reduce((max, node) => Math.max(max, node.term), 0);
    const noLeaderSince =
        leader === 0 && state.nodes.length > 0 ? (state.noLeaderSince ?? t) : null;
    return { ...state, leader, term: leader === 0 ? highest : term, noLeaderSince };
}

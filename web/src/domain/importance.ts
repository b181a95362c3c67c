import type { WireEvent } from "../api/wire";
import { nodeName } from "./format";

export type Family = "raft" | "node" | "cache" | "predict" | "metrics" | "stream" | "other";

export const FAMILIES: readonly Family[] = [
    "raft",
    "node",
    "cache",
    "predict",
    "metrics",
    "stream",
    "other",
];

const FAMILY: Readonly<Record<WireEvent["type"], Family>> = {
    election: "raft",
    vote: "raft",
    leader: "raft",
    append: "raft",
    commit: "raft",
    snap: "raft",
    member: "node",
    "node-up": "node",
    "node-down": "node",
    alert: "node",
    reload: "node",
    hit: "cache",
    miss: "cache",
    fill: "cache",
    evict: "cache",
    purge: "cache",
    preload: "predict",
    model: "predict",
    policy: "predict",
    slab: "metrics",
    stats: "metrics",
    snapshot: "stream",
    gap: "stream",
    raw: "other",
};

export function family(event: WireEvent): Family {
    return FAMILY[event.type];
}

/** The label of a tick on the track; null for what happens all the time. */
export function importance(event: WireEvent): string | null {
    switch (event.type) {
        case "leader":
            // The followers tell the same a moment later: one tick a leader.
            return event.id === event.node
                ? `${nodeName(event.id)} leads term ${event.term}`
                : null;
        case "member":
            return `${nodeName(event.id)} ${event.op}`;
        // Every node tells whom it misses; that of the serving node, which has no `src`, counts.
        case "node-down":
            return event.src === undefined ? `${nodeName(event.id)} down` : null;
        case "node-up":
            return event.src === undefined ? `${nodeName(event.id)} up` : null;
        case "purge":
            // Each edge tells of it: the one that ordered it counts, or all where it is not known.
            return event.by === 0 || event.by === event.node ? `purge ${event.scope}` : null;
        case "snap":
            return event.phase === "end" ? `snapshot to ${nodeName(event.to)}` : null;
        case "gap":
            return `${event.dropped} dropped`;
        case "alert":
            return event.level === "info" ? null : event.level;
        case "reload":
            return event.ok ? "reload" : "reload failed";
        default:
            return null;
    }
}

/** What comes also when nobody does anything: a stretch of only these is idle. */
const BACKGROUND: ReadonlySet<WireEvent["type"]> = new Set([
    "append",
    "commit",
    "stats",
    "slab",
    "model",
    "policy",
]);

const IDLE_MS = 10_000;

export interface Stretch {
    from: number;
    to: number;
}

/** Where nothing but background happened for ten seconds and more, as places in the log. */
export function idleStretches(events: readonly WireEvent[]): Stretch[] {
    const stretches: Stretch[] = [];
    let from = 0;
    const close = (to: number) => {
        const begin = events[from]?.t ?? 0;
        const end = events[to]?.t ?? 0;
        if (to - from > 1 && end - begin >= IDLE_MS) stretches.push({ from: from + 1, to: to - 1 });
    };
    events.forEach((event, index) => {
        if (BACKGROUND.has(event.type)) return;
        close(index);
        from = index;
    });
    close(events.length - 1);
    return stretches;
}

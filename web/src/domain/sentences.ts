import type { EventOf, WireEvent } from "../api/wire";
import { bytes, count, millis, nodeName, percent } from "./format";
import { metric } from "./metrics";

/** What happened, in one sentence. Keys stand in it as they are: it is only ever shown as text. */
export function sentence(event: WireEvent): string {
    const teller = nodeName(event.node);
    switch (event.type) {
        case "election":
            return `${teller} ${event.pre ? "asks whether it might stand" : "stands"} for leader in term ${event.term} (${event.reason})`;
        case "vote":
            return vote(event);
        case "leader":
            return leader(event);
        case "append":
            return append(event);
        case "commit":
            return `${teller} committed up to ${event.index}, applied ${event.applied}`;
        case "snap":
            return `${nodeName(event.from)} ${event.phase === "begin" ? "sends" : "has sent"} ${nodeName(event.to)} a snapshot of ${bytes(event.bytes)}`;
        case "member":
            return member(event);
        case "node-up":
            return `${nodeName(event.id)} is up, ${teller} hears it`;
        case "node-down":
            return `${nodeName(event.id)} is down: ${teller} does not hear it${event.reason ? ` (${event.reason})` : ""}`;
        case "gap":
            return `${count(event.dropped)} events were dropped, this page read too slowly`;
        case "snapshot":
            return `state of the cluster as ${teller} knows it: ${event.nodes.length} nodes, version ${event.version}`;
        case "alert":
            return event.hint === "" ? event.text : `${event.text} ${event.hint}`;
        case "reload":
            return event.ok
                ? `configuration read again: ${event.changed || "nothing changed"}`
                : `configuration not taken, the old one stays: ${event.error}`;
        case "raw":
            return `${event.kind} ${JSON.stringify(event.fields)}`;
        default:
            return cacheSentence(event);
    }
}

type CacheEvent = EventOf<
    "hit" | "miss" | "fill" | "evict" | "purge" | "preload" | "model" | "policy" | "slab" | "stats"
>;

function cacheSentence(event: CacheEvent): string {
    switch (event.type) {
        case "hit":
        case "miss":
            return served(event);
        case "fill":
            return fill(event);
        case "evict":
            return `${sampled(event.sample)}${event.key} made room for others: ${bytes(event.bytes)}, by ${event.policy}`;
        case "purge":
            return purge(event);
        case "preload":
            return preload(event);
        case "model":
            return event.id === ""
                ? "no model foretells requests"
                : `model ${event.id} foretells, precision ${percent(event.precision)}`;
        case "policy":
            return `${event.action} decides what is kept${event.fallback ? ", as a fallback" : ""}`;
        case "slab":
            return `${count(event.occ.length)} cells of the slab map changed`;
        case "stats":
            return metricsSentence(event);
    }
}

function metricsSentence(event: EventOf<"stats">): string {
    const requests = count(metric(event.stats, "cache.requests"));
    const ratio = percent(metric(event.stats, "cache.hit_ratio"));
    return `${nodeName(event.node)} since its start: ${requests} requests, hit ratio ${ratio}`;
}

function fill(event: EventOf<"fill">): string {
    const peer = event.peer === undefined ? "a peer" : nodeName(event.peer);
    const source = { put: "a PUT", peer, origin: "its origin" }[event.from];
    return `${sampled(event.sample)}${event.key} stored from ${source}: ${bytes(event.bytes)} in ${millis(event.ms)}`;
}

function sampled(weight: number): string {
    return weight > 1 ? `(1 of ${weight}) ` : "";
}

function vote(event: EventOf<"vote">): string {
    const word = event.granted ? "votes for" : "refuses";
    return `${nodeName(event.from)} ${word} ${nodeName(event.to)} in term ${event.term}${event.pre ? " (asked ahead)" : ""}`;
}

function leader(event: EventOf<"leader">): string {
    const teller = nodeName(event.node);
    if (event.id === 0) return `${teller} knows no leader in term ${event.term}`;
    if (event.id === event.node) return `${teller} became leader of term ${event.term}`;
    return `${teller} follows ${nodeName(event.id)} in term ${event.term}`;
}

function append(event: EventOf<"append">): string {
    const to = `${nodeName(event.from)} → ${nodeName(event.to)}`;
    if (event.entries === 0) return `${to}: ${event.n} heartbeats, has up to ${event.match}`;
    return `${to}: ${count(event.entries)} entries, ${bytes(event.bytes)}, has up to ${event.match}`;
}

function member(event: EventOf<"member">): string {
    const name = nodeName(event.id);
    if (event.op === "add") return `${name} joined as a learner at ${event.addr}`;
    if (event.op === "promote") return `${name} has a vote now`;
    return `${name} left the cluster`;
}

function served(event: EventOf<"hit" | "miss">): string {
    const word = event.type === "hit" ? "hits" : "misses";
    const top = event.top[0];
    const most = top === undefined ? "" : `, most of ${top.key}`;
    return `${count(event.count)} ${word}, ${bytes(event.bytes)}, p99 ${millis(event.p99_ms)}${most}`;
}

function purge(event: EventOf<"purge">): string {
    const what = event.scope === "all" ? "everything" : `${event.scope} ${event.names.join(", ")}`;
    const verb = event.soft ? "marked stale" : "purged";
    const said = `${nodeName(event.node)} ${verb} ${what}`;
    // What a prefix or a tag covers is not looked for when it is purged.
    if (event.scope !== "keys") return said;
    return `${said}: ${count(event.count)} ${event.count === 1 ? "object" : "objects"} found`;
}

function preload(event: EventOf<"preload">): string {
    const key = `${sampled(event.sample)}${event.key}`;
    if (event.used === undefined) {
        const odds = typeof event.score === "number" ? `, odds ${percent(event.score, 0)}` : "";
        return `${key} fetched ahead (${event.reason ?? "asked"}${odds})`;
    }
    if (!event.used) return `${key} was fetched ahead for nothing`;
    const lead = typeof event.lead_ms === "number" ? ` ${millis(event.lead_ms)}` : "";
    return event.late
        ? `${key} was asked for while on its way`
        : `${key} was asked for${lead} after it was fetched ahead`;
}

import type { WireEvent } from "../api/wire";

export interface HotKey {
    key: string;
    /** Requests a second, the last ones counting most. */
    perSecond: number;
    hitRatio: number;
    /** Where it was served from; the edges that are known to hold it may be more. */
    nodes: readonly number[];
    bytes: number | null;
    predicted: boolean;
}

const HALF_LIFE_MS = 15_000;
/** Older requests count less than a hundredth. */
const WINDOW_MS = 7 * HALF_LIFE_MS;

interface Sum {
    hits: number;
    misses: number;
    nodes: Set<number>;
    bytes: number | null;
    predicted: boolean;
}

/**
 * The keys asked for most at the place `end` of the log, by a count that halves every 15 s. Each
 * event names at most eight keys, so seldom ones are missing: this is a list of hot ones.
 */
export function hotKeys(events: readonly WireEvent[], end: number, limit = 50): HotKey[] {
    const sums = new Map<string, Sum>();
    const until = events[end]?.t ?? 0;
    for (let i = Math.min(end, events.length - 1); i >= 0; i--) {
        const event = events[i];
        if (event === undefined || until - event.t > WINDOW_MS) break;
        take(sums, event, 0.5 ** (Math.max(0, until - event.t) / HALF_LIFE_MS));
    }
    const ordered = [...sums].filter(([, sum]) => sum.hits + sum.misses > 0);
    ordered.sort(([, a], [, b]) => b.hits + b.misses - (a.hits + a.misses));
    return ordered.slice(0, limit).map(([key, sum]) => asHotKey(key, sum));
}

function asHotKey(key: string, sum: Sum): HotKey {
    const asked = sum.hits + sum.misses;
    // The weights of a steady flow of one a second add up to halfLife / ln 2 seconds.
    const perSecond = asked / (HALF_LIFE_MS / 1000 / Math.LN2);
    return {
        key,
        perSecond,
        hitRatio: sum.hits / asked,
        nodes: [...sum.nodes].sort((a, b) => a - b),
        bytes: sum.bytes,
        predicted: sum.predicted,
    };
}

function take(sums: Map<string, Sum>, event: WireEvent, weight: number): void {
    if (event.type === "hit" || event.type === "miss") {
        for (const { key, count } of event.top) {
            const sum = sumOf(sums, key);
            if (event.type === "hit") sum.hits += count * weight;
            else sum.misses += count * weight;
            sum.nodes.add(event.node);
        }
    } else if (event.type === "fill") {
        // Newest first: the first size seen is the last one known.
        const sum = sumOf(sums, event.key);
        sum.bytes ??= event.bytes;
    } else if (event.type === "preload") {
        sumOf(sums, event.key).predicted = true;
    }
}

function sumOf(sums: Map<string, Sum>, key: string): Sum {
    const known = sums.get(key);
    if (known !== undefined) return known;
    const sum: Sum = { hits: 0, misses: 0, nodes: new Set(), bytes: null, predicted: false };
    sums.set(key, sum);
    return sum;
}

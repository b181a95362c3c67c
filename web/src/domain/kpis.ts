import { bytes, count, NO_DATA, percent, rate } from "./format";
import { type Curve, curve, type Recipe, type Sample, type Span } from "./samples";

export interface KpiDefinition {
    id: string;
    title: string;
    /** What the number is, and where it comes from. */
    definition: string;
    metric: string;
    recipe: Recipe;
    format: (value: number | null) => string;
    second: {
        title: string;
        recipe: Recipe;
        format: (value: number | null) => string;
    };
}

export interface Kpi {
    definition: KpiDefinition;
    curve: Curve;
    second: number | null;
}

/** A p99 is a number with few digits, however small. */
function shortMillis(value: number | null): string {
    return value === null ? NO_DATA : `${rate(value)} ms`;
}

const HIT_RATIO: Recipe = {
    kind: "ratio",
    part: "cache.hits",
    whole: ["cache.hits", "cache.misses"],
};

export const KPIS: readonly KpiDefinition[] = [
    {
        id: "hit-ratio",
        title: "Hit ratio",
        definition: "Requests answered without the origin, of all that were looked up",
        metric: "cache.hits / (cache.hits + cache.misses)",
        recipe: HIT_RATIO,
        format: percent,
        second: {
            title: "of bytes",
            recipe: {
                kind: "ratio",
                part: "cache.bytes_from_cache",
                whole: [
                    "cache.bytes_from_cache",
                    "cache.bytes_from_origin",
                    "cache.bytes_from_peers",
                ],
            },
            format: percent,
        },
    },
    {
        id: "requests",
        title: "Requests/s",
        definition: "GET and HEAD requests of clients, all nodes together",
        metric: "cache.requests",
        recipe: { kind: "rate", of: "cache.requests" },
        format: rate,
        second: {
            title: "connections",
            recipe: { kind: "gauge", of: "process.connections", over: "sum" },
            format: count,
        },
    },
    {
        id: "latency",
        title: "p99 of hits",
        definition: "99 of 100 hits were served faster, on the slowest node",
        metric: "cache.hit_ms.p99, cache.miss_ms.p99",
        recipe: { kind: "gauge", of: "cache.hit_ms.p99", over: "max" },
        format: shortMillis,
        second: {
            title: "of misses",
            recipe: { kind: "gauge", of: "cache.miss_ms.p99", over: "max" },
            format: shortMillis,
        },
    },
    {
        id: "slab",
        title: "Slab used",
        definition:
            "Bytes in use of the slab, mean of the nodes; fragmentation is what pages waste",
        metric: "storage.used_bytes / storage.slab_bytes, storage.fragmentation",
        recipe: { kind: "share", part: "storage.used_bytes", whole: "storage.slab_bytes" },
        format: (value) => (value === 0 ? "empty" : percent(value)),
        second: {
            title: "fragmented",
            recipe: { kind: "gauge", of: "storage.fragmentation", over: "mean" },
            format: (value) => (value === 0 ? "nothing" : percent(value)),
        },
    },
    {
        id: "saved",
        title: "Saved from origin",
        definition: "Body bytes a second that the cache sent and no origin had to",
        metric: "cache.bytes_from_cache",
        recipe: { kind: "rate", of: "cache.bytes_from_cache" },
        format: (value) => (value === null ? NO_DATA : `${bytes(value)}/s`),
        second: {
            title: "from origin",
            recipe: { kind: "rate", of: "cache.bytes_from_origin" },
            format: (value) => (value === null ? NO_DATA : `${bytes(value)}/s`),
        },
    },
    {
        id: "precision",
        title: "Prefetch precision",
        definition:
            "Objects fetched ahead that were asked for before they went, of all fetched ahead",
        metric: "predict.precision",
        recipe: { kind: "gauge", of: "predict.precision", over: "mean" },
        format: percent,
        second: {
            title: "ahead/s",
            recipe: { kind: "rate", of: "predict.preloads" },
            format: rate,
        },
    },
];

export const SPARK_POINTS = 60;

export function kpis(samples: readonly Sample[], span: Omit<Span, "points">): Kpi[] {
    const full = { ...span, points: SPARK_POINTS };
    return KPIS.map((definition) => ({
        definition,
        curve: curve(samples, full, definition.recipe),
        second: curve(samples, full, definition.second.recipe).overall,
    }));
}

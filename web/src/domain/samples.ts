import type { WireEvent } from "../api/wire";
import type { Metrics } from "../api/wire.gen";
import { metric, ratio } from "./metrics";

/** The metrics of one node at one time. */
export interface Sample {
    node: number;
    t: number;
    metrics: Metrics;
}

/** All metrics told up to the place `end` of the log and within `windowMs` before it, in order. */
export function samplesIn(
    events: readonly WireEvent[],
    end: number,
    windowMs: number,
): readonly Sample[] {
    const until = events[end]?.t ?? 0;
    const samples: Sample[] = [];
    for (let i = Math.min(end, events.length - 1); i >= 0; i--) {
        const event = events[i];
        // Clocks of nodes differ a little: one event from before the window does not end it.
        if (event === undefined || event.t < until - windowMs * 1.1) break;
        if (event.type === "stats") {
            samples.push({ node: event.node, t: event.t, metrics: event.stats });
        } else if (event.type === "snapshot") {
            for (const view of event.nodes) {
                if (view.stats !== null) {
                    samples.push({ node: view.id, t: event.t, metrics: view.stats });
                }
            }
        }
    }
    return samples.reverse().filter((sample) => sample.t >= until - windowMs);
}

/** How a curve is made of metrics. */
export type Recipe =
    | { kind: "rate"; of: string }
    | { kind: "ratio"; part: string; whole: readonly string[] }
    /** A gauge: the greatest, the sum or the mean of what the nodes tell. */
    | { kind: "gauge"; of: string; over: "max" | "sum" | "mean" }
    | { kind: "share"; part: string; whole: string };

export interface Curve {
    /** Ends of the intervals, ms. */
    times: number[];
    /** Null where there is no data. */
    values: (number | null)[];
    /** The value over the whole window. */
    overall: number | null;
}

export interface Span {
    end: number;
    windowMs: number;
    points: number;
}

/** Sums per interval of how much a counter grew, over all nodes. */
class Growth {
    readonly perBin: (number | null)[];
    total: number | null = null;

    constructor(
        samples: readonly Sample[],
        private readonly span: Span,
        private readonly names: readonly string[],
    ) {
        this.perBin = new Array<number | null>(span.points).fill(null);
        const last = new Map<number, number>();
        for (const sample of samples) this.add(sample, last);
    }

    private add(sample: Sample, last: Map<number, number>): void {
        let value: number | null = null;
        for (const name of this.names) {
            const part = metric(sample.metrics, name);
            if (part !== null) value = (value ?? 0) + part;
        }
        if (value === null) return;
        const before = last.get(sample.node);
        last.set(sample.node, value);
        if (before === undefined) return;
        // A counter that fell belongs to a node that started anew: it counted from 0.
        const grown = value >= before ? value - before : value;
        const bin = binOf(sample.t, this.span);
        if (bin < 0) return;
        this.perBin[bin] = (this.perBin[bin] ?? 0) + grown;
        this.total = (this.total ?? 0) + grown;
    }
}

function binOf(t: number, span: Span): number {
    const begin = span.end - span.windowMs;
    const bin = Math.floor(((t - begin) / span.windowMs) * span.points);
    return t < begin ? -1 : Math.min(bin, span.points - 1);
}

export function curve(samples: readonly Sample[], span: Span, recipe: Recipe): Curve {
    const step = span.windowMs / span.points;
    const begin = span.end - span.windowMs;
    const times = Array.from({ length: span.points }, (_, bin) => begin + (bin + 1) * step);
    return { times, ...valuesOf(samples, span, recipe) };
}

function valuesOf(
    samples: readonly Sample[],
    span: Span,
    recipe: Recipe,
): { values: (number | null)[]; overall: number | null } {
    switch (recipe.kind) {
        case "rate":
            return rates(samples, span, recipe.of);
        case "ratio": {
            const part = new Growth(samples, span, [recipe.part]);
            const whole = new Growth(samples, span, recipe.whole);
            const values = part.perBin.map((value, bin) => ratio(value, whole.perBin[bin] ?? null));
            return { values, overall: ratio(part.total, whole.total) };
        }
        case "gauge":
            return gauges(samples, span, (metrics) => metric(metrics, recipe.of), recipe.over);
        case "share": {
            const share = (metrics: Metrics) =>
                ratio(metric(metrics, recipe.part), metric(metrics, recipe.whole));
            return gauges(samples, span, share, "mean");
        }
    }
}

function rates(samples: readonly Sample[], span: Span, name: string) {
    const growth = new Growth(samples, span, [name]);
    const binSeconds = span.windowMs / span.points / 1000;
    const first = samples[0]?.t ?? span.end;
    const last = samples[samples.length - 1]?.t ?? span.end;
    // Where metrics come less often than there are intervals, the intervals between share them.
    const values = spread(growth.perBin).map((value) =>
        value === null ? null : value / binSeconds,
    );
    const seconds = (last - first) / 1000;
    return { values, overall: growth.total === null ? null : ratio(growth.total, seconds) };
}

/** An amount behind some empty intervals came in all of them. */
function spread(amounts: readonly (number | null)[]): (number | null)[] {
    const out = [...amounts];
    let lastKnown = -1;
    amounts.forEach((amount, bin) => {
        if (amount === null) return;
        const bins = lastKnown < 0 ? 1 : bin - lastKnown;
        for (let i = bin - bins + 1; i <= bin; i++) out[i] = amount / bins;
        lastKnown = bin;
    });
    return out;
}

function gauges(
    samples: readonly Sample[],
    span: Span,
    read: (metrics: Metrics) => number | null,
    over: "max" | "sum" | "mean",
) {
    const bins = Array.from({ length: span.points }, () => new Map<number, number>());
    for (const sample of samples) {
        const value = read(sample.metrics);
        const bin = binOf(sample.t, span);
        if (value !== null && bin >= 0) bins[bin]?.set(sample.node, value);
    }
    const values = bins.map((bin) => combined([...bin.values()], over));
    const known = new Map<number, number>();
    for (const bin of bins) for (const [node, value] of bin) known.set(node, value);
    return { values, overall: combined([...known.values()], over) };
}

function combined(values: readonly number[], over: "max" | "sum" | "mean"): number | null {
    if (values.length === 0) return null;
    if (over === "max") return Math.max(...values);
    const sum = values.reduce((a, b) => a + b, 0);
    return over === "sum" ? sum : sum / values.length;
}

import type { WireEvent } from "../api/wire";

export interface PreloadOutcome {
    /** Median time between the fetch and the first request for it; null where nothing was used. */
    leadMs: number | null;
    used: number;
    late: number;
    wasted: number;
}

/** What became of pre-loads in the window before a place of the log, samples counted at weight. */
export function preloadOutcome(
    events: readonly WireEvent[],
    end: number,
    windowMs: number,
): PreloadOutcome {
    const leads: number[] = [];
    const outcome = { used: 0, late: 0, wasted: 0 };
    for (const event of backwards(events, end, windowMs)) {
        if (event.type !== "preload" || event.used === undefined) continue;
        if (!event.used) outcome.wasted += event.sample;
        else if (event.late) outcome.late += event.sample;
        else outcome.used += event.sample;
        if (typeof event.lead_ms === "number") leads.push(event.lead_ms);
    }
    leads.sort((a, b) => a - b);
    return { ...outcome, leadMs: leads[Math.floor(leads.length / 2)] ?? null };
}

/** How often each rule was named as the one that decides. */
export function actionMix(
    events: readonly WireEvent[],
    end: number,
    windowMs: number,
): Map<string, number> {
    const mix = new Map<string, number>();
    for (const event of backwards(events, end, windowMs)) {
        if (event.type === "policy") mix.set(event.action, (mix.get(event.action) ?? 0) + 1);
    }
    return mix;
}

/** Bits of Shannon's entropy: 0 where one rule always decides; null where none was named. */
export function entropy(mix: ReadonlyMap<string, number>): number | null {
    const total = [...mix.values()].reduce((a, b) => a + b, 0);
    if (total === 0) return null;
    let bits = 0;
    for (const count of mix.values()) bits -= (count / total) * Math.log2(count / total);
    return Math.abs(bits);
}

function* backwards(events: readonly WireEvent[], end: number, windowMs: number) {
    const until = events[end]?.t ?? 0;
    for (let i = Math.min(end, events.length - 1); i >= 0; i--) {
        const event = events[i];
        if (event === undefined || until - event.t > windowMs) return;
        yield event;
    }
}

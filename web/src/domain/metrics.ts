import { isObject } from "../api/wire";
import type { Metrics } from "../api/wire.gen";

/**
 * A number of /metrics.json by its name, as `cache.hit_ms.p99`; null where the node does not tell
 * it. Names are those that neuroctl and /metrics use.
 */
export function metric(metrics: Metrics | null, name: string): number | null {
    let value: unknown = metrics;
    for (const part of name.split(".")) {
        if (!isObject(value)) return null;
        value = value[part];
    }
    return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function metricText(metrics: Metrics | null, section: string, name: string): string {
    const part = metrics?.[section];
    const value = isObject(part) ? part[name] : undefined;
    return typeof value === "string" ? value : "";
}

/** The sum over nodes of what is known; null where nobody tells it. */
export function total(all: readonly (Metrics | null)[], name: string): number | null {
    let sum: number | null = null;
    for (const metrics of all) {
        const value = metric(metrics, name);
        if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
}

/** A share, or null where there is nothing to share: 0 requests have no hit ratio. */
export function ratio(part: number | null, whole: number | null): number | null {
    return part === null || whole === null || whole === 0 ? null : part / whole;
}

import { isObject } from "../api/wire";
import { bytes, count } from "./format";

/** An object as the cluster's catalogue knows it (GET /admin/top and /admin/object). */
export interface CachedObject {
    key: string;
    size: number | null;
    requests: number | null;
    /** When it goes stale, ms; null where it never does or nobody knows. */
    expiresAt: number | null;
    edges: readonly number[];
    sha256: string;
}

/**
 * A key as the catalogue and purges have it. Where it is asked for, a site's object has two slashes
 * before its host.
 */
export function catalogued(key: string): string {
    return key.startsWith("//") ? key.slice(2) : key;
}

function numberOrNull(value: unknown): number | null {
    return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function readObject(value: unknown): CachedObject | null {
    if (!isObject(value) || typeof value.key !== "string") return null;
    const edges = Array.isArray(value.edges) ? value.edges : [];
    return {
        key: value.key,
        size: numberOrNull(value.size),
        requests: numberOrNull(value.requests),
        expiresAt: numberOrNull(value.expires_ms),
        edges: edges.filter((edge) => typeof edge === "number"),
        sha256: typeof value.sha256 === "string" ? value.sha256 : "",
    };
}

export function readObjects(value: Readonly<Record<string, unknown>>): CachedObject[] {
    const list = Array.isArray(value.objects) ? value.objects : [];
    return list.map(readObject).filter((object) => object !== null);
}

/** An object as the asked node itself holds it. */
export interface StoredHere {
    fresh: boolean;
    storedAt: number | null;
    bytes: number | null;
}

export function readHere(value: unknown): StoredHere | null {
    const here = isObject(value) ? value.here : null;
    if (!isObject(here)) return null;
    return {
        fresh: here.fresh === true,
        storedAt: numberOrNull(here.stored),
        bytes: numberOrNull(here.bytes),
    };
}

/** What a purge would remove (GET /admin/purge), as a sentence; null where nobody said. */
export function removal(value: unknown): string {
    const objects = isObject(value) ? numberOrNull(value.objects) : null;
    if (!isObject(value) || objects === null) {
        return "How much that removes could not be counted: the node did not say so in time.";
    }
    const edges = Array.isArray(value.edges) ? value.edges.length : 0;
    if (objects === 0) return "As far as the cluster knows, no edge holds any of it.";
    const about = value.complete === true ? "about" : "at least";
    const what = `${count(objects)} ${objects === 1 ? "object" : "objects"}`;
    const where = `${edges} ${edges === 1 ? "node" : "nodes"}`;
    return `Removes ${about} ${what}, ${bytes(numberOrNull(value.bytes))}, on ${where}.`;
}

/** A route with how it is cached (GET /admin/origins). */
export interface Route {
    pattern: string;
    host: string;
    origins: readonly string[];
    health: string;
    defaultTtlSeconds: number | null;
    staleIfErrorSeconds: number | null;
    whenCutOff: string;
}

export function readRoutes(value: unknown): Route[] {
    const list = isObject(value) && Array.isArray(value.routes) ? value.routes : [];
    return list.filter(isObject).map((route) => ({
        pattern: String(route.pattern ?? ""),
        host: typeof route.host === "string" ? route.host : "",
        origins: Array.isArray(route.origins) ? route.origins.map(String) : [],
        health: typeof route.health === "string" ? route.health : "",
        defaultTtlSeconds: numberOrNull(route.default_ttl_s),
        staleIfErrorSeconds: numberOrNull(route.stale_if_error_s),
        whenCutOff: typeof route.when_cut_off === "string" ? route.when_cut_off : "",
    }));
}

/** A size class of the slab (GET /admin/slab). */
export interface SizeClass {
    classBytes: number;
    pages: number;
    slots: number;
    usedSlots: number;
}

export function readClasses(value: unknown): SizeClass[] {
    const list = isObject(value) && Array.isArray(value.classes) ? value.classes : [];
    return list.filter(isObject).map((each) => ({
        classBytes: numberOrNull(each.class_bytes) ?? 0,
        pages: numberOrNull(each.pages) ?? 0,
        slots: numberOrNull(each.slots) ?? 0,
        usedSlots: numberOrNull(each.used_slots) ?? 0,
    }));
}

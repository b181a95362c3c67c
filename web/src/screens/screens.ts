/** The screens, in the order of the navigation; `key` follows `g` on the keyboard. */
export const SCREENS = [
    { path: "/", name: "Overview", key: "o" },
    { path: "/cluster", name: "Cluster", key: "c" },
    { path: "/cache", name: "Cache", key: "a" },
    { path: "/predict", name: "Prediction", key: "p" },
    { path: "/events", name: "Events", key: "e" },
] as const;

const KEY_PREFIX = "/cache/key/";

/** The key that a path is the page of; null for every other screen. */
export function keyOf(path: string): string | null {
    if (!path.startsWith(KEY_PREFIX)) return null;
    try {
        return decodeURIComponent(path.slice(KEY_PREFIX.length));
    } catch {
        return null;
    }
}

export function keyPath(key: string): string {
    return `${KEY_PREFIX}${encodeURIComponent(key)}`;
}

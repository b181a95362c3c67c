import type { OriginRoute } from "../api/wire.gen";

/** `*` is anything but a slash, `**` anything at all; the rest stands for itself. */
export function globMatches(pattern: string, key: string): boolean {
    const source = pattern
        .split(/(\*\*|\*)/)
        .map((part) => {
            if (part === "**") return ".*";
            if (part === "*") return "[^/]*";
            return part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&");
        })
        .join("");
    return new RegExp(`^${source}$`, "s").test(key);
}

/** The origin that a key is fetched from: the first of the first route that matches. */
export function originOf(routes: readonly OriginRoute[], key: string): string | null {
    const route = routes.find((each) => globMatches(each.pattern, key));
    return route?.origins[0] ?? null;
}

/** All origins by name, each once. */
export function originNames(routes: readonly OriginRoute[]): string[] {
    return [...new Set(routes.flatMap((route) => route.origins))].sort();
}

/** `http://10.0.0.21:9000` as `10.0.0.21:9000`: what fits beside a dot. */
export function shortOrigin(origin: string): string {
    return origin.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

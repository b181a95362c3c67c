// The administration of the node that only pretends.

import { json } from "./server.mjs";

function topObjects(journal) {
    const counts = new Map();
    for (const line of journal) {
        if (line.type !== "hit" && line.type !== "miss") continue;
        for (const { key, count } of line.top) counts.set(key, (counts.get(key) ?? 0) + count);
    }
    return [...counts]
        .sort((a, b) => b[1] - a[1])
        .map(([key, requests], i) => ({
            key,
            size: 1800 + ((i * 7919) % 90_000),
            requests,
            expires_ms: i % 5 === 4 ? null : (journal.at(-1)?.t ?? 0) + 30_000 * (i + 2),
            edges: i % 3 === 0 ? [1, 2, 3] : [1 + (i % 3)],
            sha256: (i + 1).toString(16).padStart(64, "5fe310ab"),
        }));
}

/** The catalogue has the keys of sites without the slashes before the host. */
function bare(key) {
    return key?.startsWith("//") ? key.slice(2) : key;
}

const ROUTES = [
    {
        pattern: "shop.example/**",
        host: "shop.example",
        origins: ["http://10.0.0.21:9000"],
        health: "/ping",
        default_ttl_s: 600,
        stale_if_error_s: 86_400,
        stale_if_unreachable_s: 3600,
        when_cut_off: "serve",
    },
    {
        pattern: "**",
        host: null,
        origins: ["http://10.0.0.22:9000", "http://10.0.0.23:9000"],
        health: null,
        default_ttl_s: 60,
        stale_if_error_s: 0,
        stale_if_unreachable_s: 0,
        when_cut_off: "revalidate",
    },
];

const SLAB = {
    page_bytes: 65_536,
    pages: 512,
    classes: [
        { class_bytes: 256, pages: 74, slots: 18_944, used_slots: 14_012 },
        { class_bytes: 1024, pages: 74, slots: 4_736, used_slots: 3_702 },
        { class_bytes: 4096, pages: 74, slots: 1_184, used_slots: 1_001 },
        { class_bytes: 16_384, pages: 73, slots: 292, used_slots: 188 },
        { class_bytes: 65_536, pages: 74, slots: 74, used_slots: 61 },
    ],
};

export function answerAdmin(server, request, url, response) {
    if (server.isBroken) {
        json(response, 500, { error: { code: "Internal", message: "The disk is full." } });
        return;
    }
    if (request.method !== "GET") {
        write(server, request, url, response);
        return;
    }
    const isZero = !server.journal.some((line) => line.type === "hit");
    const top = isZero ? [] : topObjects(server.journal);
    if (url.pathname === "/admin/origins") json(response, 200, { routes: ROUTES });
    else if (url.pathname === "/admin/top") json(response, 200, { objects: top.slice(0, 50) });
    else if (url.pathname === "/admin/slab")
        json(response, 200, isZero ? { ...SLAB, classes: [] } : SLAB);
    else if (url.pathname === "/admin/purge") {
        if (server.isSilent) return;
        const key = bare(url.searchParams.get("key"));
        const prefix = url.searchParams.get("prefix");
        const found = top.filter((each) =>
            prefix === null ? each.key === key : each.key.startsWith(prefix),
        );
        json(response, 200, {
            objects: found.length,
            bytes: found.reduce((sum, { size, edges }) => sum + size * edges.length, 0),
            edges: [...new Set(found.flatMap(({ edges }) => edges))].sort(),
            complete: true,
        });
    } else if (url.pathname === "/admin/object") {
        const found = top.find((each) => each.key === bare(url.searchParams.get("key")));
        const stored = server.journal.at(-1).t - 90_000;
        const isHere = found?.edges.includes(server.journal[0].node);
        const here = isHere ? { fresh: true, stored, bytes: found.size } : null;
        if (found === undefined)
            json(response, 404, {
                error: { code: "NotFound", message: "Nothing is known of it." },
            });
        else json(response, 200, { ...found, here });
    } else json(response, 404, { error: { code: "NotFound", message: "There is no such thing." } });
}

async function write(server, request, url, response) {
    let body = "";
    for await (const chunk of request) body += chunk;
    server.calls.push({ method: request.method, path: url.pathname, body });
    if (!server.mayWrite) {
        json(response, 403, {
            error: { code: "Unauthorized", message: "This session may only read." },
        });
        return;
    }
    if (request.method === "DELETE") response.writeHead(204).end();
    else json(response, 200, { ok: true });
}

// A node that only pretends: it serves the built page under its real headers, and speaks /wire,
// /wire/history, /metrics.json, /health and /admin from a recording.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fixtures, recordingOf } from "../scripts/fixtures.mjs";
import { answerAdmin } from "./serverAdmin.mjs";
import { snapshotAfter } from "./serverSnapshot.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

const RECORDINGS = new URL("../recordings/", import.meta.url);

/** What real nodes wrote; pages get it at /ui/recordings/<name>.ndjson. */
export function readRecording(name) {
    return gunzipSync(readFileSync(new URL(`${name}.ndjson.gz`, RECORDINGS)));
}

export const SECURITY_HEADERS = {
    "content-security-policy":
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
};

/** What has its hash in its name never changes: as the node says it. */
const IMMUTABLE = "public, max-age=31536000, immutable";

const TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".ndjson": "application/x-ndjson",
};

export class FixtureServer {
    /** @param lines what the journal holds at first; `play` adds to it */
    constructor(lines = []) {
        this.readers = new Set();
        this.sockets = new Set();
        this.begin(lines);
        this.server = createServer((request, response) => this.handle(request, response));
        this.server.on("connection", (socket) => {
            this.sockets.add(socket);
            socket.on("close", () => this.sockets.delete(socket));
        });
    }

    /** It is another node now, at the same address. */
    begin(lines) {
        this.dropReaders();
        this.journal = [...lines];
        this.folded = undefined;
        this.isAuthorized = true;
        this.isRefusing = false;
        this.mayWrite = true;
        this.isBroken = false;
        /** It never answers what a purge would remove. */
        this.isSilent = false;
        /** What a reader is told to wait for after a break. */
        this.retryMs = 200;
        /** What the next snapshots say otherwise, as `{ version }`. */
        this.snapshotChange = {};
        this.calls = [];
    }

    async listen(port = 0) {
        await new Promise((done) => this.server.listen(port, "127.0.0.1", done));
        this.url = `http://127.0.0.1:${this.server.address().port}`;
        return this.url;
    }

    async close() {
        for (const socket of this.sockets) socket.destroy();
        await new Promise((done) => this.server.close(done));
    }

    /** Events happen: they go into the journal and to every reader. */
    play(lines) {
        this.journal.push(...lines);
        for (const reader of this.readers) sendBatches(reader, lines);
    }

    /** Says something to every reader that is not in the journal. */
    tell(event, id, data) {
        for (const reader of this.readers) send(reader, event, id, data);
    }

    dropReaders() {
        for (const reader of this.readers) reader.socket?.destroy();
        this.readers.clear();
    }

    handle(request, response) {
        const url = new URL(request.url, "http://localhost");
        if (this.isRefusing) {
            request.socket.destroy();
            return;
        }
        for (const [name, value] of Object.entries(SECURITY_HEADERS))
            response.setHeader(name, value);
        if (url.pathname === "/ui" || url.pathname.startsWith("/ui/")) page(url.pathname, response);
        else if (url.pathname === "/admin/session") this.session(request, response);
        else if (!this.isAuthorized)
            json(response, 401, { error: { code: "Unauthorized", message: "A token is needed." } });
        else if (url.pathname === "/wire") this.wire(request, url, response);
        else if (url.pathname === "/wire/history") this.history(url, response);
        else if (url.pathname === "/health") json(response, 200, { ok: true });
        else if (url.pathname === "/metrics.json")
            json(response, 200, lastOf(this.journal, "stats")?.stats ?? {});
        else answerAdmin(this, request, url, response);
    }

    session(request, response) {
        if (request.headers.authorization !== "Bearer right-token") {
            json(response, 401, {
                error: { code: "Unauthorized", message: "This is not the token." },
            });
            return;
        }
        this.isAuthorized = true;
        response.writeHead(204, {
            "set-cookie": "neurocache-session=1; HttpOnly; SameSite=Strict",
        });
        response.end();
    }

    wire(request, url, response) {
        response.writeHead(200, {
            "content-type": "text/event-stream",
            "cache-control": "no-store",
        });
        response.write(`retry: ${this.retryMs}\n\n`);
        const after = Number(
            request.headers["last-event-id"] ?? url.searchParams.get("after") ?? Number.NaN,
        );
        this.calls.push({ wire: Number.isNaN(after) ? null : after });
        if (Number.isNaN(after)) this.sendSnapshot(response);
        else this.resume(response, after);
        this.readers.add(response);
        response.on("close", () => this.readers.delete(response));
    }

    resume(response, after) {
        const newest = this.journal.at(-1)?.seq ?? 0;
        const oldest = this.journal[0]?.seq ?? 0;
        if (after > newest || after < oldest - 1) {
            send(response, "reset", null, { reason: after > newest ? "future" : "expired" });
            this.sendSnapshot(response);
            return;
        }
        sendBatches(
            response,
            this.journal.filter((line) => line.seq > after),
        );
    }

    /** As of now, as the node of the journal would tell it. */
    sendSnapshot(response) {
        if (this.journal[0]?.type !== "snapshot") return;
        const { seq: _seq, type: _type, ...data } = this.fold();
        send(response, "snapshot", data.newest, { ...data, ...this.snapshotChange });
    }

    /** Folding ten thousand lines takes as long as the page takes to start: done once a length. */
    fold() {
        if (this.folded?.size !== this.journal.length) {
            this.folded = { size: this.journal.length, snapshot: snapshotAfter(this.journal) };
        }
        return this.folded.snapshot;
    }

    history(url, response) {
        const number = (name, other) => Number(url.searchParams.get(name) ?? other);
        const from = number("from", 0);
        const to = number("to", Number.MAX_SAFE_INTEGER);
        const lines = this.journal.filter((line) => line.seq >= from && line.seq <= to);
        const limit = number("limit", 10_000);
        const wanted = url.searchParams.has("from") ? lines.slice(0, limit) : lines.slice(-limit);
        response.writeHead(200, { "content-type": "application/x-ndjson" });
        response.end(wanted.map((line) => JSON.stringify(line)).join("\n"));
    }
}

function send(response, event, id, data) {
    const idLine = id === null ? "" : `id: ${id}\n`;
    response.write(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
}

function sendBatches(response, lines) {
    for (let i = 0; i < lines.length; i += 500) {
        const batch = lines.slice(i, i + 500);
        send(response, "batch", batch.at(-1).seq, batch);
    }
}

export function json(response, status, body) {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
}

function lastOf(lines, type) {
    return lines.findLast((line) => line.type === type);
}

/** Any path below /ui that is no file is the page: it knows its screens itself. */
function page(path, response) {
    const below = normalize(path.replace(/^\/ui\/?/, "")).replace(/^(\.\.[/\\])+/, "");
    const fixture = /^fixtures\/(\w+)\.ndjson$/.exec(below)?.[1];
    if (fixture !== undefined && fixtures[fixture] !== undefined) {
        response.writeHead(200, { "content-type": TYPES[".ndjson"] });
        response.end(recordingOf(fixtures[fixture]()));
        return;
    }
    const recording = /^recordings\/([\w-]+)\.ndjson$/.exec(below)?.[1];
    if (recording !== undefined) {
        response.writeHead(200, { "content-type": TYPES[".ndjson"] });
        response.end(readRecording(recording));
        return;
    }
    const file = join(DIST, below);
    const isFile = existsSync(file) && statSync(file).isFile();
    const found = isFile ? file : join(DIST, "index.html");
    response.writeHead(200, {
        "content-type": TYPES[extname(found)] ?? "application/octet-stream",
        "cache-control": isFile && below.startsWith("assets/") ? IMMUTABLE : "no-cache",
    });
    createReadStream(found).pipe(response);
}

/** For looking by hand: `node e2e/server.mjs normal 8099`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const server = new FixtureServer(fixtures[process.argv[2] ?? "normal"]());
    console.log(`${await server.listen(Number(process.argv[3] ?? 0))}/ui/`);
}

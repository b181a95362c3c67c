import { EventStreamParser, type ServerSent } from "./sse";
import { isObject, jsonOrNull, parseLine, type WireEvent } from "./wire";

/** How the connection to /wire stands. */
export type Connection =
    | { phase: "connecting" }
    | { phase: "open" }
    | { phase: "reconnecting"; attempt: number; retryAt: number; reason: string }
    | { phase: "offline"; retryAt: number; reason: string }
    | { phase: "unauthorized" }
    | { phase: "closed" };

export interface WireListener {
    onEvents(events: WireEvent[]): void;
    /** The journal could not go on behind what was asked for; a snapshot follows. */
    onReset(reason: string): void;
    onConnection(connection: Connection): void;
    /** Anything came, be it a comment: the connection is alive. */
    onSign(): void;
}

/** After so many failures in a row the page says "offline" and asks less often. */
const OFFLINE_AFTER = 5;
const MAX_DELAY_MS = 15_000;
/** The server comments every 15 s: three missing ones mean that nobody is there. */
const SILENCE_MS = 45_000;

class Refused extends Error {
    constructor(
        readonly status: number,
        readonly retryAfterMs: number | null,
    ) {
        super(status === 503 ? "the node has no place for another reader" : `HTTP ${status}`);
    }
}

/**
 * Reads /wire for as long as it is wanted, going on behind the last event after every break.
 * `after` asks where to go on; null asks for a fresh stream, which begins with a snapshot.
 */
export class WireStream {
    private abort: AbortController | null = null;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private failures = 0;
    private retryMs = 1_000;

    constructor(
        private readonly listener: WireListener,
        private readonly after: () => number | null,
        private readonly base = "",
    ) {}

    start(): void {
        this.stop();
        this.failures = 0;
        this.listener.onConnection({ phase: "connecting" });
        void this.connect();
    }

    /** Ends the connection and says nothing about it. */
    stop(): void {
        clearTimeout(this.timer);
        this.abort?.abort();
        this.abort = null;
    }

    close(): void {
        this.stop();
        this.listener.onConnection({ phase: "closed" });
    }

    private async connect(): Promise<void> {
        const abort = new AbortController();
        this.abort = abort;
        let reason = "the node closed the stream";
        let waitMs: number | null = null;
        try {
            await this.read(abort);
        } catch (error) {
            if (error instanceof Refused && [401, 403].includes(error.status)) {
                if (this.abort === abort) this.listener.onConnection({ phase: "unauthorized" });
                return;
            }
            if (error instanceof Refused) waitMs = error.retryAfterMs;
            reason = error instanceof Refused ? error.message : "the node does not answer";
        }
        // Somebody stopped or restarted the stream: this connection has no say any more.
        if (this.abort === abort) this.again(reason, waitMs);
    }

    private async read(abort: AbortController): Promise<void> {
        const after = this.after();
        const query = after === null ? "" : `&after=${after}`;
        const response = await fetch(`${this.base}/wire?batch=1${query}`, {
            headers: { accept: "text/event-stream" },
            credentials: "same-origin",
            signal: abort.signal,
        });
        if (!response.ok || response.body === null) {
            const seconds = Number(response.headers.get("retry-after"));
            throw new Refused(response.status, seconds > 0 ? seconds * 1_000 : null);
        }
        this.listener.onConnection({ phase: "open" });
        await this.drain(response.body, abort);
    }

    private async drain(body: ReadableStream<Uint8Array>, abort: AbortController): Promise<void> {
        const parser = new EventStreamParser(
            (event) => this.take(event),
            (ms) => {
                this.retryMs = ms;
            },
        );
        const decoder = new TextDecoder();
        const reader = body.getReader();
        let watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
        try {
            for (;;) {
                const { done, value } = await reader.read();
                if (done || this.abort !== abort) return;
                clearTimeout(watchdog);
                watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
                this.listener.onSign();
                parser.push(decoder.decode(value, { stream: true }));
            }
        } finally {
            clearTimeout(watchdog);
        }
    }

    private take(sent: ServerSent): void {
        this.failures = 0;
        const data = jsonOrNull(sent.data);
        if (sent.event === "reset") {
            const reason = isObject(data) && typeof data.reason === "string" ? data.reason : "";
            this.listener.onReset(reason);
            return;
        }
        const lines: unknown[] =
            sent.event === "batch" && Array.isArray(data)
                ? data
                : [isObject(data) ? { ...data, type: sent.event, seq: Number(sent.id) } : null];
        const events = lines.map(parseLine).filter((event) => event !== null);
        if (events.length > 0) this.listener.onEvents(events);
    }

    private again(reason: string, waitMs: number | null): void {
        this.failures++;
        // The first attempt comes soon, for a node that only restarted; a crowd of pages must not
        // come back all at once, hence the jitter.
        const grown = this.retryMs * 2 ** (this.failures - 1) * (0.3 + 0.4 * Math.random());
        const delay = waitMs ?? Math.min(grown, MAX_DELAY_MS);
        const retryAt = Date.now() + delay;
        this.listener.onConnection(
            this.failures < OFFLINE_AFTER
                ? { phase: "reconnecting", attempt: this.failures, retryAt, reason }
                : { phase: "offline", retryAt, reason },
        );
        this.timer = setTimeout(() => void this.connect(), delay);
    }
}

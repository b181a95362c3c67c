/** One server-sent event; `comment` is a line that only keeps the connection open. */
export interface ServerSent {
    event: string;
    id: string | null;
    data: string;
}

/**
 * Cuts a text stream into server-sent events (HTML standard, "Event stream interpretation").
 *
 * The page reads the stream by `fetch` and not by EventSource, because that hides the status: a 401
 * has to open the sign-in and a 503 says when to come back.
 */
export class EventStreamParser {
    private rest = "";
    private event = "";
    private id: string | null = null;
    private data: string[] = [];

    constructor(
        private readonly onEvent: (event: ServerSent) => void,
        private readonly onRetry: (ms: number) => void,
    ) {}

    push(chunk: string): void {
        const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
        this.rest = lines.pop() ?? "";
        for (const line of lines) this.line(line);
    }

    private line(line: string): void {
        if (line === "") {
            this.dispatch();
            return;
        }
        const colon = line.indexOf(":");
        if (colon === 0) return;
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        this.field(field, value);
    }

    private field(field: string, value: string): void {
        if (field === "event") this.event = value;
        else if (field === "data") this.data.push(value);
        else if (field === "id" && !value.includes("\0")) this.id = value;
        else if (field === "retry" && /^\d+$/.test(value)) this.onRetry(Number(value));
    }

    private dispatch(): void {
        if (this.data.length > 0) {
            const event = this.event === "" ? "message" : this.event;
            this.onEvent({ event, id: this.id, data: this.data.join("\n") });
        }
        this.event = "";
        this.id = null;
        this.data = [];
    }
}

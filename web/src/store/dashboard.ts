import { history } from "../api/http";
import type { WireEvent } from "../api/wire";
import { type Connection, WireStream } from "../api/wireStream";
import { DEFAULT_KEPT, EventLog } from "../domain/eventLog";
import { idleStretches, importance, type Stretch } from "../domain/importance";
import { readRecording, writeRecording } from "../domain/recording";
import { EMPTY_STATE } from "../domain/state";
import { Player, SPEEDS } from "./player";
import type { View } from "./view";

/** The page is drawn at most ten times a second, however many events come; dots fly on their own. */
const PUBLISH_MS = 100;
const OLDER_AT_ONCE = 5_000;
/** A hidden tab gives its connection back: browsers allow six to a host. */
export const HIDDEN_MS = 60_000;
const CLOCK_TOLERANCE_MS = 2_000;

const FIRST_VIEW: View = {
    revision: 0,
    source: { kind: "live" },
    connection: { phase: "connecting" },
    isLoaded: false,
    problem: null,
    position: 0,
    state: EMPTY_STATE,
    isLive: true,
    isPlaying: false,
    speed: 1,
    skipsIdle: false,
    newCount: 0,
    lastSign: null,
    clockOffset: 0,
    dropped: 0,
    notice: null,
    skew: null,
    isLoadingOlder: false,
    mayWrite: true,
};

type Advanced = (events: readonly WireEvent[]) => void;

/** The one store: the log of events, the place in it that is shown, and the stream that feeds it. */
export class Dashboard {
    log: EventLog;
    private view: View = FIRST_VIEW;
    private readonly listeners = new Set<() => void>();
    private readonly advanceListeners = new Set<Advanced>();
    private readonly stream: WireStream;
    private readonly player = new Player();
    private publishTimer: ReturnType<typeof setTimeout> | undefined;
    private frame = 0;
    private firstVersion: string | null = null;
    /** An event that the address asked for and that may have to be fetched first. */
    private wantedSeq: number | null = null;
    private mayJump = false;
    private idleCache: { revision: number; stretches: readonly Stretch[] } | null = null;

    constructor(private readonly kept = DEFAULT_KEPT) {
        this.log = new EventLog(kept);
        this.stream = new WireStream(
            {
                onEvents: (events) => this.receive(events),
                onReset: (reason) => this.reset(reason),
                onConnection: (connection) => this.connected(connection),
                onSign: () => {
                    this.view = { ...this.view, lastSign: Date.now() };
                },
            },
            () => this.log.lastSeq,
        );
    }

    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    readonly current = (): View => this.view;

    /** Tells of events as they come into view by themselves; a seek is no such thing. */
    onAdvance(listener: Advanced): () => void {
        this.advanceListeners.add(listener);
        return () => this.advanceListeners.delete(listener);
    }

    // --- where events come from ---

    start(wantedSeq: number | null): void {
        this.wantedSeq = wantedSeq;
        this.stream.start();
    }

    /** The node refused a change: nothing that changes anything is offered until a new sign-in. */
    forbid(): void {
        this.set({ mayWrite: false });
    }

    reconnect(): void {
        this.set({ mayWrite: true });
        this.stream.start();
    }

    /** The tab is looked at again. */
    wake(): void {
        if (this.view.source.kind === "live") this.stream.start();
    }

    /** Gives the connection back without losing the place; `reconnect` goes on behind it. */
    rest(): void {
        if (this.view.source.kind === "live") this.stream.close();
    }

    openRecording(text: string, name: string, wantedSeq: number | null = null): string | null {
        const outcome = readRecording(text);
        if (!outcome.ok) {
            this.set({ problem: outcome.why });
            return outcome.why;
        }
        this.stream.stop();
        const { events, malformed } = outcome.recording;
        this.log = new EventLog(Math.max(this.kept, events.length));
        for (const event of events) this.log.append(event);
        this.firstVersion = null;
        this.set({
            ...FIRST_VIEW,
            source: { kind: "recording", name, malformed },
            connection: { phase: "closed" },
            isLoaded: true,
            isLive: false,
            speed: this.view.speed,
            revision: this.view.revision + 1,
        });
        this.seek(wantedSeq === null ? this.log.length - 1 : this.log.indexOf(wantedSeq));
        return null;
    }

    fail(problem: string): void {
        this.set({ problem });
    }

    recording(): string {
        return writeRecording(this.log.events, this.view.state.self, this.view.state.version);
    }

    async loadOlder(): Promise<void> {
        const first = this.log.firstSeq;
        if (first === null || this.view.isLoadingOlder || this.view.source.kind !== "live") return;
        this.set({ isLoadingOlder: true });
        const outcome = await history({
            from: Math.max(this.view.state.oldest, first - OLDER_AT_ONCE),
            to: first,
            limit: OLDER_AT_ONCE * 2,
        });
        if (outcome.ok) this.prepend(outcome.value);
        this.set({ isLoadingOlder: false });
    }

    private receive(events: readonly WireEvent[]): void {
        const isFirst = this.log.length === 0;
        const fresh = events.filter((event) => this.take(event));
        if (fresh.length === 0) return;
        this.mayJump = false;
        this.adjustClock(fresh[fresh.length - 1]);
        this.view = {
            ...this.view,
            isLoaded: true,
            newCount: this.view.isLive ? 0 : this.view.newCount + fresh.length,
            revision: this.view.revision + 1,
        };
        if (isFirst) void this.backfill();
        if (this.view.isLive) {
            this.advanced(fresh);
            if (isFirst) this.publish();
        }
        this.publishSoon();
    }

    private take(event: WireEvent): boolean {
        const last = this.log.lastSeq;
        if (event.type === "gap") this.drop(event.dropped);
        else if (event.type === "snapshot") this.compareVersion(event.version);
        else if (last !== null && event.seq > last + 1 && !this.mayJump) {
            this.drop(event.seq - last - 1);
        }
        const removedBefore = this.log.removed;
        const isNew = this.log.append(event);
        const shift = this.log.removed - removedBefore;
        if (shift > 0) {
            const position = Math.max(0, this.view.position - shift);
            this.view = { ...this.view, position };
        }
        return isNew;
    }

    private drop(count: number): void {
        this.view = { ...this.view, dropped: this.view.dropped + count };
    }

    private compareVersion(version: string): void {
        this.firstVersion ??= version;
        const isSame = this.firstVersion === version;
        const skew = isSame ? null : { from: this.firstVersion, to: version };
        this.view = { ...this.view, skew };
    }

    private adjustClock(event: WireEvent | undefined): void {
        const offset = (event?.t ?? 0) - Date.now();
        const clockOffset = Math.abs(offset) > CLOCK_TOLERANCE_MS ? offset : 0;
        this.view = { ...this.view, clockOffset };
    }

    private reset(reason: string): void {
        this.mayJump = true;
        if (reason !== "future") {
            this.set({
                notice: "The node no longer keeps what came meanwhile: events are missing.",
            });
            return;
        }
        this.log.clear();
        this.set({
            notice: "The node has begun a new journal; what was shown belonged to the one before.",
            isLoaded: false,
            isLive: true,
            position: 0,
        });
    }

    private connected(connection: Connection): void {
        this.set({ connection });
    }

    /** What happened before the page was opened, so that charts and the track are not empty. */
    private async backfill(): Promise<void> {
        const first = this.log.firstSeq;
        if (first === null) return;
        const outcome = await history({ to: first, limit: this.kept });
        if (outcome.ok) this.prepend(outcome.value);
        await this.jumpToWanted();
    }

    private async jumpToWanted(): Promise<void> {
        const wanted = this.wantedSeq;
        if (wanted === null) return;
        const first = this.log.firstSeq ?? 0;
        if (wanted < first) {
            const outcome = await history({ from: wanted, to: first, limit: OLDER_AT_ONCE * 2 });
            if (outcome.ok) this.prepend(outcome.value);
        }
        this.wantedSeq = null;
        this.seek(this.log.indexOf(wanted));
    }

    private prepend(events: readonly WireEvent[]): void {
        const lengthBefore = this.log.length;
        this.log.prepend(events);
        const position = this.view.position + this.log.length - lengthBefore;
        this.set({ revision: this.view.revision + 1, position });
    }

    // --- the place that is shown ---

    seek(index: number): void {
        const position = Math.max(0, Math.min(index, this.log.length - 1));
        this.stopPlaying();
        this.set({ position, state: this.log.stateAt(position), isLive: false, isPlaying: false });
    }

    seekTo(seq: number): void {
        this.seek(this.log.indexOf(seq));
    }

    step(by: number): void {
        this.seek(this.view.position + by);
    }

    goLive(): void {
        this.stopPlaying();
        const isRecording = this.view.source.kind === "recording";
        if (isRecording) this.seek(this.log.length - 1);
        else this.set({ isLive: true, isPlaying: false, newCount: 0 });
    }

    pause(): void {
        this.stopPlaying();
        this.set({ isLive: false, isPlaying: false, newCount: 0 });
    }

    /** One key for both: what moves stands, what stands moves. */
    toggle(): void {
        if (this.view.isLive || this.view.isPlaying) this.pause();
        else this.play();
    }

    play(): void {
        const isAtEnd = this.view.position >= this.log.length - 1;
        if (isAtEnd && this.view.source.kind === "live") {
            this.goLive();
            return;
        }
        if (isAtEnd) this.seek(0);
        this.player.begin(this.log.events, this.view.position);
        this.set({ isLive: false, isPlaying: true });
        let before = performance.now();
        const run = (now: number) => {
            this.playFrame(now - before);
            before = now;
            if (this.view.isPlaying) this.frame = requestAnimationFrame(run);
        };
        this.frame = requestAnimationFrame(run);
    }

    private playFrame(elapsedMs: number): void {
        const { position, speed, skipsIdle } = this.view;
        const idle = skipsIdle ? this.idle() : [];
        const next = this.player.advance(this.log.events, position, elapsedMs, speed, idle);
        if (next > position) {
            this.view = { ...this.view, position: next };
            this.advanced(this.log.events.slice(position + 1, next + 1));
            this.publishSoon();
        }
        if (next < this.log.length - 1) return;
        if (this.view.source.kind === "live") this.goLive();
        else this.pause();
    }

    private stopPlaying(): void {
        cancelAnimationFrame(this.frame);
    }

    setSpeed(change: number): void {
        const now = SPEEDS.indexOf(this.view.speed);
        const next = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, now + change))];
        if (next !== undefined) this.set({ speed: next });
    }

    setSkipsIdle(skipsIdle: boolean): void {
        this.set({ skipsIdle });
    }

    /** To the next important event in a direction; stays where there is none. */
    jump(direction: 1 | -1): void {
        const events = this.log.events;
        for (let i = this.view.position + direction; i >= 0 && i < events.length; i += direction) {
            const event = events[i];
            if (event !== undefined && importance(event) !== null) {
                this.seek(i);
                return;
            }
        }
    }

    /** Whether the event that the address asked for has not been reached yet. */
    isOnItsWay(): boolean {
        return this.wantedSeq !== null;
    }

    idle(): readonly Stretch[] {
        if (this.idleCache?.revision !== this.view.revision) {
            const stretches = idleStretches(this.log.events);
            this.idleCache = { revision: this.view.revision, stretches };
        }
        return this.idleCache?.stretches ?? [];
    }

    dismiss(): void {
        this.set({ dropped: 0, notice: null });
    }

    // --- telling the page ---

    private advanced(events: readonly WireEvent[]): void {
        for (const listener of this.advanceListeners) listener(events);
    }

    private set(change: Partial<View>): void {
        this.view = { ...this.view, ...change };
        this.publish();
    }

    private publishSoon(): void {
        this.publishTimer ??= setTimeout(() => this.publish(), PUBLISH_MS);
    }

    private publish(): void {
        clearTimeout(this.publishTimer);
        this.publishTimer = undefined;
        const { isLive, isPlaying } = this.view;
        if (isLive) {
            const position = Math.max(0, this.log.length - 1);
            this.view = { ...this.view, position, state: this.log.state };
        } else if (isPlaying) {
            this.view = { ...this.view, state: this.log.stateAt(this.view.position) };
        } else {
            this.view = { ...this.view };
        }
        for (const listener of this.listeners) listener();
    }
}
